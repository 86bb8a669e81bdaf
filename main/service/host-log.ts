/** The events of a host on its stdout, as lines for people or as JSON. The ready line comes first, whatever happened before. */
import type { Writable } from 'node:stream';
import type { LogEvent } from '../../shared/events.ts';
import { JoinedWords } from '../log/joined-words.ts';
import type { ServiceHost } from './host.ts';
import { LossyLines, eventLine } from './output.ts';

export class HostLog {
  readonly #lines: LossyLines;
  readonly #json: boolean;
  /** Events from before the ready line. */
  #early: LogEvent[] | undefined = [];

  constructor(stdout: Writable, json: boolean) {
    this.#json = json;
    this.#lines = new LossyLines(stdout, (lost) =>
      json
        ? `${JSON.stringify({ event: 'lost', lost })}\n`
        : `${lost} events are missing here: whoever reads this was too slow. The log in the data folder has them.\n`,
    );
  }

  readonly take = (event: LogEvent): void => {
    if (this.#early === undefined) this.#write(event);
    else this.#early.push(event);
  };

  /** Writes the ready line, and then what has happened so far. */
  ready(line: string): void {
    this.#lines.write(line);
    this.#lines.flush();
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const event of early) this.#write(event);
  }

  /** Hands over the last lines, before the process ends. */
  end(): void {
    this.#lines.flush();
  }

  #write(event: LogEvent): void {
    this.#lines.write(this.#json ? jsonLine(event) : eventLine(event));
  }
}

/**
 * What `JSON.stringify` makes of it, in a third of the time: there are several for each message. Its texts have no control
 * characters and no lone surrogates left in them.
 */
function jsonLine({ id, at, kind, level, protocol, sessionId, traceId, remoteAddress, account, reason, text }: LogEvent): string {
  let line = `{"id":${id},"at":${at}${WHAT.of(kind, level, protocol)}${quoted(text)}`;
  if (sessionId !== undefined) line += `,"sessionId":${quoted(sessionId)}`;
  if (traceId !== undefined) line += `,"traceId":${quoted(traceId)}`;
  if (remoteAddress !== undefined) line += `,"remoteAddress":${quoted(remoteAddress)}`;
  if (account !== undefined) line += `,"account":${quoted(account)}`;
  if (reason !== undefined) line += `,"reason":"${reason}"`;
  return `${line}}\n`;
}

const WHAT = new JoinedWords((kind, level, protocol) => [',"kind":"', kind, '","level":"', level, '","protocol":"', protocol, '","text":'].join(''));
const QUOTED_OR_ESCAPED = /["\\]/;

function quoted(text: string): string {
  return QUOTED_OR_ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** The line that tells a program that all listeners accept (running.md). `admin` is null where no console is open. */
export function readyLine({ engine, console }: ServiceHost): string {
  const listeners = engine.listeners.states.filter(({ state }) => state === 'listening').map(({ protocol, address, port }) => ({ protocol, address, port }));
  return `${JSON.stringify({ event: 'ready', listeners, admin: console?.signInAddress() ?? null })}\n`;
}
