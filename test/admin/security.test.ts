/** The admin API's area `security` over a whole engine: real sessions leave messages and decisions, and questions are asked about them. */
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import type { AdminClient } from '../../main/admin/channel.ts';
import { Dialogue } from '../dialogues/dialogue.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';

let running: RunningEngine;
let client: AdminClient;

async function send(subject: string, body: string): Promise<void> {
  const session = await Dialogue.open(running.port('smtp'));
  await session.play(`
    S: 220 …
    C: EHLO client.test
    S: 250-…`);
  await session.hearReply();
  await session.play(`
    C: MAIL FROM:<them@[127.0.0.1]>
    S: 250…
    C: RCPT TO:<anna@local.test>
    S: 250…
    C: DATA
    S: 354…`);
  session.raw(`Subject: ${subject}\r\nFrom: them@far.test\r\n\r\n${body}\r\n.\r\n`);
  await session.hear();
  session.say('QUIT');
  await session.closed();
}

beforeAll(async () => {
  running = await startEngine({ security: { filters: { entries: [{ text: 'forbidden fruit' }] } } });
  const console = { signInAddress: () => undefined, setPassword: () => Promise.resolve() };
  client = createRouterClient(adminRouter, { context: { admin: createAdminContext(running.engine, '0', console), caller: 'console' } });
  await send('Cheap pills', 'Hello.');
  await send('Hello', 'Nothing to see.');
  await send('Pills and forbidden fruit', 'Hello.');
  // The first question starts threads, which takes longer than an answer may.
  await client.security.whatIf({ list: 'filters', entry: { text: 'anything' } });
});
afterAll(async () => {
  await running.stop();
});

describe('what if', () => {
  test('a filter: kept messages with what was decided, and refused ones', async () => {
    const answer = await client.security.whatIf({ list: 'filters', entry: { text: 'pills' } });
    expect(answer).toMatchObject({ about: 'messages', kept: 2, examined: 2, complete: true, hits: 1, held: 0 });
    if (answer.about !== 'messages') throw new Error('not about messages');
    expect(answer.examples).toMatchObject([
      {
        subject: 'Cheap pills',
        reversePath: 'them@[127.0.0.1]',
        recipients: ['anna@local.test'],
        recipientCount: 1,
        places: ['subject'],
        verdict: 'pass',
      },
    ]);
    expect(answer.notKept).toMatchObject({ hits: 1, refused: 1, discarded: 0, complete: true });
    expect(answer.notKept?.examples).toMatchObject([{ subject: 'Pills and forbidden fruit', verdict: 'reject', reason: 'text-filtered' }]);
    expect(answer.milliseconds).toBeGreaterThanOrEqual(0);
  });

  test('an attachment pattern', async () => {
    expect(await client.security.whatIf({ list: 'attachment-filters', entry: { pattern: '.EXE' } })).toMatchObject({
      hits: 0,
      examined: 2,
      notKept: { hits: 0 },
    });
  });

  test.each(['banned-addresses', 'trusted-addresses'] as const)('an entry of %s', async (list) => {
    const answer = await client.security.whatIf({ list, entry: { address: '127.0.0.0/8' } });
    expect(answer).toMatchObject({ about: 'sessions', sessions: 3, hits: 3, addresses: 1, frequent: [{ remoteAddress: '127.0.0.1', sessions: 3 }] });
    expect(await client.security.whatIf({ list, entry: { address: '192.0.2.1' } })).toMatchObject({ sessions: 3, hits: 0, examples: [] });
  });

  test('an entry that cannot be one is refused', async () => {
    await expect(client.security.whatIf({ list: 'banned-addresses', entry: { address: 'everybody' } })).rejects.toMatchObject({ code: 'INVALID' });
    await expect(client.security.whatIf({ list: 'filters', entry: { text: ' ' } })).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('a newer question takes the place of an older one', async () => {
    const older = client.security.whatIf({ list: 'filters', entry: { text: 'pi' } });
    const newer = client.security.whatIf({ list: 'filters', entry: { text: 'pil' } });
    await expect(older).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await newer).toMatchObject({ hits: 1 });
  });
});

describe('check', () => {
  const envelope = { remoteAddress: '192.0.2.1', from: 'them@far.test', to: ['anna@local.test'] };
  // No name server is asked in tests: the sender's domain is not looked up.
  const settings = { security: { 'address-verification': { verifySenderDomain: false, verifyHelo: false } } };

  test('a message that would be refused, and one that would not', async () => {
    const refused = await client.security.check({ ...envelope, settings, message: { text: 'Subject: forbidden fruit\n\nx\n' } });
    expect(refused).toMatchObject({ accepted: 'none', verdict: 'reject', reason: 'text-filtered', reply: { code: 550, enhanced: '5.7.1' }, proposed: true });
    expect(refused.decision.steps.at(-1)).toMatchObject({ outcome: 'skipped' });
    expect(refused.decision.steps).toContainEqual(expect.objectContaining({ check: 'filters', verdict: 'reject', entry: 'forbidden fruit' }));
    const accepted = await client.security.check({ ...envelope, settings, message: { text: 'Subject: hello\n\nx\n' } });
    expect(accepted).toMatchObject({ accepted: 'all', verdict: 'pass', reply: { code: 250 } });
  });

  test('relaying by a stranger, and by somebody who has logged in', async () => {
    const out = { ...envelope, settings, to: ['them@elsewhere.test'] };
    expect(await client.security.check(out)).toMatchObject({
      accepted: 'none',
      recipients: [{ accepted: false, reason: 'relaying-denied', reply: { code: 550 } }],
    });
    expect(await client.security.check({ ...out, from: 'anna@local.test', authName: 'anna@local.test', secure: true })).toMatchObject({ accepted: 'all' });
    await expect(client.security.check({ ...out, authName: 'nobody@local.test' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('proposed settings decide, and bad ones are refused', async () => {
    const banned = { security: { 'banned-addresses': { entries: [{ address: '192.0.2.0/24' }] } } };
    expect(await client.security.check({ ...envelope, settings: banned })).toMatchObject({
      accepted: 'none',
      verdict: 'disconnect',
      reason: 'address-banned',
      reply: null,
    });
    await expect(client.security.check({ ...envelope, settings: { security: { filters: 7 } } })).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('nothing of it is kept', async () => {
    expect(await client.security.whatIf({ list: 'banned-addresses', entry: { address: '192.0.2.0/24' } })).toMatchObject({ sessions: 3, hits: 0 });
    expect(await running.mailbox('anna@local.test')).toHaveLength(2);
  });
});

test('lint', async () => {
  expect(await client.security.lint({})).toEqual({ total: 0, findings: [] });
  await running.engine.settings.import({ security: { 'trusted-addresses': { entries: [{ address: '10.0.0.0/16' }, { address: '10.0.1.1' }] } } }, 'test');
  expect(await client.security.lint({ option: 'trusted-addresses' })).toMatchObject({
    total: 1,
    findings: [{ finding: 'shadowed', entry: '10.0.1.1', other: '10.0.0.0/16', index: 1 }],
  });
  expect(await client.security.lint({ option: 'filters' })).toEqual({ total: 0, findings: [] });
});
