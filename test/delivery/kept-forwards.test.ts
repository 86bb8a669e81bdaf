/** What was queued by an earlier version, which did not keep the address that was written to. */
import { expect, test } from 'vitest';
import { KeptForwards } from '../../main/delivery/kept-forwards.ts';
import { type MailAddress, formatAddress } from '../../shared/mail/address.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';

/** @returns whom the directory was asked about; undefined where it was not asked */
async function askedFor(forwardedFor: string | null, originalRecipient: string): Promise<string | undefined> {
  let asked: string | undefined;
  const forwardersTo = (_: MailAddress, writtenTo: MailAddress | undefined): [] => {
    asked = writtenTo === undefined ? 'anybody' : formatAddress(writtenTo);
    return [];
  };
  const queue = new MemoryQueue();
  queue.add(['out@far.test'], { entry: { forwardedFor, originalRecipient } });
  const kept = new KeptForwards({
    accounts: { services: { forwardersTo }, noteDelivery: () => undefined, isLocalDomain: (domain) => domain === 'local.test' },
    queue,
    events: { emit: () => undefined, count: () => undefined },
    clock: { now: () => 0 },
  });
  for (const entry of queue.entries) expect(await kept.keep(entry)).toBe(false);
  return asked;
}

test.each([
  ['anna@local.test', 'rfc822;bert@local.test', 'anna@local.test'],
  ['postmaster', 'rfc822;bert@local.test', 'anybody'],
  ['', 'rfc822;bert@local.test', undefined],
  [null, 'rfc822;bert@local.test', 'bert@local.test'],
  [null, 'rfc822;out@far.test', 'out@far.test'],
  [null, 'rfc822;anna@before.test', 'anybody'],
  [null, 'x400;anna', 'anybody'],
  [null, '', undefined],
])('written to %s, with ORCPT %s: the mailboxes behind %s', async (forwardedFor, originalRecipient, whose) => {
  expect(await askedFor(forwardedFor, originalRecipient)).toBe(whose);
});
