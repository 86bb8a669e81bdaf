/**
 * The content of a message as it leaves: made 7-bit where the host knows nothing else, and with whatever a signer puts in
 * front of it. The signer sees what is sent, after any conversion.
 */
import type { MessageReader } from '../../store/mail-store.ts';
import { survey, toSevenBit } from './seven-bit.ts';

/** Puts header fields, such as DKIM-Signature, in front of a message. */
export interface ContentSigner {
  /**
   * @param content what will be sent, as often as it is asked for
   * @returns header lines with their CR LF; empty for none
   */
  headersFor(message: MessageReader, content: () => AsyncIterable<Buffer>): Promise<Buffer>;
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
  const converted = message.bodyType === '8bitmime' && !eightBit ? await survey(message.chunks()) : undefined;
  if (converted?.kind === 'impossible') return converted;
  const chunks = (): AsyncIterable<Buffer> => (converted === undefined || converted.sevenBit ? message.chunks() : toSevenBit(message.chunks(), converted));
  const head = (await signer?.headersFor(message, chunks)) ?? Buffer.alloc(0);
  return {
    kind: 'content',
    size: converted === undefined || converted.sevenBit ? head.length + message.size : undefined,
    eightBit: message.bodyType === '8bitmime' && eightBit,
    chunks: () => (head.length === 0 ? chunks() : after(head, chunks())),
  };
}

async function* after(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  yield head;
  yield* rest;
}
