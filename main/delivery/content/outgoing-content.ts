/**
 * The content of a message as it leaves: as it is kept, or made 7-bit where the host knows nothing else. What was changed
 * breaks its signature, and gets another one.
 */
import type { MessageReader } from '../../store/mail-store.ts';
import { survey, toSevenBit } from './seven-bit.ts';

/** Signs what was changed on its way out. */
export interface ContentSigner {
  /**
   * @param changed what will be sent, as often as it is asked for
   * @returns the header section to send instead, its empty line included; undefined leaves all as it is
   */
  headFor(message: MessageReader, changed: () => AsyncIterable<Buffer>): Promise<Buffer | undefined>;
}

export type OpenedContent =
  | {
      readonly kind: 'content';
      /** Bytes; undefined where the conversion tells only at its end. */
      readonly size: number | undefined;
      /** It has, or may have, bytes beyond ASCII. */
      readonly eightBit: boolean;
      chunks(): AsyncIterable<Buffer>;
    }
  | { readonly kind: 'impossible'; readonly why: string };

export interface Wanted {
  /** The host takes 8BITMIME (RFC 6152). */
  readonly eightBit: boolean;
  readonly signer?: ContentSigner;
}

export async function openContent(message: MessageReader, { eightBit, signer }: Wanted): Promise<OpenedContent> {
  // RFC 6152 section 3 asks what a message has, and not what somebody has declared of it.
  const found = eightBit ? undefined : await survey(message.chunks());
  if (found?.kind === 'impossible') return found;
  if (found === undefined || found.sevenBit) {
    return { kind: 'content', size: message.size, eightBit: message.bodyType === '8bitmime' && eightBit, chunks: () => message.chunks() };
  }
  const changed = (): AsyncIterable<Buffer> => toSevenBit(message.chunks(), found);
  const head = await signer?.headFor(message, changed);
  return { kind: 'content', size: undefined, eightBit: false, chunks: () => (head === undefined ? changed() : withHead(head, changed())) };
}

/** Puts another header section in place of the one there is. */
async function* withHead(head: Buffer, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  yield head;
  let before: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of content) {
    if (before === undefined) {
      yield chunk;
      continue;
    }
    before = Buffer.concat([before, chunk]);
    const end = before.indexOf('\r\n\r\n');
    if (end < 0) continue;
    yield before.subarray(end + 4);
    before = undefined;
  }
}
