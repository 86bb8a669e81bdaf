/** What a session answers, and how it reads on the wire (RFC 1939 section 3). */

import type { Pop3Refusal } from '../../shared/decisions/replies.ts';

/** Extended response codes: RFC 2449 section 8, RFC 3206. */
export type ResponseCode = 'IN-USE' | Pop3Refusal['code'];

/** The rest of a multi-line answer that is too big to hold. Whoever gets it closes it, used or not. */
export interface StreamedBody {
  pieces(): AsyncIterable<Buffer>;
  close(): void;
}

/** The rest of a multi-line answer: finished bytes, byte-stuffed and with the ending dot. */
type Body = string | StreamedBody;

export type Reply =
  | { readonly ok: true; readonly text: string; readonly body?: Body }
  | { readonly ok: false; readonly text: string; readonly code?: ResponseCode };

export function ok(text: string, body?: Body): Reply {
  return body === undefined ? { ok: true, text } : { ok: true, text, body };
}

/** A refusal. The text must not repeat what the client sent. */
export function err(text: string, code?: ResponseCode): Reply {
  return code === undefined ? { ok: false, text } : { ok: false, text, code };
}

/** No later try will bring it, and the client is not to blame. */
export const CONTENT_LOST: Reply = err('the content of this message has been lost; ask the administrator, or delete it', 'SYS/PERM');

/** A refusal as the list of reasons has it. */
export function refusal({ text, code }: Pop3Refusal): Reply {
  return err(text, code);
}

/** The status line, with its CR LF: at most 512 bytes (RFC 2449 section 4). */
export function statusLine(reply: Reply): string {
  if (reply.ok) return `+OK ${reply.text}\r\n`;
  return reply.code === undefined ? `-ERR ${reply.text}\r\n` : `-ERR [${reply.code}] ${reply.text}\r\n`;
}

/** A multi-line body of lines none of which starts with a dot. */
export function listing(lines: readonly string[]): string {
  return lines.length === 0 ? '.\r\n' : `${lines.join('\r\n')}\r\n.\r\n`;
}

/** True for a refusal that the client brought upon itself, and not the server. */
export function isClientError(reply: Reply): boolean {
  return !reply.ok && reply.code !== 'SYS/TEMP' && reply.code !== 'IN-USE' && reply !== CONTENT_LOST;
}
