/**
 * The walk through one message (mime-walker.ts), and through one in it that is encoded or a file: which of its bytes are header
 * sections, which are of which body, and where a delimiter ends one. It holds one header section and the beginning of one line, never a body.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { CmsContent } from './cms-content.ts';
import { beforeLineBreak, type Delimiter, Delimiters, type Frame } from './delimiters.ts';
import { FileLines } from './file-lines.ts';
import { FileText } from './file-text.ts';
import { HeaderSection, LONGEST_LINE } from './header-section.ts';
import { readAgain, tellLeaf, tellText } from './leaf-content.ts';
import { endsLine, hyphensAfter, lineEnd, LineText } from './line-ends.ts';
import type { LeafSink, MimeVisitor } from './mime-visitor.ts';
import { type PartHeaders, readPartHeaders } from './part-headers.ts';
import { RestText } from './rest-text.ts';
import { transferDecoder, type TransferEncoding } from './transfer-decoder.ts';
import type { WalkBudget } from './walk-budget.ts';
import { type BodyState, type HeaderState, type Outside, withoutWire } from './walk-state.ts';

const LF = 0x0a;
const CR = 0x0d;
const HYPHEN = 0x2d;
/** More than a delimiter line can have. */
const JOINED_BYTES = 2048;
const NOTHING: Buffer = Buffer.alloc(0);
/** The first line of a uuencoded block. */
const UU_BEGIN = /^begin /;
const HEADERS_TOO_LONG = 'a header section in it is too long';

/** The walk through one message; one that is attached in base64 gets a walk of its own. */
export class Walk implements LeafSink {
  readonly #visitor: MimeVisitor;
  readonly #budget: WalkBudget;
  readonly #outer: Outside;
  readonly #delimiters = new Delimiters();
  #state: HeaderState | BodyState;
  /** What could not be judged without more: the beginning of what may be a delimiter line, with the line break before it. */
  #held: Buffer = NOTHING;
  /** The beginning of the header line at hand. */
  #line = '';
  /** How the last header line ended. */
  #lineBreak = '';
  /** What was read as a header section and turned out to be of the body: it is read once more. */
  #owed = NOTHING;
  /** The next byte of the body is the first of a line. */
  #atLineStart = false;

  /** @param root the path of the attached message that this walk is of; '' for the message itself. */
  constructor(visitor: MimeVisitor, budget: WalkBudget, root: string, outer: Outside) {
    this.#visitor = visitor;
    this.#budget = budget;
    this.#outer = outer;
    this.#state = this.#headers(root === '' ? 'message' : 'attached-message', root, 'identity');
  }

  write(chunk: Buffer): void {
    let at = 0;
    // What is held is judged together with a little of what follows: most chunks begin with such a doubt, few need a copy.
    while (this.#held.length > 0 && at < chunk.length) {
      const next = Math.min(chunk.length, at + JOINED_BYTES);
      this.#read(Buffer.concat([this.#held, chunk.subarray(at, next)]), false);
      at = next;
    }
    if (at < chunk.length) this.#read(at === 0 ? chunk : chunk.subarray(at), false);
  }

  end(): void {
    this.#read(this.#held, true);
    if (this.#budget.exhausted) return;
    while (this.#state.at === 'headers') {
      this.#endOpenHeaders(this.#state);
      if (this.#owed.length === 0) break;
      const owed = this.#owed;
      this.#owed = NOTHING;
      this.#read(owed, true);
    }
    if (!this.#budget.exhausted) this.#endLeaf();
  }

  /** The message ends within a header section. */
  #endOpenHeaders(state: HeaderState): void {
    const line = this.#line;
    this.#line = '';
    this.#lineBreak = '';
    if (line !== '') this.#headerLine(state, line.replace(/\r$/, ''));
    if (this.#state === state) this.#endHeaders(state);
  }

  #read(data: Buffer, final: boolean): void {
    this.#held = NOTHING;
    let rest = data;
    let at = 0;
    while (at < rest.length && !this.#budget.exhausted) {
      at = this.#state.at === 'headers' ? this.#readHeaders(this.#state, rest, at) : this.#readBody(rest, at, final);
      if (this.#owed.length === 0) continue;
      rest = Buffer.concat([this.#owed, rest.subarray(at)]);
      at = 0;
      this.#owed = NOTHING;
    }
  }

  #headers(kind: 'message' | 'attached-message' | 'part', path: string, encoding: TransferEncoding): HeaderState {
    const { headerBytes, partHeaderBytes } = this.#budget.limits;
    // Only behind that of the message itself an empty line is put where it seems to be missing.
    const maxStray = kind === 'message' ? FIXED_LIMITS.mimeStrayLines : Infinity;
    return { at: 'headers', kind, path, section: new HeaderSection(kind === 'part' ? partHeaderBytes : headerBytes, maxStray), encoding };
  }

  /** Reads header lines from `at`; gives where it stopped: at the section's end, or the data's. */
  #readHeaders(state: HeaderState, data: Buffer, from: number): number {
    const text = new LineText(data);
    let at = from;
    while (at < data.length && this.#state === state && !this.#budget.exhausted) {
      const found = lineEnd(data, at, this.#inFile);
      // What follows a CR at the end tells whether a line ends there.
      const held = found < 0 && this.#inFile && data[data.length - 1] === CR ? 1 : 0;
      const end = found < 0 ? data.length - held : found;
      if (state.section.exceeds(this.#line.length + end - at)) {
        if (!state.section.isFull && this.#mayGoOn(state)) {
          state.section.fill();
          continue;
        }
        at = this.#passLongLine(state, data, at);
        continue;
      }
      this.#line += text.slice(at, end);
      at = end + 1;
      if (found < 0) {
        if (held > 0) this.#held = Buffer.from(data.subarray(end));
        break;
      }
      const crlf = this.#line.endsWith('\r');
      const line = crlf ? this.#line.slice(0, -1) : this.#line;
      this.#lineBreak = crlf ? '\r\n' : data[end] === CR ? '\r' : '\n';
      this.#line = '';
      this.#headerLine(state, line);
    }
    return at;
  }

  /** The line that goes on at `at` is too long. @returns where to go on: in it, if it is text; or else the section is over. */
  #passLongLine(state: HeaderState, data: Buffer, at: number): number {
    const next = at + Math.max(0, LONGEST_LINE - this.#line.length);
    const begun = this.#line + data.toString('latin1', at, next);
    if (!state.section.beginsText(begun)) {
      const line = this.#line;
      this.#line = '';
      this.#lineBreak = '';
      this.#tooLong(state, line);
      return at;
    }
    // Not all of it: what is left would be an empty line, where the line ends here.
    this.#line = begun.slice(LONGEST_LINE - 1);
    this.#tellRest(state, begun.slice(0, LONGEST_LINE - 1));
    return Math.min(next, data.length);
  }

  #headerLine(state: HeaderState, line: string): void {
    // A part may end within its header section, without a body.
    const delimiter = line.startsWith('--') ? this.#delimiters.exact(line.slice(2).trimEnd()) : undefined;
    if (delimiter !== undefined) {
      if (!this.#endHeadersBefore(state, line)) this.#enterDelimiter(delimiter);
      return;
    }
    // RFC 2046 section 5.2.1 forbids to encode a message, and some clients believe the encoding only where there is one.
    if (state.encoding !== 'identity' && state.section.empty) {
      if (line === '') return;
      // Further lines of uuencode may look like fields. Whether the rest is encoded is known once the section is over.
      if (state.encoding === 'uuencode' && UU_BEGIN.test(line)) {
        this.#walkEncoded(state);
        this.#owed = this.#bytesOf(line);
        return;
      }
    }
    this.#takeHeaderLine(state, line);
  }

  #bytesOf(line: string): Buffer {
    return Buffer.from(line + this.#lineBreak, 'latin1');
  }

  #takeHeaderLine(state: HeaderState, line: string): void {
    switch (state.section.take(line, this.#lineBreak)) {
      case 'taken':
        return;
      case 'ends':
        // A line that ends it without being empty is in the section already.
        if (line === '') this.#endHeadersBefore(state, line);
        else this.#endHeaders(state);
        return;
      case 'text':
        this.#tellRest(state, line + this.#lineBreak);
        return;
      case 'too-much':
        if (!state.section.isFull && this.#mayGoOn(state)) {
          state.section.fill();
          this.#takeHeaderLine(state, line);
        } else this.#tooLong(state, line);
    }
  }

  /** A file may be no message at all: of a section without end those fields are taken that tell of the body, so that nothing in that is hidden, and the rest is text. */
  #mayGoOn({ kind, section }: HeaderState): boolean {
    return this.#inFile && kind !== 'part' && !section.isBody;
  }

  #tellRest(state: HeaderState, text: string): void {
    state.rest ??= new RestText(tellLeaf(readPartHeaders(this.#bodyPath(state), [], false), this.#visitor, this.#budget, () => undefined));
    state.rest.write(text);
  }

  /** A text without headers may be long, and has no field in it as far as was read. */
  #tooLong(state: HeaderState, line: string): void {
    if (state.section.isBody) this.#endHeadersBefore(state, line);
    else this.#budget.exhaust(HEADERS_TOO_LONG);
  }

  /** Ends the section before a line. @returns whether all of it was the body, and is read once more, with the line */
  #endHeadersBefore(state: HeaderState, line: string): boolean {
    this.#endHeaders(state);
    if (this.#owed.length === 0) return false;
    this.#owed = Buffer.concat([this.#owed, this.#bytesOf(line)]);
    return true;
  }

  /** The header section is over: its body begins. */
  #endHeaders(state: HeaderState): void {
    state.rest?.end();
    const { isBody, opening } = state.section;
    if (isBody) {
      this.#owed = Buffer.from(opening, 'latin1');
      if (state.encoding !== 'identity') {
        this.#walkEncoded(state);
        return;
      }
    }
    const fields = isBody ? [] : state.section.fields();
    this.#visitor.headers(state.path, fields, state.kind);
    // Some readers take the fields behind a line that is none, and some show all of them as text.
    if (!isBody && opening !== '') tellText(this.#bodyPath(state), opening, this.#visitor, this.#budget);
    const top = this.#delimiters.top;
    const part = readPartHeaders(state.path, fields, state.kind === 'part' && top?.digest === true);
    this.#atLineStart = true;
    switch (part.shape) {
      case 'multipart':
        this.#enterMultipart(state, part);
        return;
      case 'attached-message':
        this.#enterAttachedMessage(state, part);
        return;
      case 'leaf':
        this.#enterLeaf(state, part);
    }
  }

  /** The path of the body of a message: RFC 3501 numbers it 1 unless it is a multipart. */
  #bodyPath(state: HeaderState): string {
    if (state.kind === 'part') return state.path;
    return state.path === '' ? '1' : `${state.path}.1`;
  }

  #enterMultipart(state: HeaderState, part: PartHeaders): void {
    this.#visitor.container?.(part.info);
    const pushed = this.#push({
      prefix: state.path === '' ? '' : `${state.path}.`,
      boundaries: part.boundaries,
      digest: part.info.mediaType === 'multipart/digest',
      multipart: true,
      children: 0,
    });
    if (!pushed) return;
    // Without a boundary some clients show the whole as text; a preamble is shown by none.
    this.#state = { at: 'body', leaf: undefined };
    if (part.boundaries.length === 0) this.#enterLeaf(state, { ...part, info: { ...part.info, mediaType: 'text/plain', path: this.#bodyPath(state) } });
  }

  #enterAttachedMessage(state: HeaderState, part: PartHeaders): void {
    const path = this.#bodyPath(state);
    this.#visitor.container?.({ ...part.info, path });
    const encoding = part.encodings[0] ?? 'identity';
    const inside = this.#headers('attached-message', path, encoding);
    if (!this.#push({ prefix: `${path}.`, boundaries: [], digest: false, multipart: false, children: 0 }) || !this.#budget.takePart()) return;
    this.#state = inside;
    // What quoted-printable leaves alone it also decodes to itself, but for a few equals signs.
    if (encoding === 'quoted-printable') this.#walkEncoded(inside);
  }

  /** Goes on with the attached message whose header section was about to begin in a walk of its own, behind a decoder. */
  #walkEncoded(state: HeaderState): void {
    const walk = new Walk(this.#visitor, this.#budget, state.path, { ...this.#outer, depth: this.#depth });
    this.#atLineStart = true;
    this.#state = { at: 'body', leaf: transferDecoder(state.encoding, walk), tellsWire: true };
  }

  #enterLeaf(state: HeaderState, part: PartHeaders): void {
    const leaf = tellLeaf({ ...part, info: { ...part.info, path: this.#bodyPath(state) } }, this.#visitor, this.#budget, (path) => this.#openFile(path));
    const again = this.#outer.fileDepth > 0 ? part.encodings.length - 1 : 0;
    this.#state = { at: 'body', leaf: leaf === undefined || again === 0 ? leaf : readAgain(leaf, this.#budget, again) };
  }

  /**
   * A file that is a message gets a walk of its own for each transfer encoding, beside what the file is told as: clients differ in
   * which they believe, and the message is hidden from whoever believes another one. Of the wire it tells nothing: the bytes of the file do. One that is signed is in an envelope.
   */
  #openFile(path: string): LeafSink | undefined {
    const fileDepth = this.#outer.fileDepth + 1;
    if (!this.#budget.takeFile(fileDepth, this.#depth + 1)) return undefined;
    const walk = (): LeafSink => new Walk(withoutWire(this.#visitor), this.#budget, path, { depth: this.#depth + 1, fileDepth });
    const inUtf8 = (): LeafSink => readAgain(new FileLines(walk()), this.#budget, 1);
    return readAgain(new CmsContent(new FileText(new FileLines(walk()), inUtf8)), this.#budget, 1, () => this.#budget.endFile());
  }

  get #inFile(): boolean {
    return this.#outer.fileDepth > 0;
  }

  get #depth(): number {
    return this.#outer.depth + this.#delimiters.depth;
  }

  /** False if that is too deep. */
  #push(frame: Frame): boolean {
    this.#delimiters.push(frame);
    return this.#budget.takeDepth(this.#depth);
  }

  #enterDelimiter({ frame, closes }: Delimiter): void {
    this.#endLeaf();
    this.#delimiters.popTo(frame);
    if (closes) {
      this.#atLineStart = true;
      this.#state = { at: 'body', leaf: undefined };
      return;
    }
    if (!this.#budget.takePart()) return;
    frame.children += 1;
    this.#state = this.#headers('part', `${frame.prefix}${frame.children}`, 'identity');
  }

  /** Reads the body from `from` up to the next delimiter; gives where it stopped. */
  #readBody(data: Buffer, from: number, final: boolean): number {
    if (!this.#delimiters.watching) {
      this.#content(from === 0 ? data : data.subarray(from));
      return data.length;
    }
    let search = from;
    while (true) {
      const hyphens = this.#nextLine(data, from, search);
      if (hyphens < 0) return this.#holdLineBreak(data, from, final);
      const outcome = this.#delimiters.judge(data, hyphens, final, this.#inFile);
      if (outcome === 'text') {
        search = hyphens + 1;
        continue;
      }
      // The line break before a delimiter is part of it (RFC 2046 section 5.1.1).
      const end = hyphens > from ? beforeLineBreak(data, hyphens, from) : hyphens;
      this.#contentOf(data, from, end);
      if (outcome === 'more') {
        this.#held = Buffer.from(data.subarray(end));
        return data.length;
      }
      this.#enterDelimiter(outcome.delimiter);
      return outcome.after;
    }
  }

  /** Where the next line begins, from `search` on, that may begin with two hyphens; -1 if none does. */
  #nextLine(data: Buffer, from: number, search: number): number {
    if (search === from && this.#atLineStart && data[from] === HYPHEN && (data[from + 1] ?? HYPHEN) === HYPHEN) return from;
    return hyphensAfter(data, search === from ? search : search - 1, this.#inFile);
  }

  /** Nothing in the data is a delimiter; its last bytes may be the beginning of one. */
  #holdLineBreak(data: Buffer, from: number, final: boolean): number {
    let end = data.length;
    if (!final) {
      if (end - 2 >= from && data[end - 1] === HYPHEN && endsLine(data[end - 2], this.#inFile)) end -= 1;
      if (data[end - 1] === LF && end - 1 >= from) end -= 1;
      if (end - 1 >= from && data[end - 1] === CR) end -= 1;
    }
    this.#contentOf(data, from, end);
    this.#held = Buffer.from(data.subarray(end));
    return data.length;
  }

  #contentOf(data: Buffer, from: number, end: number): void {
    if (end > from) this.#content(data.subarray(from, end));
  }

  #content(bytes: Buffer): void {
    if (bytes.length === 0 || this.#budget.exhausted || this.#state.at !== 'body') return;
    this.#atLineStart = endsLine(bytes[bytes.length - 1], this.#inFile);
    if (this.#state.tellsWire !== true) this.#visitor.wire?.(bytes);
    this.#state.leaf?.write(bytes);
  }

  #endLeaf(): void {
    if (this.#state.at === 'body') this.#state.leaf?.end();
  }
}
