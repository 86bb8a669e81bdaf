/** The lines of a header section that has gone on for too long, as the text that they are: gathered, since to hand on each by itself costs many times as much. */
import type { LeafSink } from './mime-visitor.ts';

/** Handed on at a time. */
const GATHERED_CHARACTERS = 32 * 1024;

export class RestText {
  readonly #sink: LeafSink | undefined;
  #gathered = '';

  /** @param sink undefined if nobody is interested */
  constructor(sink: LeafSink | undefined) {
    this.#sink = sink;
  }

  /** @param text latin1 */
  write(text: string): void {
    this.#gathered += text;
    if (this.#gathered.length >= GATHERED_CHARACTERS) this.#handOn();
  }

  end(): void {
    this.#handOn();
    this.#sink?.end();
  }

  #handOn(): void {
    this.#sink?.write(Buffer.from(this.#gathered, 'latin1'));
    this.#gathered = '';
  }
}
