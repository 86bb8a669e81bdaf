/**
 * Uuencode, from before MIME: as a transfer encoding (`x-uuencode`), and as blocks between `begin 644 name` and `end` in the
 * midst of a plain text, which Outlook and others still show as attachments.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { LeafSink } from './mime-visitor.ts';

const LF = 0x0a;
const BEGIN = /^begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]+)$/;
/** Every character of a line of data (POSIX uuencode: 32 to 96). Lower case, which makes prose, is not among them. */
const DATA = /^[ -`]+$/;

/** The bytes of a line of data, or undefined if it is none. Some writers end with a check character; some transports cut spaces off, which count as zeros. */
function decodeLine(line: string): Buffer | undefined {
  if (!DATA.test(line)) return undefined;
  const bytes = (line.charCodeAt(0) - 32) & 63;
  const characters = Math.ceil(bytes / 3) * 4;
  if (line.length - 1 > characters + 2) return undefined;
  const out = Buffer.alloc(Math.ceil(bytes / 3) * 3);
  for (let group = 0; group * 4 < characters; group += 1) {
    let bits = 0;
    for (let index = 1; index <= 4; index += 1) {
      const code = line.charCodeAt(group * 4 + index);
      bits = (bits << 6) | (Number.isNaN(code) ? 0 : (code - 32) & 63);
    }
    out.writeUIntBE(bits, group * 3, 3);
  }
  return out.subarray(0, bytes);
}

/** Hands on line by line what is written in pieces: whole lines without their ends, as latin1; of a line that is too long only that there was one. */
abstract class LineTaker {
  #line = '';
  #tooLong = false;

  protected abstract takeLine(line: string | undefined): void;

  /** No line before the one at `from` is of interest: the index of the next that may be, or the end. */
  protected skip(_bytes: Buffer, from: number): number {
    return from;
  }

  protected takeBytes(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#line === '' && !this.#tooLong) at = this.skip(bytes, at);
      const lf = bytes.indexOf(LF, at);
      const end = lf < 0 ? bytes.length : lf;
      if (this.#line.length + end - at > FIXED_LIMITS.uuencodeLineBytes) this.#tooLong = true;
      else this.#line += bytes.toString('latin1', at, end);
      at = end + 1;
      if (lf >= 0) this.takeLastLine();
    }
  }

  protected takeLastLine(): void {
    const line = this.#line.replace(/[\r\n]+$/, '');
    const tooLong = this.#tooLong;
    this.#line = '';
    this.#tooLong = false;
    this.takeLine(tooLong ? undefined : line);
  }
}

/** A body that is uuencoded as a whole: everything that is no line of data is passed over. */
export class UuDecoder extends LineTaker implements LeafSink {
  readonly #sink: LeafSink;

  constructor(sink: LeafSink) {
    super();
    this.#sink = sink;
  }

  write(bytes: Buffer): void {
    this.takeBytes(bytes);
  }

  end(): void {
    this.takeLastLine();
    this.#sink.end();
  }

  protected override takeLine(line: string | undefined): void {
    if (line === undefined || line === '' || BEGIN.test(line) || line === 'end') return;
    const bytes = decodeLine(line);
    if (bytes !== undefined && bytes.length > 0) this.#sink.write(bytes);
  }
}

type BlockState =
  | { readonly at: 'text' }
  /** After a `begin` line: prose may contain one, so the next line has to be data. */
  | { readonly at: 'begun'; readonly name: string }
  | { readonly at: 'data'; readonly sink: LeafSink | undefined };

/** Finds the uuencoded blocks in a text. `open` is told the name of each, latin1, and says who takes the content. */
export class UuBlocks extends LineTaker implements LeafSink {
  readonly #open: (name: string) => LeafSink | undefined;
  #state: BlockState = { at: 'text' };
  /** The next byte is the first of a line. */
  #atLineStart = true;

  constructor(open: (name: string) => LeafSink | undefined) {
    super();
    this.#open = open;
  }

  write(bytes: Buffer): void {
    this.takeBytes(bytes);
    if (bytes.length > 0) this.#atLineStart = bytes[bytes.length - 1] === LF;
  }

  end(): void {
    this.takeLastLine();
    if (this.#state.at === 'data') this.#state.sink?.end();
    this.#state = { at: 'text' };
  }

  /** In a text only lines that begin with `b` can matter: jumps to the next, so that most text costs one search. */
  protected override skip(bytes: Buffer, from: number): number {
    if (this.#state.at !== 'text') return from;
    if ((from > 0 || this.#atLineStart) && bytes[from] === 0x62) return from;
    const next = bytes.indexOf('\nb', from, 'latin1');
    return next >= 0 ? next + 1 : bytes.length;
  }

  protected override takeLine(line: string | undefined): void {
    const state = this.#state;
    if (state.at !== 'text') {
      const data = line === undefined || line === '' ? undefined : decodeLine(line);
      if (data !== undefined) {
        const sink = state.at === 'begun' ? this.#open(state.name) : state.sink;
        this.#state = { at: 'data', sink };
        if (data.length > 0) sink?.write(data);
        return;
      }
      if (state.at === 'data') state.sink?.end();
      this.#state = { at: 'text' };
    }
    const begin = line?.startsWith('begin') === true ? BEGIN.exec(line) : null;
    if (begin?.[1] !== undefined) this.#state = { at: 'begun', name: begin[1].trim() };
  }
}
