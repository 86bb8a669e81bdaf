/** The daily log files: `logs/gatepost-YYYY-MM-DD.log`, one line an event, for people and for grep. */
import { closeSync, mkdirSync, openSync, readdirSync, fstatSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { LogEvent } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';

const NAME = /^gatepost-(\d{4}-\d\d-\d\d)(?:\.\d+)?\.log$/;

/** The local day of a moment, as ISO date. */
export function localDay(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

/** RFC 3339 in local time with its offset: an administrator compares it with the clock on the wall. */
function localTime(at: number): string {
  const offset = -new Date(at).getTimezoneOffset();
  const local = new Date(at + offset * 60_000).toISOString().slice(0, -1);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}

/** One event as one line. All its texts are escaped already; a `-` stands for what is not known. */
export function logLine(event: LogEvent): string {
  const { level, protocol, sessionId = '-', traceId = '-', remoteAddress = '-', account = '-', kind, reason = '-' } = event;
  return `${localTime(event.at)} ${level} ${protocol} session=${sessionId} trace=${traceId} client=${remoteAddress} account=${account} ${kind} reason=${reason} ${event.text}\n`;
}

export class LogFiles {
  readonly #folder: string;
  #day = '';
  #part = 0;
  #file: number | undefined;
  #bytes = 0;

  constructor(dataFolder: string) {
    this.#folder = path.join(dataFolder, 'logs');
  }

  /** Appends the events to the file of their day. Throws the system's error. */
  write(events: readonly LogEvent[]): void {
    let text = '';
    for (const event of events) {
      const day = localDay(event.at);
      if (day !== this.#day) {
        this.#append(text);
        text = '';
        this.#begin(day, 0);
      }
      text += logLine(event);
    }
    this.#append(text);
  }

  #append(text: string): void {
    if (text === '') return;
    if (this.#file === undefined || this.#bytes > FIXED_LIMITS.logFileBytes) this.#open();
    if (this.#file === undefined) return;
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    this.#bytes += bytes.length;
  }

  #begin(day: string, part: number): void {
    this.close();
    this.#day = day;
    this.#part = part;
  }

  /** Opens the first file of the day that is not full yet. */
  #open(): void {
    this.close();
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (; ; this.#part += 1) {
      const name = this.#part === 0 ? `gatepost-${this.#day}.log` : `gatepost-${this.#day}.${this.#part}.log`;
      const file = openSync(path.join(this.#folder, name), 'a', 0o600);
      this.#bytes = fstatSync(file).size;
      if (this.#bytes <= FIXED_LIMITS.logFileBytes) {
        this.#file = file;
        return;
      }
      closeSync(file);
    }
  }

  /** Removes the files of days before `day` (ISO date). */
  prune(day: string): void {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      // No log file was ever written.
      return;
    }
    for (const name of names) {
      const of = NAME.exec(name)?.[1];
      if (of !== undefined && of < day) rmSync(path.join(this.#folder, name), { force: true });
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#bytes = 0;
  }
}
