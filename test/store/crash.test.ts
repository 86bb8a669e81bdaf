/** Killed at any moment, the store keeps every message it has accepted, once, byte for byte. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { systemClock } from '../../main/clock.ts';
import type { MailStore } from '../../main/store/mail-store.ts';
import { openStore } from '../../main/store/open-store.ts';
import { copyOf, openTestStore, temporaryFolder } from './fixtures.ts';
import { accept, addAccount, bytes, contentOf, deliveredTo, incoming } from './sample-messages.ts';

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const ROUNDS = 5;
const FEWEST_PROMISES = 20;
const MOST_PROMISES = 500;

/** What a killed process has told about a message, and where the message may be then. */
const PROMISES = {
  accepted: ['mailbox'],
  held: ['quarantine'],
  releasing: ['quarantine', 'mailbox'],
  released: ['mailbox'],
  removing: ['mailbox', 'quarantine', 'gone'],
  removed: ['gone'],
} as const satisfies Record<string, readonly ('mailbox' | 'quarantine' | 'gone')[]>;
type Promised = keyof typeof PROMISES;
type Promises = Map<string, Promised>;

/** Runs the child and kills it when it has told of so many promises. */
async function runAndKill(dataFolder: string, round: number, promises: Promises): Promise<void> {
  const child = spawn(process.execPath, [CHILD, dataFolder, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const enough = FEWEST_PROMISES + Math.floor(Math.random() * (MOST_PROMISES - FEWEST_PROMISES));
  let heard = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word = '', key] = line.split(' ');
    if (key === undefined || !isPromise(word)) continue;
    promises.set(key, word);
    heard += 1;
    if (heard === enough) child.kill('SIGKILL');
  }
  expect(heard).toBeGreaterThanOrEqual(enough);
}

function isPromise(word: string): word is Promised {
  return Object.hasOwn(PROMISES, word);
}

/** Reads everything in the store: by key, where it is. Each must have the bytes that its key stands for. */
async function inventory(store: MailStore): Promise<Map<string, ('mailbox' | 'quarantine')[]>> {
  const found = new Map<string, ('mailbox' | 'quarantine')[]>();
  const take = async (messageId: number, place: 'mailbox' | 'quarantine'): Promise<void> => {
    const reader = await store.messages.open(messageId);
    const key = reader?.traceId ?? '';
    reader?.close();
    const size = Number(key.split('-').at(-1));
    expect((await contentOf(store, messageId))?.equals(bytes(size, key)), `content of ${key}`).toBe(true);
    found.set(key, [...(found.get(key) ?? []), place]);
  };
  for (const account of (await store.directory.load()).accounts) {
    const { entries } = await store.mailboxes.list(account.id);
    expect(account).toMatchObject({ messages: entries.length, usedBytes: entries.reduce((sum, entry) => sum + entry.size, 0) });
    for (const { messageId } of entries) await take(messageId, 'mailbox');
  }
  const held = await store.quarantine.list({ limit: 100_000 });
  for (const { id, traceId, hold, recipients } of held) {
    expect([hold.entry, recipients]).toEqual([traceId, ['crash@example.org']]);
    await take(id, 'quarantine');
  }
  return found;
}

test('SIGKILL at random moments loses nothing that was accepted or held, and keeps nothing twice', async () => {
  const dataFolder = temporaryFolder();
  const promises: Promises = new Map();
  for (let round = 1; round <= ROUNDS; round += 1) {
    await runAndKill(dataFolder, round, promises);
    const store = await openStore({ dataFolder, clock: systemClock });
    expect(store.repairs).toEqual(expect.arrayContaining([expect.stringMatching(/^The last run ended before all was in .*gatepost\.db/)]));
    const found = await inventory(store);
    await store.close();
    const misplaced = [...promises].filter(([key, promise]) => {
      const allowed: readonly string[] = PROMISES[promise];
      return !allowed.includes(found.get(key)?.[0] ?? 'gone');
    });
    const twice = [...found].filter(([, places]) => places.length > 1);
    expect({ misplaced, twice }).toEqual({ misplaced: [], twice: [] });
  }
  expect([...promises.values()]).toEqual(expect.arrayContaining(['accepted', 'held', 'released']));
}, 180_000);

test('what a killed process had begun in the data file is given back, and said', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const accountId = await addAccount(store, 'anna');
  const messageId = await accept(store, bytes(300_000, 'kept'), incoming(deliveredTo(accountId)));
  const unfinished = store.messages.writer();
  for (let count = 0; count < 20; count += 1) await unfinished.write(bytes(60_000, 'begun'));
  const again = await openTestStore({ dataFolder: copyOf(dataFolder) });
  expect(again.repairs).toEqual([
    expect.stringMatching(/^The last run ended before all was in/),
    expect.stringMatching(/messages\.dat: gave back \d+ bytes that no message needs \(never accepted, or removed since\)/),
  ]);
  expect((await contentOf(again, messageId))?.equals(bytes(300_000, 'kept'))).toBe(true);
});

test('a last message that ends within a block lacks nothing', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const accountId = await addAccount(store, 'anna');
  const messageId = await accept(store, bytes(300_001, 'odd'), incoming(deliveredTo(accountId)));
  const again = await openTestStore({ dataFolder: copyOf(dataFolder) });
  expect(again.repairs).toEqual([expect.stringMatching(/^The last run ended before all was in/)]);
  expect((await contentOf(again, messageId))?.equals(bytes(300_001, 'odd'))).toBe(true);
});

test('what a run had begun that wrote nothing into the database is given back as well', async () => {
  const dataFolder = temporaryFolder();
  const first = await openTestStore({ dataFolder });
  await accept(first, bytes(300_000, 'kept'), incoming(deliveredTo(await addAccount(first, 'anna'))));
  await first.close();
  const store = await openTestStore({ dataFolder });
  const unfinished = store.messages.writer();
  for (let count = 0; count < 20; count += 1) await unfinished.write(bytes(60_000, 'begun'));
  const folder = copyOf(dataFolder);
  const again = await openTestStore({ dataFolder: folder });
  expect(again.repairs).toEqual([expect.stringMatching(/gave back \d+ bytes that no message needs \(never accepted, or removed since\)/)]);
  expect(readdirSync(folder).filter((name) => name.includes('left'))).toEqual([]);
});
