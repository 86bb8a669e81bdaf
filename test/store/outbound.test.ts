/** What the store keeps of vacation replies and of whom each sender writes to does not grow for ever. */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { RecipientKeeper } from '../../main/delivery/outbound/recipient-keeper.ts';
import type { MailStore } from '../../main/store/mail-store.ts';
import { TUNING } from '../../main/store/tuning.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { RecordedEvents } from '../fakes/recorded-events.ts';
import { openTestStore, temporaryFolder } from './fixtures.ts';

const DAY = 86_400_000;
const NOW = 1000 * DAY;
const LIMITS = { messagesPerHour: null, messagesPerDay: null, newRecipientsPerHour: null, newRecipientsPerDay: null };

function rows(folder: string, table: string): number {
  const database = new DatabaseSync(path.join(folder, 'gatepost.db'), { readOnly: true });
  try {
    return Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows']);
  } finally {
    database.close();
  }
}

async function strangersOf(store: MailStore, sender: string, recipients: readonly string[]): Promise<number> {
  return (await store.outbound.weigh({ sender, recipients, at: NOW, limits: LIMITS })).use.newRecipientsThisHour;
}

test('whom nobody has written to for long is forgotten, however many there are', async () => {
  const folder = temporaryFolder();
  const store = await openTestStore({ dataFolder: folder });
  const long = NOW - (FIXED_LIMITS.outboundRecipientDays + 1) * DAY;
  const many = Array.from({ length: TUNING.recipientsLookedAt + 10 }, (_, number) => `r${number}@elsewhere.test`);
  await store.outbound.take({ sender: 'anna@example.com', recipients: many, at: long, limits: LIMITS });
  await store.outbound.take({ sender: 'anna@example.com', recipients: many.slice(0, 3), at: NOW - DAY / 2, limits: LIMITS });
  await store.outbound.take({ sender: 'zoe@example.com', recipients: ['old@elsewhere.test'], at: long, limits: LIMITS });
  const keeper = new RecipientKeeper({ store: store.outbound, events: new RecordedEvents(), clock: new ManualClock(NOW) });
  keeper.start();
  await keeper.stop();
  expect([rows(folder, 'outbound_recipient'), rows(folder, 'outbound_use')]).toEqual([3, 1]);
  expect(await strangersOf(store, 'anna@example.com', many.slice(0, 4))).toBe(1);
  expect(await strangersOf(store, 'zoe@example.com', ['old@elsewhere.test'])).toBe(1);
});

test('trouble of the store is told, and harms nobody', async () => {
  const events = new RecordedEvents();
  const forgetBefore = async (): Promise<void> => await Promise.reject(new Error('disk full'));
  const keeper = new RecipientKeeper({ store: { forgetBefore }, events, clock: new ManualClock(NOW) });
  onTestFinished(() => keeper.stop());
  keeper.start();
  expect(await events.seen('server')).toMatchObject([{ level: 'error', text: expect.stringContaining('disk full') as string }]);
});

test('vacation replies whose time is over go with the next one of their account', async () => {
  const folder = temporaryFolder();
  const store = await openTestStore({ dataFolder: folder });
  const domain = await store.directory.addDomain('example.com', NOW);
  const account = await store.directory.addAccount({
    domainId: domain.id,
    address: 'anna@example.com',
    key: 'anna@example.com',
    name: '',
    passwordHash: 'x',
    quotaBytes: null,
    at: NOW,
  });
  await store.accountServices.setVacation(account.id, { subject: '', body: 'away', startsAt: null, endsAt: null, days: 7 });
  const answer = async (recipient: string, at: number): Promise<boolean> =>
    await store.vacation.claim({ accountId: account.id, recipient, at, since: at - 7 * DAY });
  for (const recipient of ['a@x.test', 'b@x.test']) expect(await answer(recipient, NOW)).toBe(true);
  expect(await answer('a@x.test', NOW + DAY)).toBe(false);
  expect(await answer('c@x.test', NOW + 5 * DAY)).toBe(true);
  expect(await answer('d@x.test', NOW + 8 * DAY)).toBe(true);
  expect(rows(folder, 'vacation_reply')).toBe(2);
  expect(await answer('a@x.test', NOW + 8 * DAY)).toBe(true);
});
