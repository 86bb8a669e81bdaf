/**
 * The client's side of an SMTP dialogue without a message, for callouts. The host at the other end was named by a
 * stranger: lines and replies are bounded, and the signal cuts the connection whatever the host is doing.
 */
import type { Socket } from 'node:net';
import { FIXED_LIMITS } from '../../../shared/limits.ts';

export interface SmtpReply {
  readonly code: number;
  /** Enhanced code of the last line, such as `5.1.1` (RFC 3463); undefined without one. */
  readonly enhanced: string | undefined;
  /** The last line; hostile text. */
  readonly text: string;
}

/** The connection is of no more use: closed, cut by the signal, or not SMTP. */
export class DialogueEnded extends Error {
  override readonly name = 'DialogueEnded';
}

const LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s;
const ENHANCED = /^([245]\.\d{1,3}\.\d{1,3})(?: |$)/;

export class SmtpDialogue {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #cut = (): void => this.#end('no answer in time');
  /** Bytes of a line that has not ended. */
  #partial = '';
  /** Lines of a reply that has not ended. */
  #lines = 0;
  /** Whole replies that nobody has asked for yet: a host may greet before we listen. */
  readonly #replies: SmtpReply[] = [];
  #waiting: { readonly resolve: (reply: SmtpReply) => void; readonly reject: (error: DialogueEnded) => void } | undefined;
  #ended: DialogueEnded | undefined;

  /** @param socket just created; it may still be connecting */
  constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#receive(text));
    socket.on('error', (error) => this.#end(error.message));
    socket.on('close', () => this.#end('the connection was closed'));
    signal.addEventListener('abort', this.#cut, { once: true });
    if (signal.aborted) this.#cut();
  }

  /** The next reply: the greeting at first. @throws DialogueEnded */
  async reply(): Promise<SmtpReply> {
    const early = this.#replies.shift();
    if (early !== undefined) return early;
    const ended = this.#ended;
    if (ended !== undefined) throw ended;
    return await new Promise<SmtpReply>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** Sends a command and waits for its reply. @param command without CR LF, and without any within @throws DialogueEnded */
  async command(command: string): Promise<SmtpReply> {
    // A reply that came before its command would be taken for the answer to it.
    if (this.#replies.length > 0) this.#end('a reply to nothing');
    if (this.#ended === undefined) this.#socket.write(`${command}\r\n`);
    return await this.reply();
  }

  /** Says good-bye and does not wait: nothing depends on the answer. */
  leave(): void {
    if (this.#ended !== undefined) return;
    this.#socket.end('QUIT\r\n');
    setTimeout(() => this.#socket.destroy(), FIXED_LIMITS.deliveryQuitSeconds * 1000).unref();
    this.#end('done', false);
  }

  #receive(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#line(line.replace(/\r$/, ''));
    if (this.#partial.length > FIXED_LIMITS.calloutLineBytes) this.#end('a line that is too long');
  }

  #line(line: string): void {
    if (this.#ended !== undefined) return;
    const [, code, mark, text = ''] = LINE.exec(line) ?? [];
    if (code === undefined || line.length > FIXED_LIMITS.calloutLineBytes) {
      this.#end('an answer that is not SMTP');
      return;
    }
    this.#lines += 1;
    if (this.#lines > FIXED_LIMITS.calloutReplyLines) this.#end('a reply that is too long');
    if (mark === '-') return;
    this.#lines = 0;
    this.#take({ code: Number(code), enhanced: ENHANCED.exec(text)?.[1], text: line });
  }

  #take(reply: SmtpReply): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) waiting.resolve(reply);
    else if (this.#replies.length === 0) this.#replies.push(reply);
    else this.#end('replies to nothing');
  }

  #end(why: string, destroy = true): void {
    this.#signal.removeEventListener('abort', this.#cut);
    if (destroy) this.#socket.destroy();
    if (this.#ended !== undefined) return;
    this.#ended = new DialogueEnded(why);
    this.#waiting?.reject(this.#ended);
    this.#waiting = undefined;
  }
}
