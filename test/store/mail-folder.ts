/** Folders with the files of a closed store that has a large message. */
import { readdirSync } from 'node:fs';
import { openTestStore, temporaryFolder } from './fixtures.ts';
import { accept, addAccount, bytes, deliveredTo, incoming } from './sample-messages.ts';

/** Bytes of a message that is kept in the data file. */
export const LARGE = 300_000;

/** Of the data file, whole. */
export function keptCopies(dataFolder: string): string[] {
  return readdirSync(dataFolder).filter((name) => name.startsWith('messages.dat.left-'));
}

/** A closed store with a large message. */
export async function folderWithMail(
  dataFolder = temporaryFolder(),
): Promise<{ readonly dataFolder: string; readonly accountId: number; readonly first: number }> {
  const store = await openTestStore({ dataFolder });
  const accountId = await addAccount(store, 'anna');
  const first = await accept(store, bytes(LARGE, 'first'), incoming(deliveredTo(accountId)));
  await store.close();
  return { dataFolder, accountId, first };
}
