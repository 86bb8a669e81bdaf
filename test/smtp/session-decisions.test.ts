/** What a session keeps of itself for the log is bounded, whatever the client does; what is left out is said. */
import { expect, it } from 'vitest';
import { SessionDecisions } from '../../main/smtp/session-decisions.ts';
import type { NewDecision } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { fakeSecurity } from '../fakes/fake-security.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';

function session(): { readonly decisions: SessionDecisions; readonly told: NewDecision[] } {
  const told: NewDecision[] = [];
  const facts = { sessionId: 's', protocol: 'smtp', remoteAddress: '192.0.2.1', helo: 'client.test' } as const;
  const security = fakeSecurity(new FixedSettings(), { tell: (decision) => void told.push(decision) });
  return { decisions: new SessionDecisions(security, () => facts), told };
}

it('recipients without end: as many as a trace has, and the number of the others', () => {
  const { decisions, told } = session();
  decisions.begin('t', 'a@example.com');
  for (let count = 0; count < FIXED_LIMITS.traceRecipients + 5; count += 1) decisions.recipient(`u${count}@local.test`);
  decisions.close();
  expect(told[0]?.recipients).toHaveLength(FIXED_LIMITS.traceRecipients);
  expect(told[0]?.recipientsLeftOut).toBe(5);
});

it('steps without end: the first, the last that refused, and those about the message', () => {
  const { decisions, told } = session();
  decisions.begin('t', 'a@example.com');
  const refused = FIXED_LIMITS.sessionSteps + 100;
  for (let count = 0; count < refused; count += 1) decisions.decided('rcpt', 'relay-control', 'relaying-denied', `u${count}@elsewhere.test`);
  decisions.decided('data', 'filters', 'text-filtered', 'cheap pills');
  decisions.close();
  const [decision] = told;
  expect(decision?.steps).toHaveLength(FIXED_LIMITS.sessionSteps + 2);
  expect(decision?.steps.slice(-2)).toMatchObject([
    { stage: 'rcpt', input: `u${refused - 1}@elsewhere.test` },
    { stage: 'data', check: 'filters' },
  ]);
  expect(decision?.stepsLeftOut).toBe(99);
});

it('the next message begins anew', () => {
  const { decisions, told } = session();
  decisions.begin('t', 'a@example.com');
  for (let count = 0; count < FIXED_LIMITS.sessionSteps + 100; count += 1) decisions.decided('rcpt', 'relay-control', 'relaying-denied', 'x');
  decisions.begin('u', 'a@example.com');
  decisions.close();
  expect(told[1]).toMatchObject({ traceId: 'u', steps: [], stepsLeftOut: 0 });
});
