/** The daily log files: `logs/gatepost-YYYY-MM-DD.log`, one line an event, for people and for grep. */
import { appendFileSync, closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { DayRun } from './event-database.ts';
import type { EventFields } from './event-line.ts';
import type { LocalTime } from './local-time.ts';

/** A day that outgrows its file goes on in `gatepost-YYYY-MM-DD.2.log`, `.3.log` and so on. */
const NAME = /^gatepost-(\d{4}-\d\d-\d\d)(?:\.\d+)?\.log$/;

/**
 * One event as one line: time, level, protocol, session, trace, client, account, kind, reason, text; `-` stands for what
 * is not known. The texts are escaped already; a space in an account is escaped too, so that nothing can look like the
 * next column.
 */
export function logFileLine(fields: EventFields, time: LocalTime): string {
  const [, at, kind, level, protocol, session, trace, client, account, reason, text] = fields;
  return `${time.stamp(Number(at))} ${level} ${protocol} session=${word(session)} trace=${word(trace)} client=${word(client)} account=${word(account)} ${kind} reason=${word(reason)} ${text}\n`;
}

function word(field: string | undefined): string {
  if (field === undefined || field === '') return '-';
  return field.includes(' ') ? field.replaceAll(' ', '\\x20') : field;
}

/** A crash or a full disk may have cut the last line short. */
function endsWithLine(file: number, bytes: number): boolean {
  if (bytes === 0) return true;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, bytes - 1);
  return last[0] === 0x0a;
}

interface OpenFile {
  readonly day: string;
  readonly part: number;
  readonly file: number;
  bytes: number;
}

export class LogFiles {
  readonly #folder: string;
  readonly #time: LocalTime;
  readonly #limit: number;
  #open: OpenFile | undefined;

  /** `limit`: bytes of one file. */
  constructor(dataFolder: string, time: LocalTime, limit: number = FIXED_LIMITS.logFileBytes) {
    this.#folder = path.join(dataFolder, 'logs');
    this.#time = time;
    this.#limit = limit;
  }

  /** Appends the events to the file of their day, with one write. Throws the system's error. */
  add(run: DayRun): void {
    let text = '';
    for (const fields of run.fields) text += logFileLine(fields, this.#time);
    const bytes = Buffer.from(text);
    try {
      const open = this.#fileFor(run.day);
      appendFileSync(open.file, bytes);
      open.bytes += bytes.length;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The file that the day has reached: the one in use, the next one when that is full, or the last there is. */
  #fileFor(day: string): OpenFile {
    const current = this.#open;
    // Somebody may have removed it: without a name nobody would ever read it.
    if (current?.day === day && current.bytes < this.#limit && fstatSync(current.file).nlink > 0) return current;
    let part = current?.day === day ? current.part : 1;
    this.close();
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (; ; part += 1) {
      const file = openSync(path.join(this.#folder, part === 1 ? `gatepost-${day}.log` : `gatepost-${day}.${part}.log`), 'a+', 0o600);
      const bytes = fstatSync(file).size;
      if (bytes < this.#limit) {
        this.#open = { day, part, file, bytes };
        if (!endsWithLine(file, bytes)) appendFileSync(file, '\n');
        return this.#open;
      }
      closeSync(file);
    }
  }

  /** Removes the files of days before `day` (ISO date). */
  prune(day: string): void {
    if (!existsSync(this.#folder)) return;
    for (const name of readdirSync(this.#folder)) {
      const itsDay = NAME.exec(name)?.[1];
      if (itsDay !== undefined && itsDay < day) rmSync(path.join(this.#folder, name), { force: true });
    }
  }

  close(): void {
    if (this.#open !== undefined) closeSync(this.#open.file);
    this.#open = undefined;
  }
}
