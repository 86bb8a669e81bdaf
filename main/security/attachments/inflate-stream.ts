/**
 * Inflates DEFLATE data (RFC 1951) piece by piece, at once, and only as far as somebody wants it: node:zlib can either
 * stream (but not within a call) or inflate within a call (but not stop after 64 bytes of a bomb). Holds a window of 32 KiB,
 * the tables of one block, and nothing of the input but a begun code.
 */
import { BitReader, DAMAGED, fixedDistances, fixedLiterals, HuffmanTable, SHORT } from './huffman.ts';

/**
 * Takes inflated bytes, which are gone after the call.
 * @returns how many more are wanted before the next call; 0 stops for good
 */
export type InflateSink = (bytes: Buffer) => number;

/** `more`: wants input. `done`: the data has ended. `stopped`: the sink wants no more. */
export type InflateState = 'more' | 'done' | 'stopped' | 'damaged';

/** Counts what inflating costs. Each answers whether it may go on. */
export interface InflateMeter {
  /** A block begins. */
  block(withTables: boolean): boolean;
  /** @param stored bytes that were not packed */
  inflate(packed: number, stored: number): boolean;
}

type Phase = 'block' | 'stored' | 'codes' | 'end';

const WINDOW = 32 * 1024;
/** A match is at most 258 bytes, so that one step never runs past the end. */
const BUFFER = 2 * WINDOW + 258;
/** RFC 1951 section 3.2.5: the lengths and distances that codes begin at, and their extra bits. */
const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
/** RFC 1951 section 3.2.7: the order of the code length code. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

export class InflateStream {
  readonly #meter: InflateMeter;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER);
  readonly #reader = new BitReader();
  readonly #ownLiterals = new HuffmanTable(288);
  readonly #ownDistances = new HuffmanTable(32);
  readonly #lengths = new Uint8Array(320);
  #literals = this.#ownLiterals;
  #distances = this.#ownDistances;
  #sink: InflateSink = () => 0;
  #phase: Phase = 'block';
  #last = false;
  /** The meter knows of the block that begins. */
  #counted = false;
  #storedLeft = 0;
  /** Bytes in the buffer, and how many of them the sink has seen. */
  #filled = 0;
  #told = 0;
  /** How many of the bytes that it has not seen were not packed. */
  #storedUntold = 0;
  /** The sink is told when so many bytes are filled. */
  #tellAt = 0;
  #state: InflateState = 'done';
  /** Input that ended within a code: it is read again with what follows. */
  #carry: Buffer = Buffer.alloc(0);

  constructor(meter: InflateMeter) {
    this.#meter = meter;
  }

  /** Begins anew. @param wanted bytes before the first call of the sink */
  start(sink: InflateSink, wanted: number): void {
    this.#sink = sink;
    this.#phase = 'block';
    this.#last = false;
    this.#counted = false;
    this.#filled = 0;
    this.#told = 0;
    this.#storedUntold = 0;
    this.#state = 'more';
    this.#carry = Buffer.alloc(0);
    this.#reader.reset();
    this.#want(wanted);
  }

  get state(): InflateState {
    return this.#state;
  }

  /** Inflates `input`. @returns how many of its bytes were used: all, unless the data has ended, is damaged, or is not wanted */
  write(input: Buffer): number {
    if (this.#state !== 'more') return 0;
    const carried = this.#carry.length;
    const reader = this.#reader;
    reader.begin(carried === 0 ? input : Buffer.concat([this.#carry, input]));
    let more = true;
    while (more) more = this.#step();
    if (this.#state === 'more') {
      this.#carry = reader.rest();
      return input.length;
    }
    if (this.#state !== 'stopped') this.flush();
    return Math.max(0, reader.used() - carried);
  }

  /** Tells the sink of what it has not seen yet, when no more will come. */
  flush(): void {
    if (this.#filled > this.#told) this.#tell();
  }

  /** One phase of a block. False when it cannot go on: input is short, or the state has changed. */
  #step(): boolean {
    switch (this.#phase) {
      case 'block':
        return this.#header();
      case 'stored':
        return this.#stored();
      case 'codes':
        return this.#codes();
      case 'end':
        this.#state = 'done';
        return false;
    }
  }

  #header(): boolean {
    const reader = this.#reader;
    reader.mark();
    const last = reader.take(1);
    const type = reader.take(2);
    let read = false;
    // Counted before it is read: a block may hold nothing, and cost the making of its tables. But once, in how many pieces it may come.
    if (!reader.short && !this.#counted) {
      this.#counted = true;
      if (!this.#meter.block(type === 2)) {
        this.#state = 'stopped';
        return false;
      }
    }
    if (type === 0) read = this.#storedHeader();
    else if (type === 1) {
      this.#literals = fixedLiterals;
      this.#distances = fixedDistances;
      this.#phase = 'codes';
      read = true;
    } else if (type === 2) read = this.#tables();
    else if (type === 3) this.#state = 'damaged';
    if (reader.short) {
      reader.back();
      this.#phase = 'block';
      this.#state = 'more';
      return false;
    }
    this.#counted = false;
    this.#last = last === 1;
    return read;
  }

  #storedHeader(): boolean {
    const reader = this.#reader;
    reader.toByte();
    const length = reader.take(16);
    const check = reader.take(16);
    if (length + check !== 0xffff && !reader.short) {
      this.#state = 'damaged';
      return false;
    }
    this.#storedLeft = length;
    this.#phase = 'stored';
    return true;
  }

  #stored(): boolean {
    const reader = this.#reader;
    while (this.#storedLeft > 0) {
      const piece = reader.bytes(Math.min(this.#storedLeft, this.#tellAt - this.#filled));
      if (piece.length === 0) return false;
      this.#buffer.set(piece, this.#filled);
      this.#filled += piece.length;
      this.#storedLeft -= piece.length;
      this.#storedUntold += piece.length;
      if (this.#filled >= this.#tellAt && !this.#tell()) return false;
    }
    this.#phase = this.#last ? 'end' : 'block';
    return true;
  }

  /** RFC 1951 section 3.2.7: the tables of a block, coded themselves. */
  #tables(): boolean {
    const reader = this.#reader;
    const literals = reader.take(5) + 257;
    const distances = reader.take(5) + 1;
    const lengthCodes = reader.take(4) + 4;
    if (reader.short) return false;
    const lengths = this.#lengths.fill(0);
    for (let index = 0; index < lengthCodes; index += 1) lengths[ORDER[index] ?? 0] = reader.take(3);
    // The code of the lengths is read with the table that the distances get afterwards.
    if (!this.#ownDistances.build(lengths, 0, 19)) this.#state = 'damaged';
    lengths.fill(0);
    let at = 0;
    while (this.#state === 'more' && !reader.short && at < literals + distances) at = this.#codeLengths(lengths, at, literals + distances);
    if (this.#state !== 'more' || reader.short) return false;
    // A block that cannot end has no code for its end.
    if (lengths[256] === 0 || !this.#ownLiterals.build(lengths, 0, literals) || !this.#ownDistances.build(lengths, literals, distances)) {
      this.#state = 'damaged';
      return false;
    }
    this.#literals = this.#ownLiterals;
    this.#distances = this.#ownDistances;
    this.#phase = 'codes';
    return true;
  }

  /** One code of the tables: a length, or a repetition. @returns where the next goes */
  #codeLengths(lengths: Uint8Array, at: number, end: number): number {
    const reader = this.#reader;
    const symbol = reader.decode(this.#ownDistances);
    if (symbol < 16) {
      if (symbol === DAMAGED) this.#state = 'damaged';
      else if (symbol !== SHORT) lengths[at] = symbol;
      return at + 1;
    }
    const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
    const repeat = symbol === 16 ? 3 + reader.take(2) : symbol === 17 ? 3 + reader.take(3) : 11 + reader.take(7);
    if (at + repeat > end || (symbol === 16 && at === 0)) {
      this.#state = 'damaged';
      return end;
    }
    lengths.fill(value, at, at + repeat);
    return at + repeat;
  }

  /** Literals and matches, as long as there is input. */
  #codes(): boolean {
    const reader = this.#reader;
    const buffer = this.#buffer;
    for (;;) {
      reader.mark();
      const symbol = reader.decode(this.#literals);
      if (symbol >= 0 && symbol < 256) {
        buffer[this.#filled] = symbol;
        this.#filled += 1;
      } else if (symbol === 256) {
        this.#phase = this.#last ? 'end' : 'block';
        return true;
      } else if (symbol > 256) {
        if (!this.#match(symbol - 257)) return false;
      } else return this.#shortOrDamaged(symbol);
      if (this.#filled >= this.#tellAt && !this.#tell()) return false;
    }
  }

  #shortOrDamaged(symbol: number): false {
    if (symbol === SHORT) this.#reader.back();
    else this.#state = 'damaged';
    return false;
  }

  /** RFC 1951 section 3.2.3: bytes from before, which may run into themselves. */
  #match(lengthCode: number): boolean {
    const reader = this.#reader;
    const length = (LENGTH_BASE[lengthCode] ?? 0) + reader.take(LENGTH_BITS[lengthCode] ?? 0);
    const symbol = reader.decode(this.#distances);
    if (symbol < 0 || reader.short) return this.#shortOrDamaged(reader.short ? SHORT : symbol);
    const base = DISTANCE_BASE[symbol];
    const distance = (base ?? 0) + reader.take(DISTANCE_BITS[symbol] ?? 0);
    if (reader.short) return this.#shortOrDamaged(SHORT);
    const from = this.#filled - distance;
    if (base === undefined || lengthCode >= LENGTH_BASE.length || from < 0) return this.#shortOrDamaged(DAMAGED);
    const buffer = this.#buffer;
    if (distance >= length) buffer.copyWithin(this.#filled, from, from + length);
    else if (distance === 1) buffer.fill(buffer[from] ?? 0, this.#filled, this.#filled + length);
    else for (let index = 0; index < length; index += 1) buffer[this.#filled + index] = buffer[from + index] ?? 0;
    this.#filled += length;
    return true;
  }

  /** Hands over what is new, and makes room. False if no more is wanted. */
  #tell(): boolean {
    const fresh = this.#buffer.subarray(this.#told, this.#filled);
    this.#told = this.#filled;
    const allowed = this.#meter.inflate(fresh.length - this.#storedUntold, this.#storedUntold);
    this.#storedUntold = 0;
    // Told before it is moved: `fresh` looks into the same memory.
    const wanted = this.#sink(fresh);
    if (this.#filled >= WINDOW) {
      this.#buffer.copyWithin(0, this.#filled - WINDOW, this.#filled);
      this.#filled = WINDOW;
      this.#told = WINDOW;
    }
    return this.#want(allowed ? wanted : 0);
  }

  #want(bytes: number): boolean {
    this.#tellAt = this.#filled + Math.min(bytes, WINDOW);
    if (bytes > 0) return true;
    if (this.#state === 'more') this.#state = 'stopped';
    return false;
  }
}
