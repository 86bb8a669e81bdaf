/**
 * Bytes that arrive in pieces and are wanted whole. What comes in one piece, as most small messages do, is not copied; of
 * more pieces one buffer is made that grows with them, so that a client which sends single bytes costs no more memory than
 * any other.
 */
const NOTHING = Buffer.alloc(0);

export class GatheredBytes {
  /** The first piece as it came, until there is a second; then a buffer of our own, with room behind the bytes. */
  #buffer: Buffer = NOTHING;
  #own = false;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param piece must not be changed by its owner afterwards */
  add(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (this.#length === 0) {
      this.#buffer = piece;
      this.#own = false;
    } else {
      if (!this.#own || length > this.#buffer.length) this.#grow(length);
      piece.copy(this.#buffer, this.#length);
    }
    this.#length = length;
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafe(2 ** Math.ceil(Math.log2(length)));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
    this.#own = true;
  }

  /** All of them so far; a view, good until the next piece is added. */
  whole(): Buffer {
    return this.#buffer.length === this.#length ? this.#buffer : this.#buffer.subarray(0, this.#length);
  }

  /** Gives the bytes up. @returns what they were */
  take(): Buffer {
    const whole = this.whole();
    this.#buffer = NOTHING;
    this.#own = false;
    this.#length = 0;
    return whole;
  }
}
