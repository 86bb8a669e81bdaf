/** How a stored message begins, safe to show. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { escapeHostileText } from '../../shared/text/escape.ts';
import { MessageLost, type MessageReader, type MessageStore } from '../store/mail-store.ts';

/** Opens a message to show it: where its content is lost, the facts about it still can be. */
export async function openToShow(messages: Pick<MessageStore, 'open'>, id: number): Promise<MessageReader | MessageLost | undefined> {
  try {
    return await messages.open(id);
  } catch (error) {
    if (error instanceof MessageLost) return error;
    throw error;
  }
}

export function closeShown(reader: MessageReader | MessageLost | undefined): void {
  if (reader !== undefined && !(reader instanceof MessageLost)) reader.close();
}

/** The start of a message: its lines, with all that is not plain text escaped; of one that is lost, a sentence about that. */
export async function sourceOf(reader: MessageReader | MessageLost): Promise<{ readonly source: string; readonly sourceCut: boolean }> {
  if (reader instanceof MessageLost) return { source: reader.message, sourceCut: false };
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
