/** Longer texts for a filter that hits good mail, over a whole engine with real mail in it. */
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { Dialogue } from '../dialogues/dialogue.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';

let running: RunningEngine;
let client: AdminClient;

async function send(subject: string, body: string, headers = ''): Promise<void> {
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
  session.raw(`Subject: ${subject}\r\nFrom: them@far.test\r\n${headers}\r\n${body}\r\n.\r\n`);
  await session.hear();
  session.say('QUIT');
  await session.closed();
}

/** The trace of the newest message with this subject. */
async function traceOf(subject: string): Promise<string> {
  const { decisions } = await client.decisions.search({ text: subject });
  const found = decisions.find(({ content }) => content?.subject === subject)?.traceId;
  if (found === undefined) throw new Error(`no message "${subject}"`);
  return found;
}

beforeAll(async () => {
  running = await startEngine({ security: { filters: { entries: [{ text: 'held for looking', action: 'quarantine' }] } } });
  const console = { signInAddress: () => undefined, setPassword: () => Promise.resolve() };
  client = createRouterClient(adminRouter, { context: { admin: createAdminContext(running.engine, '0', console), caller: 'console' } });
  await send('Minutes', 'The minutes of the meeting are ready, and the offer of the printer is in them.');
  await send('Lunch', 'Where is the menu for the week? The offer ends soon.');
  await send('Held', 'The offer of a lifetime: held for looking at it.');
  await send('Spam', 'Take =\r\nthe secret offer today, dear fri=\r\nend!', 'Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n');
  // The first question starts threads, which takes longer than an answer may.
  await client.security.whatIf({ list: 'filters', entry: { text: 'anything' } });
});
afterAll(async () => {
  await running.stop();
});

test('without a message that is unwanted there is nothing to propose', async () => {
  expect(await client.security.propose({ text: 'menu', scope: 'anywhere' })).toMatchObject({ proposals: [], unwanted: 0, good: 1 });
});

test('what is held is unwanted: a text from it that no good message holds, whole words, the shortest first', async () => {
  const answer = await client.security.propose({ text: 'offer' });
  expect(answer).toMatchObject({ unwanted: 1, good: 3, kept: 4, examined: 4, complete: true });
  expect(answer.proposals[0]).toEqual({ text: 'offer of a', unwanted: 1 });
  for (const { text } of answer.proposals) {
    const hits = await client.security.whatIf({ list: 'filters', entry: { text } });
    expect(hits, text).toMatchObject({ hits: 1, held: 1 });
  }
  expect(answer.milliseconds).toBeLessThan(5000);
});

test('a message that is named is unwanted, and is read as people read it', async () => {
  const { proposals, unwanted, good } = await client.security.propose({ text: 'OFFER', unwanted: [await traceOf('Spam')] });
  expect([unwanted, good]).toEqual([2, 2]);
  expect(proposals.map(({ text }) => text)).toEqual(expect.arrayContaining(['secret offer']));
});

test('a word that is begun is completed', async () => {
  const { proposals } = await client.security.propose({ text: 'the', unwanted: [await traceOf('Spam')] });
  for (const { text } of proposals) expect(text).toMatch(/^\S.*\S$/);
  expect((await client.security.propose({ text: 'toda', unwanted: [await traceOf('Spam')] })).good).toBe(0);
});

test('a text that stands in nothing but good mail has no longer one', async () => {
  expect(await client.security.propose({ text: 'minutes', unwanted: [await traceOf('Spam')] })).toMatchObject({ proposals: [], unwanted: 0, good: 1 });
});
