/**
 * The MAPI properties of a file in a winmail.dat (MS-OXTNEF section 2.1.3.4, MS-OXCDATA section 2.11.1), while they stream by: as
 * long as they may be, nothing is kept of them but a name at a time.
 */

/** Sizes of property values by type. Those of variable size have a count and lengths. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [0x02, 4],
  [0x03, 4],
  [0x04, 4],
  [0x05, 8],
  [0x06, 8],
  [0x07, 8],
  [0x0a, 4],
  [0x0b, 4],
  [0x14, 8],
  [0x40, 8],
  [0x48, 16],
]);
const STRING8 = 0x1e;
const UNICODE = 0x1f;
const OBJECT = 0x0d;
const BINARY = 0x102;
const VARIABLE = new Set([STRING8, UNICODE, OBJECT, BINARY]);
const MULTIPLE = 0x1000;
const NAMED = 0x8000;
/** Of a named property: a GUID, and whether a number follows or a name. */
const NAME_HEAD_BYTES = 20;
/** Properties with names of the file: PR_ATTACH_FILENAME, PR_ATTACH_LONG_FILENAME, PR_DISPLAY_NAME, PR_ATTACH_TRANSPORT_NAME. */
const NAME_PROPERTIES = new Set([0x3704, 0x3707, 0x3001, 0x370c]);
/** PR_ATTACH_DATA_OBJ: a message in the message, itself TNEF behind the id of its interface. */
const DATA_OBJECT = 0x3701;
const INTERFACE_ID_BYTES = 16;
const NOTHING = Buffer.alloc(0);

/** How the properties ended: the rest of them was too much, or none could be read behind one of an unknown type. */
export type PropertiesEnd = 'whole' | 'cut-off' | 'too-much' | 'unknown-type';

export interface PropertyTaker {
  /** Counts a property or a value. False when it is time to stop. */
  spend(): boolean;
  /** Takes a name, piece by piece; its end is told by `nameEnds`. */
  name(piece: Buffer): void;
  nameEnds(isUnicode: boolean): void;
  /** Takes a message within, piece by piece. */
  message(piece: Buffer): void;
  messageEnds(): void;
}

/** What the reading goes on with: so many bytes at once, or so many that are passed on. */
type Wish = number | Passing;
interface Passing {
  left: number;
  readonly to: ((piece: Buffer) => void) | undefined;
}

export class TnefProperties {
  readonly #reading: Generator<Wish, PropertiesEnd, Buffer>;
  #wish: Wish | undefined;
  #held: Buffer = NOTHING;
  #ended: PropertiesEnd = 'cut-off';

  constructor(taker: PropertyTaker) {
    this.#reading = reading(taker);
    this.#goOn(NOTHING);
  }

  write(bytes: Buffer): void {
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    while (this.#wish !== undefined) {
      const wish = this.#wish;
      const length = typeof wish === 'number' ? wish : wish.left;
      if (typeof wish === 'number' && rest.length < wish) break;
      const piece = rest.subarray(0, length);
      rest = rest.subarray(piece.length);
      if (typeof wish === 'number') this.#goOn(piece);
      else {
        if (piece.length > 0) wish.to?.(piece);
        wish.left -= piece.length;
        if (wish.left > 0) break;
        this.#goOn(NOTHING);
      }
    }
    this.#held = this.#wish === undefined ? NOTHING : Buffer.from(rest);
  }

  end(): PropertiesEnd {
    return this.#ended;
  }

  #goOn(bytes: Buffer): void {
    const next = this.#reading.next(bytes);
    this.#wish = next.done === true ? undefined : next.value;
    if (next.done === true) this.#ended = next.value;
  }
}

const skip = (left: number): Passing => ({ left, to: undefined });
/** Values are filled up to four bytes. */
const padding = (length: number): number => (4 - (length % 4)) % 4;

function* reading(taker: PropertyTaker): Generator<Wish, PropertiesEnd, Buffer> {
  // What fills up a value is passed over with the next one: behind the last it may be missing.
  let owed = 0;
  for (let left = (yield 4).readUInt32LE(); left > 0; left -= 1) {
    if (!taker.spend()) return 'too-much';
    if (owed > 0) yield skip(owed);
    owed = 0;
    const head = yield 4;
    const type = head.readUInt16LE(0);
    const id = head.readUInt16LE(2);
    if (id >= NAMED) yield* nameOfProperty();
    const base = type & ~MULTIPLE;
    const size = SIZES.get(base);
    if (size === undefined && !VARIABLE.has(base)) return 'unknown-type';
    const values = size === undefined || (type & MULTIPLE) !== 0 ? (yield 4).readUInt32LE() : 1;
    for (let value = 0; value < values; value += 1) {
      if (!taker.spend()) return 'too-much';
      if (owed > 0) yield skip(owed);
      const length = size ?? (yield 4).readUInt32LE();
      yield* valueOf(id, base, length, taker);
      owed = padding(length);
    }
  }
  return 'whole';
}

function* nameOfProperty(): Generator<Wish, void, Buffer> {
  const isNumber = (yield NAME_HEAD_BYTES).readUInt32LE(NAME_HEAD_BYTES - 4) === 0;
  const length = (yield 4).readUInt32LE();
  if (!isNumber) yield skip(length + padding(length));
}

function* valueOf(id: number, type: number, length: number, taker: PropertyTaker): Generator<Wish, void, Buffer> {
  if (NAME_PROPERTIES.has(id) && (type === STRING8 || type === UNICODE)) {
    yield { left: length, to: (piece) => taker.name(piece) };
    taker.nameEnds(type === UNICODE);
  } else if (id === DATA_OBJECT && type === OBJECT && length > INTERFACE_ID_BYTES) {
    yield skip(INTERFACE_ID_BYTES);
    yield { left: length - INTERFACE_ID_BYTES, to: (piece) => taker.message(piece) };
    taker.messageEnds();
  } else if (length > 0) yield skip(length);
}
