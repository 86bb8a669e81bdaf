/** The area `decisions` of the admin API on a real engine. */
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { decision, refusal } from '../log/open-log.ts';
import { refusal as refused } from './carriers.ts';

let running: RunningEngine;
let client: AdminClient;

beforeAll(async () => {
  running = await startEngine();
  const admin = createAdminContext(running.engine, '0.0.0', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  client = createRouterClient(adminRouter, { context: { admin, caller: 'command line' } });
  running.engine.events.decide(refusal({ traceId: 't1', sessionId: 's1' }));
  running.engine.events.decide(decision({ traceId: 't2', sessionId: 's1' }));
  running.engine.events.emit({ kind: 'message-accepted', level: 'info', protocol: 'smtp', traceId: 't2', text: 'accepted' });
});

afterAll(() => running.stop());

describe('decisions', () => {
  test('are searched, a page at a time, without their steps', async () => {
    const { decisions, more } = await client.decisions.search({ address: '@local.test', limit: 1 });
    expect([decisions, more]).toMatchObject([[{ traceId: 't2' }], true]);
    expect(decisions[0]).not.toHaveProperty('steps');
    expect(await client.decisions.search({ before: decisions[0]?.id })).toMatchObject({ decisions: [{ traceId: 't1' }], more: false });
  });

  test('of a session or a message come with their steps', async () => {
    expect(await client.decisions.get({ sessionId: 's1' })).toMatchObject({ decisions: [{ traceId: 't2' }, { traceId: 't1' }] });
    expect((await client.decisions.get({ traceId: 't1' })).decisions[0]?.steps).toHaveLength(2);
    expect(await refused(client.decisions.get({ sessionId: 'none' }))).toMatchObject({
      code: 'NOT_FOUND',
      message: 'sessionId: no decision about the session none is kept: check the id; decisions are kept for 30 days',
    });
  });

  test('and events tell everything about a message', async () => {
    expect(await client.decisions.message({ traceId: 't2' })).toMatchObject({
      traceId: 't2',
      decisions: [{ reason: 'accepted' }],
      events: [{ text: 'accepted' }],
    });
    expect(await refused(client.decisions.message({ traceId: 'none' }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('are counted by what an option found', async () => {
    expect(await client.decisions.tally({ option: 'filters', since: 0 })).toMatchObject({
      decisions: 2,
      findings: expect.arrayContaining([{ verdict: 'reject', reason: 'text-filtered', decisions: 1, settled: 1 }]) as unknown,
    });
  });

  test('input that makes no sense is refused', async () => {
    expect(await refused(client.decisions.search({ limit: 0 }))).toMatchObject({ code: 'INVALID' });
    expect(await refused(client.decisions.message({ traceId: '' }))).toMatchObject({ code: 'INVALID' });
  });
});
