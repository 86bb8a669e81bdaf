/**
 * Sees to it that nobody gets zeros, or somebody else's mail, for a message whose content the data file has lost. Which ones these
 * are is noted in the database before new mail can stand behind the gap, and looked at again at each start, as the right file may be back.
 */
import type { OpenedDataFile } from './extents/data-file.ts';
import type { Extent } from './extents/extent.ts';
import type { WriteOperations } from './operations/tables.ts';
import { databaseFile, type WriterFacts } from './store-files.ts';
import type { ThreadClient } from './threads/thread-client.ts';
import { TUNING } from './tuning.ts';
import * as path from 'node:path';

export interface LostFacts extends Pick<WriterFacts, 'lost'> {
  /** Database and data file are of one time: else each message is compared with its checksum. */
  readonly belong: boolean;
  /** Milliseconds since 1970, for the name of a copy. */
  readonly now: number;
}

/** @returns sentences for the log @throws StoreError */
export async function lookAfterLost(
  writer: ThreadClient<WriteOperations>,
  opened: OpenedDataFile,
  { lost, belong, now }: LostFacts,
): Promise<readonly string[]> {
  const { dataFile, missingFrom } = opened;
  const back: number[] = [];
  for (const [messageId, extents] of lost) {
    if (dataFile.hasText(extents.map(lastByte)) && (await dataFile.fits(extents))) back.push(messageId);
  }
  if (back.length > 0) await writer.call('lost.forget', { messageIds: back });
  const found = missingFrom === undefined ? 0 : await writer.call('lost.note', { end: missingFrom });
  const { wrong, said } = belong ? { wrong: 0, said: [] } : await lookAfterWrong(writer, opened, now);
  const left = lost.size - back.length + found + wrong;
  if (back.length > 0) said.push(`${dataFile.file}: the content of ${back.length} messages that it had lost is there again.`);
  if (left > 0) {
    said.push(
      `${left} messages cannot be read, since ${dataFile.file} is shorter than they need, or was when the server started, or has something else in their places: POP3 refuses them, and what waits for other servers goes back to its sender. Restore a backup of both files to get them back, or delete them.`,
    );
  }
  return said;
}

/** Compares all messages with their checksums, and notes those that have something else in their places: the file, which may be all there is of that, is kept first. */
async function lookAfterWrong(
  writer: ThreadClient<WriteOperations>,
  { dataFile, kept }: OpenedDataFile,
  now: number,
): Promise<{ wrong: number; said: string[] }> {
  const wrong = new Set<number>();
  for (let after = -1; ; ) {
    const extents = await writer.call('lost.extents', { after, limit: TUNING.checkedExtents });
    for (const extent of extents) if (!wrong.has(extent.messageId) && !(await dataFile.fits([extent]))) wrong.add(extent.messageId);
    const last = extents.at(-1);
    if (last === undefined) break;
    after = last.offset;
  }
  if (wrong.size === 0) return { wrong: 0, said: [] };
  const copy = kept ? undefined : await dataFile.keepCopy(now);
  await writer.call('lost.wrong', { messageIds: [...wrong] });
  const database = databaseFile(path.dirname(dataFile.file));
  const said = [`${database} and ${dataFile.file} are not of one time: ${wrong.size} messages have something else in their places.`];
  if (copy !== undefined) {
    said.push(`All of ${dataFile.file} was kept as ${copy}: should the gatepost.db turn up that it belongs to, it is needed; else remove it.`);
  }
  return { wrong: wrong.size, said };
}

/** What was lost ends with its extent at the latest, and a file that has grown over it has zeros there: text has none, least of all the text of mail. */
function lastByte({ offset, length }: Extent): number {
  return offset + length - 1;
}
