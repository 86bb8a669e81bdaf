/**
 * The hosts that were tried for a message and failed. Each is told of when the next one is tried, so that a trace shows all of
 * them with their times; the one that nothing comes after is told of with what becomes of the message.
 */
import type { EventSink } from '../../log/event-sink.ts';
import { type HostTrouble, ipOf } from '../outcome.ts';

export class FailedHosts {
  readonly #events: EventSink;
  readonly #traceId: string;
  #last: HostTrouble | undefined;
  #untold: HostTrouble | undefined;

  /** @param traceId of the message that wants the connection */
  constructor(events: EventSink, traceId: string) {
    this.#events = events;
    this.#traceId = traceId;
  }

  /** What to say where no host is left. */
  get last(): HostTrouble | undefined {
    return this.#last;
  }

  add(trouble: HostTrouble): void {
    this.goOn();
    this.#last = trouble;
    this.#untold = trouble;
  }

  /** One that could not even be called: it says less than one that was. */
  addUncalled(trouble: HostTrouble): void {
    if (this.#last === undefined) this.add(trouble);
    else this.tell(trouble);
  }

  /** Another one is tried. */
  goOn(): void {
    if (this.#untold !== undefined) this.tell(this.#untold);
    this.#untold = undefined;
  }

  tell({ message, contact }: HostTrouble): void {
    const { host, address } = contact;
    this.#events.emit({
      kind: 'host-failed',
      level: 'info',
      protocol: 'delivery',
      ...(this.#traceId === '' ? {} : { traceId: this.#traceId }),
      ...(address === '' ? {} : { remoteAddress: ipOf(contact) }),
      text: `${host}${address === '' ? '' : ` [${address}]`} could not be used: ${message}`,
    });
  }
}
