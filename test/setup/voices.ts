/** What runs side by side is read one after the other: whose turn it is writes at once, what the others write is kept until it is theirs. */

export interface Voice {
  write(piece: Buffer | string): void;
  /** Nothing more comes: it is the next one's turn. */
  end(): void;
}

interface Waiting {
  readonly kept: (Buffer | string)[];
  ended: boolean;
}

export class Voices {
  readonly #out: (piece: Buffer | string) => void;
  /** In the order in which they began; the first one is heard. */
  readonly #queue: Waiting[] = [];

  constructor(out: (piece: Buffer | string) => void) {
    this.#out = out;
  }

  begin(): Voice {
    const one: Waiting = { kept: [], ended: false };
    this.#queue.push(one);
    return {
      write: (piece) => {
        if (this.#queue[0] === one) this.#out(piece);
        else one.kept.push(piece);
      },
      end: () => {
        one.ended = true;
        while (this.#queue[0]?.ended === true) {
          this.#queue.shift();
          for (const piece of this.#queue[0]?.kept.splice(0) ?? []) this.#out(piece);
        }
      },
    };
  }
}
