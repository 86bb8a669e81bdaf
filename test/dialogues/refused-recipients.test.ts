/** Recipients without end, each of them refused: what the server keeps of them, and when it has had enough. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import type { Dialogue } from './dialogue.ts';
import { greeted, lastDecision } from './smtp-steps.ts';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine();
});
afterAll(async () => {
  await server.stop();
});

/** Recipients that a stranger may not send to, many at a time. */
async function refusedRecipients(dialogue: Dialogue, count: number): Promise<void> {
  for (let done = 0; done < count; done += 100) {
    dialogue.raw(Array.from({ length: 100 }, (_, index) => `RCPT TO:<u${done + index}@elsewhere.test>\r\n`).join(''));
    for (let heard = 0; heard < 100; heard += 1) await dialogue.play('S: 550 …');
  }
}

it('whoever goes on naming recipients that are refused is hung up on, and the trace says why', async () => {
  const dialogue = await greeted(server, '127.0.0.6');
  await dialogue.play('C: MAIL FROM:<a@example.com>\nS: 250 …');
  await refusedRecipients(dialogue, FIXED_LIMITS.refusedRecipients);
  await dialogue.play('C: RCPT TO:<more@elsewhere.test>\nS: 421 4.7.0 …');
  await dialogue.closed();
  const decided = async (): Promise<unknown> => (await lastDecision(server)).reason;
  await expect.poll(decided).toBe('too-many-errors');
  const decision = await lastDecision(server);
  expect(decision).toMatchObject({ check: 'server-limits', stage: 'rcpt', recipientsLeftOut: 1 });
  expect(decision.recipients).toHaveLength(FIXED_LIMITS.traceRecipients);
  expect(decision.steps.at(-1)).toMatchObject({ outcome: 'ran', stage: 'rcpt', reason: 'too-many-errors' });
});

it('what became of a message stands in its trace, however many recipients were refused before', async () => {
  await server.engine.settings.set('security.filters.entries', [{ text: 'cheap pills' }], 'test');
  const dialogue = await greeted(server, '127.0.0.7');
  await dialogue.play('C: MAIL FROM:<a@example.com>\nS: 250 …');
  await refusedRecipients(dialogue, FIXED_LIMITS.refusedRecipients);
  await dialogue.play('C: RCPT TO:<anna@local.test>\nS: 250 …\nC: DATA\nS: 354 …\nC: cheap pills\nC: .\nS: 550 …');
  await expect.poll(async () => (await lastDecision(server)).check).toBe('filters');
  const { steps } = await lastDecision(server);
  expect(steps).toContainEqual(expect.objectContaining({ stage: 'data', check: 'filters', verdict: 'reject' }));
  dialogue.drop();
});
