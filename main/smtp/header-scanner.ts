/**
 * Looks at the header section of a message while it passes by, without keeping it: counts the Received lines
 * (loop detection, RFC 5321 section 6.3), those of them that are our own, and the bytes, and tells which fields are there
 * that others must look at closer.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { CONTINUATION, FIELD } from '../mime/header-section.ts';

const LF = 0x0a;
/** As much of each line as it takes to tell a header: the longest name of a field, and what ends it. */
const LINE_START = 204;
/** Blanks between a name and its colon: any number of them, one of which tells as much. */
const BLANKS_BEHIND_NAME = /^([^\s:]+)[ \t]{2,}/;
const RECEIVED = /^received[ \t]*:/i;
const DKIM_SIGNATURE = /^dkim-signature[ \t]*:/i;
const RESULTS = /^authentication-results[ \t]*:/i;
const MARK = /^x-gatepost-filter[ \t]*:/i;
const EMPTY_LINE = /^\r?\n/;

export class HeaderScanner {
  /** Received lines so far. */
  receivedCount = 0;
  /** Of these, lines that this server has put there: the message has been here before. */
  ownCount = 0;
  /** Bytes of the header section so far. */
  bytes = 0;
  /** True once the empty line after the headers was seen, or too many lines that are no headers: what follows is body. */
  ended = false;
  /** It has ended without its empty line. Some readers would go on to look for fields. */
  cutShort = false;
  /** There is a DKIM-Signature field, or may be: what is seen in a line that is no header others may see as one. */
  signed = false;
  /** There is an Authentication-Results field, or may be: of an overlong line only the beginning is seen. */
  hasResults = false;

  /** There is a field like the mark that our filters set, or may be. */
  hasMarks = false;

  /** The start of the line in which a Received field of ours says so, after the white space of a continuation. */
  readonly #own: string;
  #inReceived = false;
  /** Lines so far that are no headers. Readers differ: to some the body begins there, others pass over them. So fields behind them count. */
  #stray = 0;
  /** The first bytes of the line at hand, as far as earlier chunks held them. */
  #lineStart = '';

  /** @param hostname what this server calls itself */
  constructor(hostname = '') {
    this.#own = `by ${hostname} with `.slice(0, LINE_START - 10).toLowerCase();
  }

  scan(chunk: Buffer): void {
    let position = 0;
    while (!this.ended && position < chunk.length) {
      const lf = chunk.indexOf(LF, position);
      const end = lf < 0 ? chunk.length : lf + 1;
      this.#addToStart(chunk, position, end);
      this.bytes += end - position;
      position = end;
      if (lf >= 0) this.#endLine();
    }
  }

  #addToStart(chunk: Buffer, from: number, end: number): void {
    let at = from;
    while (at < end && this.#lineStart.length < LINE_START) {
      const until = Math.min(end, at + LINE_START - this.#lineStart.length);
      this.#lineStart += chunk.toString('latin1', at, until);
      at = until;
      if (this.#lineStart.length === LINE_START) this.#lineStart = this.#lineStart.replace(BLANKS_BEHIND_NAME, '$1 ');
    }
  }

  #endLine(): void {
    const start = this.#lineStart;
    this.#lineStart = '';
    if (CONTINUATION.test(start)) {
      if (this.#inReceived && start.trimStart().toLowerCase().startsWith(this.#own)) this.ownCount += 1;
    } else if (FIELD.test(start)) {
      this.#field(start);
    } else {
      this.#noHeader(EMPTY_LINE.test(start));
    }
  }

  #noHeader(empty: boolean): void {
    if (empty) {
      this.ended = true;
      return;
    }
    this.#inReceived = false;
    this.signed = true;
    this.hasResults = true;
    this.hasMarks = true;
    this.#stray += 1;
    this.cutShort = this.#stray > FIXED_LIMITS.mimeStrayLines;
    this.ended = this.cutShort;
  }

  #field(start: string): void {
    this.#inReceived = false;
    switch (start[0]) {
      case 'r':
      case 'R':
        this.#inReceived = RECEIVED.test(start);
        if (this.#inReceived) this.receivedCount += 1;
        break;
      case 'd':
      case 'D':
        this.signed ||= DKIM_SIGNATURE.test(start);
        break;
      case 'a':
      case 'A':
        this.hasResults ||= RESULTS.test(start);
        break;
      case 'x':
      case 'X':
        this.hasMarks ||= MARK.test(start);
        break;
      default:
    }
  }
}
