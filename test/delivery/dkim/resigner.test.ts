/** What was changed on its way out is signed anew where, and only where, it carried a good signature of ours. */
import { createHash, createPrivateKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { DkimKeys } from '../../../main/delivery/dkim/dkim-keys.ts';
import { makeKeyPair, dkimRecordValue } from '../../../main/delivery/dkim/key-pair.ts';
import { RelaxedBodyHash } from '../../../main/delivery/dkim/relaxed-body.ts';
import { Resigner } from '../../../main/delivery/dkim/resigner.ts';
import { signatureFields } from '../../../main/delivery/dkim/signature.ts';
import type { DkimKeyRow } from '../../../main/store/mail-services.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { MemoryQueue } from '../../fakes/memory-queue.ts';

const HEAD = 'From: anna@local.test\r\nSubject: hi\r\n\r\n';
const clock = new ManualClock(Date.UTC(2026, 0, 1));

/** @returns how a message with these bytes would leave, changed; undefined: as it is */
async function resigned(content: (signature: string) => string): Promise<string | undefined> {
  const pair = await makeKeyPair('ed25519');
  const about = { domain: 'local.test', selector: 'one', algorithm: 'ed25519' as const };
  const [key] = [{ ...about, key: createPrivateKey(pair.privateKey) }];
  const shown = {
    ...about,
    state: 'active' as const,
    createdAt: 0,
    stateAt: 0,
    name: 'one._domainkey.local.test',
    value: dkimRecordValue({ ...about, ...pair }),
  };
  const keys = { list: () => [shown], signingKeys: (domains: readonly string[]) => (domains.includes('local.test') ? [key] : []), wasRemoved: () => false };
  const hash = new RelaxedBodyHash();
  hash.update(Buffer.from('Gr\xfc\xdfe\r\n', 'latin1'));
  const signature = await signatureFields(Buffer.from(HEAD), hash.digest(), [key], clock.now());
  const queue = new MemoryQueue();
  const message = await queue.open(queue.add(['x@far.test'], { content: content(signature) }));
  if (message === undefined) throw new Error('no message');
  const changed = content(signature).replace('Gr\xfc\xdfe', 'Gr=FC=DFe');
  const signatures = await new Resigner({ keys, clock }).signaturesOf(message);
  const head = await signatures.headFor(async function* pieces() {
    for (let at = 0; at < changed.length; at += 7) yield Buffer.from(changed.slice(at, at + 7), 'latin1');
  });
  return head?.toString('latin1');
}

const BODY_HASH = createHash('sha256').update('x\r\n').digest('base64');

test.each<[string, boolean, string]>([
  ['none at all', false, ''],
  ['one that says nothing', false, 'DKIM-Signature: garbage\r\n'],
  ['one without a hash', false, 'DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=far.test; s=one; h=from; bh=; b=AAAA\r\n'],
  ['one over another body', false, 'DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=far.test; s=one; h=from; bh=AAAA; b=AAAA\r\n'],
  ['one over this body', true, `DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=far.test; s=one; h=from; bh=${BODY_HASH}; b=AAAA\r\n`],
])('a message with %s: a change would break the proof of somebody else: %s', async (_, expected, signature) => {
  const queue = new MemoryQueue();
  const message = await queue.open(queue.add(['x@far.test'], { content: `${signature}From: anna@far.test\r\n\r\nx\r\n` }));
  if (message === undefined) throw new Error('no message');
  const signatures = await new Resigner({ keys: { list: () => [], signingKeys: () => [], wasRemoved: () => false }, clock }).signaturesOf(message);
  expect(signatures.byOthers).toBe(expected);
});

test('a signature of a key of ours that was removed meanwhile is not that of somebody else, and brings none', async () => {
  const store = {
    load: async () => [],
    add: async (key: Omit<DkimKeyRow, 'id'>) => ({ ...key, id: 1 }),
    setStates: async () => undefined,
    remove: async () => undefined,
  };
  const keys = await DkimKeys.open({ store, accounts: { domainIds: new Map([['local.test', 1]]) }, clock });
  await keys.add('local.test', 'ed25519', 'one');
  await keys.use('local.test', 'one');
  const hash = new RelaxedBodyHash();
  hash.update(Buffer.from('x\r\n'));
  const signature = await signatureFields(Buffer.from(HEAD), hash.digest(), keys.signingKeys(['local.test']), clock.now());
  const queue = new MemoryQueue();
  const found = async (field: string): Promise<readonly [byOthers: boolean, signsAnew: boolean]> => {
    const message = await queue.open(queue.add(['x@far.test'], { content: `${field}${HEAD}x\r\n` }));
    if (message === undefined) throw new Error('no message');
    const signatures = await new Resigner({ keys, clock }).signaturesOf(message);
    return [signatures.byOthers, (await signatures.headFor(() => message.chunks())) !== undefined];
  };
  expect(await found(signature)).toEqual([false, true]);
  await keys.remove('local.test', 'one');
  expect(await found(signature)).toEqual([false, false]);
  // A company that sends for this domain has keys that were never ours.
  expect(await found(signature.replace('s=one', 's=news'))).toEqual([true, false]);
});

test('a good signature of ours makes place for a new one', async () => {
  const head = await resigned((signature) => `Received: by us\r\n${signature}${HEAD}Gr\xfc\xdfe\r\n`);
  expect(head?.match(/^dkim-signature/gim)).toHaveLength(1);
  expect(head).toContain('Received: by us\r\nFrom: anna@local.test\r\n');
});

test.each([
  ['that is not good', (signature: string) => `${signature}${HEAD}Gr\xfc\xdfe, and more\r\n`],
  [
    'that somebody has made up',
    () => `DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=local.test; s=one; h=from; bh=AAAA; b=AAAA\r\n${HEAD}Gr\xfc\xdfe\r\n`,
  ],
  ['that is not there', () => `${HEAD}Gr\xfc\xdfe\r\n`],
])('a signature %s brings none', async (_what, content) => {
  expect(await resigned(content)).toBeUndefined();
});
