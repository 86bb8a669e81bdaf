/** Cuts what a mail host says into replies (RFC 5321 section 4.2). The host is a stranger: lines and replies are bounded. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { oneLine } from '../reply-text.ts';

export interface Reply {
  readonly code: number;
  /** All its lines, without code and mark. */
  readonly lines: readonly string[];
  /** In one line, with the code. */
  readonly text: string;
}

const LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s;

export class ReplyReader {
  #partial = '';
  #lines: string[] = [];
  #texts: string[] = [];
  /** Of the reply at hand. */
  #bytes = 0;

  /** Yields the replies that are whole now, each before what comes after it is looked at. @throws Error if that is not SMTP */
  *push(bytes: Buffer): Generator<Reply, void, void> {
    const lines = (this.#partial + bytes.toString('latin1')).split('\n');
    this.#partial = lines.pop() ?? '';
    if (this.#partial.length > FIXED_LIMITS.deliveryLineBytes) throw new Error('the host sent a line that is too long');
    for (const line of lines) {
      const reply = this.#line(decode(line.replace(/\r$/, '')));
      if (reply !== undefined) yield reply;
    }
  }

  #line(line: string): Reply | undefined {
    // Some hosts end a reply with one line end too many.
    if (line === '' && this.#lines.length === 0) return undefined;
    const [, code, mark, text = ''] = LINE.exec(line) ?? [];
    if (code === undefined || line.length > FIXED_LIMITS.deliveryLineBytes) throw new Error(`an answer that is not SMTP: ${oneLine(line).slice(0, 200)}`);
    this.#lines.push(text);
    // RFC 5321 section 4.2.1: the code of the last line is the one that counts, should they differ.
    if (this.#texts[0]?.startsWith(code) === false) this.#texts = [];
    this.#texts.push(this.#texts.length === 0 ? line.replace('-', ' ') : withoutEnhanced(text));
    this.#bytes += line.length;
    const tooLong = this.#lines.length > FIXED_LIMITS.deliveryReplyLines || this.#bytes > FIXED_LIMITS.deliveryReplyBytes;
    if (tooLong) throw new Error('the host sent a reply that is too long');
    if (mark === '-') return undefined;
    const reply = { code: Number(code), lines: this.#lines, text: oneLine(this.#texts.join(' ')) };
    this.#lines = [];
    this.#texts = [];
    this.#bytes = 0;
    return reply;
  }
}

/** UTF-8 where it is (RFC 6531 section 3.7.4.1). */
function decode(line: string): string {
  return /[^\p{ASCII}]/u.test(line) ? Buffer.from(line, 'latin1').toString('utf8') : line;
}

/** RFC 2034 section 4: each line repeats the enhanced code. */
function withoutEnhanced(text: string): string {
  return text.replace(/^[245]\.\d{1,3}\.\d{1,3} /, '');
}
