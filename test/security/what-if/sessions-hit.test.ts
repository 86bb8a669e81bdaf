/** Address entries against the sessions that a real log has kept. */
import { expect, test } from 'vitest';
import { findSessionHits } from '../../../main/security/what-if/sessions-hit.ts';
import type { NewDecision } from '../../../shared/decisions/verdicts.ts';
import { openLog } from '../../log/open-log.ts';

function decision(change: Partial<NewDecision>): NewDecision {
  return {
    sessionId: 's',
    protocol: 'smtp',
    remoteAddress: '192.0.2.1',
    helo: 'client.test',
    recipients: [],
    check: 'server-limits',
    stage: 'connect',
    verdict: 'pass',
    reason: 'nothing-wrong',
    steps: [],
    ...change,
  };
}

test('sessions are counted by address, and the newest decisions are shown', async () => {
  const { log, clock } = await openLog();
  const sessions = ['192.0.2.1', '192.0.2.1', '192.0.2.9', '198.51.100.1', '2001:db8::5'];
  for (const [number, remoteAddress] of sessions.entries()) {
    // A session with two messages counts once.
    log.decide(decision({ sessionId: `s${number}`, remoteAddress, traceId: `t${number}`, reversePath: 'them@far.test', recipients: ['anna@local.test'] }));
    log.decide(decision({ sessionId: `s${number}`, remoteAddress }));
  }
  const hits = await findSessionHits(log.decisions, '192.0.2.0/24', 100);
  expect(hits).toMatchObject({ sessions: 5, since: clock.now(), hits: 3, addresses: 2 });
  expect(hits.frequent).toEqual([
    { remoteAddress: '192.0.2.1', sessions: 2 },
    { remoteAddress: '192.0.2.9', sessions: 1 },
  ]);
  expect(hits.examples).toHaveLength(6);
  expect(hits.examples[1]).toMatchObject({ remoteAddress: '192.0.2.9', reversePath: 'them@far.test', recipients: ['anna@local.test'], traceId: 't2' });
});

test('only the newest sessions count', async () => {
  const { log } = await openLog();
  for (const [number, remoteAddress] of ['192.0.2.1', '198.51.100.1', '198.51.100.2'].entries()) {
    log.decide(decision({ sessionId: `s${number}`, remoteAddress }));
  }
  expect(await findSessionHits(log.decisions, '192.0.2.1', 2)).toMatchObject({ sessions: 2, hits: 0, addresses: 0, frequent: [] });
});

test('an empty log has no sessions', async () => {
  const { log } = await openLog();
  expect(await findSessionHits(log.decisions, '10.0.0.0/8', 100)).toEqual({ sessions: 0, since: null, hits: 0, addresses: 0, frequent: [], examples: [] });
});
