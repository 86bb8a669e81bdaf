/**
 * Sees to it that nobody gets zeros for a message whose content the data file has lost. Which ones these are is noted in the
 * database before new mail can stand behind the gap, and looked at again at each start, as the right file may be back.
 */
import type { DataFile } from './extents/data-file.ts';
import type { Extent } from './extents/extent.ts';
import type { WriteOperations } from './operations/tables.ts';
import type { WriterFacts } from './store-files.ts';
import type { ThreadClient } from './threads/thread-client.ts';

/** @param missingFrom where the file ended when it was opened, if that is before its messages do @returns sentences for the log */
export async function lookAfterLost(
  writer: ThreadClient<WriteOperations>,
  dataFile: DataFile,
  { lost }: Pick<WriterFacts, 'lost'>,
  missingFrom: number | undefined,
): Promise<readonly string[]> {
  const back: number[] = [];
  for (const [messageId, extents] of lost) if (dataFile.hasText(extents.map(lastByte))) back.push(messageId);
  if (back.length > 0) await writer.call('lost.forget', { messageIds: back });
  const found = missingFrom === undefined ? 0 : await writer.call('lost.note', { end: missingFrom });
  const left = lost.size - back.length + found;
  const said: string[] = [];
  if (back.length > 0) said.push(`${dataFile.file}: the content of ${back.length} messages that it had lost is there again.`);
  if (left > 0) {
    said.push(
      `${left} messages cannot be read, since ${dataFile.file} is shorter than they need, or was when the server started: POP3 refuses them, and what waits for other servers goes back to its sender. Restore a backup of both files to get them back, or delete them.`,
    );
  }
  return said;
}

/** What was lost ends with its extent at the latest, and a file that has grown over it has zeros there: text has none, least of all the text of mail. */
function lastByte({ offset, length }: Extent): number {
  return offset + length - 1;
}
