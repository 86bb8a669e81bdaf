/** How a stored message begins, safe to show. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { escapeHostileText } from '../../shared/text/escape.ts';
import type { MessageReader } from '../store/mail-store.ts';

/** The start of a message: its lines, with all that is not plain text escaped. */
export async function sourceOf(reader: MessageReader): Promise<{ readonly source: string; readonly sourceCut: boolean }> {
  const pieces: Buffer[] = [];
  let left: number = FIXED_LIMITS.quarantinePreviewBytes;
  for await (const piece of reader.chunks()) {
    pieces.push(piece.subarray(0, left));
    left -= Math.min(left, piece.length);
    if (left === 0) break;
  }
  // As a stream, so that a character which the cut has split is left out and not shown as a wrong one.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(pieces), { stream: true });
  const source = text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(escapeHostileText).join('\t'))
    .join('\n');
  return { source, sourceCut: reader.size > FIXED_LIMITS.quarantinePreviewBytes };
}
