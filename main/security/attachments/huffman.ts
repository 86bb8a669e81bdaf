/** The bits and the codes of DEFLATE (RFC 1951 section 3.1 and 3.2.2), for input that arrives in pieces. */

/** The input ended within a code. */
export const SHORT = -1;
/** No such code. */
export const DAMAGED = -2;

const LONGEST = 15;
/** Codes up to this length are found by one look into a table, longer ones bit by bit: nearly all codes that occur are short. */
const FAST_BITS = 9;
const FAST_MASK = (1 << FAST_BITS) - 1;

/** The bits of each number below, the other way round. */
const REVERSED = Uint16Array.from({ length: 1 << FAST_BITS }, (_, code) => {
  let result = 0;
  for (let bit = 0; bit < FAST_BITS; bit += 1) result |= ((code >> bit) & 1) << (FAST_BITS - 1 - bit);
  return result;
});

function reversed(code: number, length: number): number {
  return (REVERSED[code] ?? 0) >> (FAST_BITS - length);
}

/** A canonical code: which bits stand for which symbol. */
export class HuffmanTable {
  /** By the next bits of the input: symbol times 16 plus length; 0 for longer codes. */
  readonly fast = new Uint16Array(1 << FAST_BITS);
  /** Codes of each length. */
  readonly counts = new Uint16Array(LONGEST + 1);
  /** In the order of their codes. */
  readonly symbols: Uint16Array;
  readonly #next = new Uint16Array(LONGEST + 2);

  constructor(size: number) {
    this.symbols = new Uint16Array(size);
  }

  /** Makes the code from the length of each symbol. False if there are more codes than bits allow. */
  build(lengths: Uint8Array, start: number, size: number): boolean {
    const { counts, fast, symbols } = this;
    counts.fill(0);
    fast.fill(0);
    for (let symbol = 0; symbol < size; symbol += 1) counts[lengths[start + symbol] ?? 0] = (counts[lengths[start + symbol] ?? 0] ?? 0) + 1;
    counts[0] = 0;
    let left = 1;
    const places = this.#next.fill(0);
    for (let length = 1; length <= LONGEST; length += 1) {
      left = left * 2 - (counts[length] ?? 0);
      if (left < 0) return false;
      places[length + 1] = (places[length] ?? 0) + (counts[length] ?? 0);
    }
    for (let symbol = 0; symbol < size; symbol += 1) {
      const length = lengths[start + symbol] ?? 0;
      if (length === 0) continue;
      const place = places[length] ?? 0;
      symbols[place] = symbol;
      places[length] = place + 1;
    }
    this.#fillFast();
    return true;
  }

  /** The codes count upwards in the order of the symbols; the input brings their bits the other way round. */
  #fillFast(): void {
    let code = 0;
    let place = 0;
    for (let length = 1; length <= FAST_BITS; length += 1) {
      for (let count = this.counts[length] ?? 0; count > 0; count -= 1) {
        const entry = ((this.symbols[place] ?? 0) << 4) | length;
        for (let index = reversed(code, length); index <= FAST_MASK; index += 1 << length) this.fast[index] = entry;
        place += 1;
        code += 1;
      }
      code <<= 1;
    }
  }
}

/** RFC 1951 section 3.2.6: the fixed code. */
export const fixedLiterals = new HuffmanTable(288);
export const fixedDistances = new HuffmanTable(32);
fixedLiterals.build(new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280), 0, 288);
fixedDistances.build(new Uint8Array(32).fill(5), 0, 32);

/** Reads bits, lowest first. When the input is too short, `short` is set, and `back` returns to where `mark` was called. */
export class BitReader {
  short = false;
  #input: Buffer = Buffer.alloc(0);
  #at = 0;
  #bits = 0;
  #count = 0;
  #markedAt = 0;
  #markedBits = 0;
  #markedCount = 0;

  reset(): void {
    this.begin(Buffer.alloc(0));
    this.#bits = 0;
    this.#count = 0;
  }

  /** Goes on with the next input. */
  begin(input: Buffer): void {
    this.#input = input;
    this.#at = 0;
    this.short = false;
  }

  mark(): void {
    this.#markedAt = this.#at;
    this.#markedBits = this.#bits;
    this.#markedCount = this.#count;
  }

  back(): void {
    this.#at = this.#markedAt;
    this.#bits = this.#markedBits;
    this.#count = this.#markedCount;
    this.short = false;
  }

  /** A copy of the input that was not read. */
  rest(): Buffer {
    return Buffer.from(this.#input.subarray(this.used()));
  }

  /** Bytes of the input that are used; those of which no bit was taken do not count. */
  used(): number {
    this.#giveBack();
    return this.#at;
  }

  /** Whole bytes that wait among the bits go back to the input: no bit of them was taken. */
  #giveBack(): void {
    this.#at -= this.#count >> 3;
    this.#count &= 7;
    this.#bits &= (1 << this.#count) - 1;
  }

  #refill(): void {
    while (this.#count <= 24 && this.#at < this.#input.length) {
      this.#bits |= (this.#input[this.#at] ?? 0) << this.#count;
      this.#at += 1;
      this.#count += 8;
    }
  }

  /** Up to 16 bits. 0 and `short` where there are not so many. */
  take(length: number): number {
    if (this.#count < length) {
      this.#refill();
      if (this.#count < length) {
        this.short = true;
        return 0;
      }
    }
    const value = this.#bits & ((1 << length) - 1);
    this.#drop(length);
    return value;
  }

  #drop(length: number): void {
    this.#bits >>>= length;
    this.#count -= length;
  }

  toByte(): void {
    this.#drop(this.#count & 7);
  }

  /** Up to `length` whole bytes, as many as there are. */
  bytes(length: number): Buffer {
    this.#giveBack();
    const piece = this.#input.subarray(this.#at, this.#at + length);
    this.#at += piece.length;
    return piece;
  }

  /** The next symbol, `SHORT` (and `short`), or `DAMAGED`. */
  decode(table: HuffmanTable): number {
    if (this.#count < LONGEST) this.#refill();
    const entry = table.fast[this.#bits & FAST_MASK] ?? 0;
    const length = entry & 15;
    if (length > 0 && length <= this.#count) {
      this.#drop(length);
      return entry >> 4;
    }
    return this.#decodeLong(table);
  }

  #decodeLong(table: HuffmanTable): number {
    let code = 0;
    let first = 0;
    let place = 0;
    for (let length = 1; length <= LONGEST; length += 1) {
      if (length > this.#count) {
        this.short = true;
        return SHORT;
      }
      code |= (this.#bits >>> (length - 1)) & 1;
      const count = table.counts[length] ?? 0;
      if (code - first < count) {
        this.#drop(length);
        return table.symbols[place + code - first] ?? DAMAGED;
      }
      place += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return DAMAGED;
  }
}
