/**
 * The content of a message as it leaves: as it is kept, or made 7-bit where the host knows nothing else, and with lines that are
 * short enough. What was changed breaks its signature, and gets another one.
 */
import type { MessageReader } from '../../store/mail-store.ts';
import { hasLongLine } from './lines.ts';
import { recoded, survey } from './recoding.ts';

/** Knows the signatures that a message carries. */
export interface ContentSigner {
  signaturesOf(message: MessageReader): Promise<ContentSignatures>;
}

export interface ContentSignatures {
  /** Somebody else has signed the message, and its body is still what was signed: a change would break that. */
  readonly byOthers: boolean;
  /**
   * Signs what was changed on its way out.
   * @param changed what will be sent, as often as it is asked for
   * @returns the header section to send instead, its empty line included; undefined leaves all as it is
   */
  headFor(changed: () => AsyncIterable<Buffer>): Promise<Buffer | undefined>;
}

export type OpenedContent =
  | {
      readonly kind: 'content';
      /** Bytes of what `chunks` brings. */
      readonly size: number;
      /** It has, or may have, bytes beyond ASCII. */
      readonly eightBit: boolean;
      chunks(): AsyncIterable<Buffer>;
    }
  | { readonly kind: 'impossible'; readonly why: string };

export interface Wanted {
  /** The host takes 8BITMIME (RFC 6152). */
  readonly eightBit: boolean;
  /** Bytes that the host takes at most, where it has said so (RFC 1870). */
  readonly sizeLimit?: number | undefined;
  readonly signer?: ContentSigner;
}

/** What is to be sent of a message to a host; where it cannot be, why. @throws StoreError */
export async function openContent(message: MessageReader, wanted: Wanted): Promise<OpenedContent> {
  const { eightBit, sizeLimit = Infinity } = wanted;
  const asKept = { kind: 'content', size: message.size, eightBit: message.bodyType === '8bitmime' && eightBit, chunks: () => message.chunks() } as const;
  if (eightBit && !(await hasLongLine(message.chunks()))) return asKept;
  const content = await changedContent(message, wanted, true);
  // Not every host asks for short lines, and none may send what is over its limit.
  const fits = content === undefined || content.kind === 'impossible' || content.size <= sizeLimit;
  return (fits ? content : await changedContent(message, wanted, false)) ?? asKept;
}

/** @param shortens lines that are too long are broken up as well @returns undefined where nothing has to be changed, or nothing may be */
async function changedContent(message: MessageReader, { eightBit, signer }: Wanted, shortens: boolean): Promise<OpenedContent | undefined> {
  // RFC 6152 section 3 asks what a message has, and not what somebody has declared of it.
  const found = await survey(message.chunks());
  if (!eightBit && found.eightBitHeaders) {
    return { kind: 'impossible', why: 'the host takes no bytes beyond ASCII (8BITMIME), and the message has them in its headers' };
  }
  const sevenBitParts = eightBit ? new Set<number>() : found.eightBitParts;
  const isLong = shortens && found.isLong;
  if (sevenBitParts.size === 0 && !isLong) return undefined;
  const signatures = await signer?.signaturesOf(message);
  // What must become 7-bit has lost the signatures of others already. Else they are worth more than short lines, which not every host asks for.
  const shorter = isLong && (sevenBitParts.size > 0 || signatures?.byOthers !== true);
  if (sevenBitParts.size === 0 && !shorter) return undefined;
  const parts = new Set(shorter ? [...sevenBitParts, ...found.longParts] : sevenBitParts);
  const staysEightBit = found.eightBitHeaders || [...found.eightBitParts].some((part) => !parts.has(part));
  const changed = (): AsyncIterable<Buffer> => recoded(message.chunks(), { parts, base64: found.base64Parts, folds: shorter, sevenBit: !staysEightBit });
  const head = await signatures?.headFor(changed);
  const chunks = (): AsyncIterable<Buffer> => (head === undefined ? changed() : withHead(head, changed()));
  // RFC 1870 section 5: the size of a message is that of what will be sent.
  return { kind: 'content', size: await sizeOf(chunks()), eightBit: staysEightBit, chunks };
}

async function sizeOf(content: AsyncIterable<Buffer>): Promise<number> {
  let size = 0;
  for await (const chunk of content) size += chunk.length;
  return size;
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
