/** Answers of the DNS, remembered for as long as they hold, within bounds of number and bytes. */
import type { Clock } from '../clock.ts';

interface Entry<Value> {
  readonly value: Value;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly bytes: number;
}

export class AnswerCache<Value> {
  /** In order of age: a Map keeps the order of its keys. */
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #clock: Clock;
  readonly #bounds: { readonly entries: number; readonly bytes: number };
  #bytes = 0;

  constructor(clock: Clock, bounds: { readonly entries: number; readonly bytes: number }) {
    this.#clock = clock;
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.until > this.#clock.now()) return entry.value;
    this.#drop(key, entry);
    return undefined;
  }

  /** @param seconds for how long; 0 keeps nothing @param bytes about what it takes */
  set(key: string, value: Value, seconds: number, bytes: number): void {
    const before = this.#entries.get(key);
    if (before !== undefined) this.#drop(key, before);
    if (seconds <= 0) return;
    this.#entries.set(key, { value, until: this.#clock.now() + seconds * 1000, bytes });
    this.#bytes += bytes;
    // The oldest make room. That may cost a good answer; it is asked for again.
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.#bounds.entries && this.#bytes <= this.#bounds.bytes) break;
      this.#drop(oldest, entry);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  #drop(key: string, entry: Entry<Value>): void {
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}
