/** Trouble with a place that events are written to: told once when it begins and once when it is over, however many events it costs. */
import type { EventLevel } from '../../shared/events.ts';

export type Notice = (level: EventLevel, text: string) => void;

export class Outage {
  readonly #place: string;
  readonly #notice: Notice;
  readonly #things: string;
  #lost: number | undefined;

  /** `place`: for the administrator, such as "The log file"; `things`: what is written there. */
  constructor(place: string, notice: Notice, things = 'events') {
    this.#things = things;
    this.#place = place;
    this.#notice = notice;
  }

  /** Tries to write `count` of them; false if that failed. */
  attempt(count: number, write: () => void): boolean {
    try {
      write();
    } catch (error) {
      if (this.#lost === undefined) {
        this.#notice('error', `${this.#place} cannot be written: ${describe(error)}. Some ${this.#things} are missing there until that is mended`);
      }
      this.#lost = (this.#lost ?? 0) + count;
      return false;
    }
    if (this.#lost !== undefined) this.#notice('warning', `${this.#place} is written again; ${this.#lost} ${this.#things} are missing there`);
    this.#lost = undefined;
    return true;
  }
}

export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
