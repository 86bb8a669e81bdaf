/** The pipeline itself, with options made for the purpose. */
import { describe, expect, it } from 'vitest';
import type { Finding, MailFacts, RcptFacts, SecurityOption } from '../../main/security/option.ts';
import { Pipeline } from '../../main/security/pipeline.ts';
import type { Outcome } from '../../main/security/stage-run.ts';
import type { TraceStep } from '../../shared/decisions/verdicts.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';
import { fakeLookups } from '../fakes/fake-lookups.ts';

const MAIL: MailFacts = {
  protocol: 'smtp',
  remoteAddress: '192.0.2.1',
  helo: 'client.example',
  secure: false,
  login: undefined,
  reversePath: 'a@example.com',
  sender: { localPart: 'a', domain: 'example.com' },
};
const RCPT: RcptFacts = {
  ...MAIL,
  forwardPath: 'b@example.org',
  recipient: { localPart: 'b', domain: 'example.org' },
  sourceRouted: false,
  resolution: { kind: 'foreign' },
};
const PASS: Finding = { verdict: 'pass', reason: 'nothing-wrong', input: 'x' };

interface Ran {
  readonly outcome: Outcome;
  readonly steps: readonly TraceStep[];
  readonly faults: readonly string[];
}

async function run(stage: 'mail' | 'rcpt', options: readonly SecurityOption[], budgetMs = 1000): Promise<Ran> {
  const steps: TraceStep[] = [];
  const faults: string[] = [];
  const pipeline = new Pipeline(options, { now: () => 1, budgetMs, onFault: (check, error) => faults.push(`${check}: ${String(error)}`) });
  const rules = { settings: defaultSettings(), revision: 7, lookups: fakeLookups() };
  const facts = stage === 'mail' ? MAIL : RCPT;
  const outcome =
    stage === 'mail'
      ? await pipeline.run('mail', facts, rules, (step) => steps.push(step))
      : await pipeline.run('rcpt', RCPT, rules, (step) => steps.push(step));
  return { outcome, steps, faults };
}

/** `check verdict` or `check (skip)`, one for each step. */
function told(steps: readonly TraceStep[]): string[] {
  return steps.map((step) => (step.outcome === 'ran' ? `${step.check} ${step.verdict}` : `${step.check} (${step.skip})`));
}

describe('a stage', () => {
  it('runs its checks in the fixed order, stops at the first that decides, and tells the others as skipped', async () => {
    const { outcome, steps } = await run('rcpt', [
      { id: 'address-verification', rcpt: () => PASS },
      { id: 'sender-rules', rcpt: () => PASS },
      { id: 'smtp-authentication', rcpt: () => ({ verdict: 'reject', reason: 'sender-not-yours', input: '<a@example.com>', entry: 'anna' }) },
      { id: 'trusted-addresses', rcpt: () => ({ skip: 'local-recipient', input: '192.0.2.1' }) },
    ]);
    expect(told(steps)).toEqual([
      'trusted-addresses (local-recipient)',
      'smtp-authentication reject',
      'relay-control (decided-before)',
      'sender-rules (decided-before)',
      'address-verification (decided-before)',
    ]);
    expect(outcome).toMatchObject({ verdict: 'reject', reason: 'sender-not-yours', check: 'smtp-authentication', entry: 'anna', relayGranted: false });
    expect(steps.every((step) => step.revision === 7 && step.stage === 'rcpt')).toBe(true);
    expect(steps[1]).toMatchObject({ input: '<a@example.com>', entry: 'anna' });
  });

  it('goes on after a mark, and gathers the entries that matched', async () => {
    const { outcome } = await run('mail', [
      { id: 'address-verification', mail: () => ({ verdict: 'tag', reason: 'text-filtered', input: '', hits: [{ option: 'filters', entry: 'one' }] }) },
    ]);
    expect(outcome).toMatchObject({ verdict: 'pass', taggedBy: 'address-verification', hits: [{ option: 'filters', entry: 'one' }] });
  });
});

describe('a check that fails', () => {
  it('puts the client off, whatever the other checks say, and is seen', async () => {
    const { outcome, steps, faults } = await run('mail', [
      {
        id: 'address-verification',
        mail: () => {
          throw new Error('broken');
        },
      },
    ]);
    expect(outcome).toMatchObject({ verdict: 'defer', reason: 'check-failed', check: 'address-verification' });
    expect(steps).toMatchObject([{ verdict: 'defer', detail: 'broken' }]);
    expect(faults).toEqual(['address-verification: Error: broken']);
  });

  it('by a rejected promise, too', async () => {
    const { outcome } = await run('mail', [{ id: 'address-verification', mail: async () => await Promise.reject(new Error('broken')) }]);
    expect(outcome).toMatchObject({ verdict: 'defer', reason: 'check-failed' });
  });

  it('by taking too long is told to stop, and puts the client off', async () => {
    let stopped = false;
    const { outcome, faults } = await run(
      'mail',
      [
        {
          id: 'address-verification',
          mail: async (_facts, { signal }) =>
            await new Promise<Finding>(() => {
              signal.addEventListener('abort', () => {
                stopped = true;
              });
            }),
        },
      ],
      1,
    );
    expect(outcome).toMatchObject({ verdict: 'defer', reason: 'check-failed' });
    expect(stopped).toBe(true);
    expect(faults).toEqual(['address-verification: Error: the check took longer than 1 ms']);
  });
});

describe('a check that answers at once', () => {
  /** Holds the thread until the clock has gone on by more than the budget of a test, which is a millisecond. */
  const slowly = (): Finding => {
    const until = performance.now() + 2;
    while (performance.now() < until);
    return { verdict: 'pass', reason: 'nothing-wrong', input: '' };
  };

  it('but takes longer than its budget counts for nothing: the client is put off', async () => {
    const { outcome, faults } = await run('mail', [{ id: 'address-verification', mail: slowly }], 1);
    expect(outcome).toMatchObject({ verdict: 'defer', reason: 'check-failed', check: 'address-verification' });
    expect(faults).toEqual(['address-verification: Error: the check took longer than 1 ms']);
  });
});

describe('relaying', () => {
  it('is granted by no option but those that guard a gate, for their own reason', async () => {
    const grant = (id: SecurityOption['id'], reason: Finding['reason']): SecurityOption => ({
      id,
      rcpt: () => ({ verdict: 'grant-relay', reason, input: '' }),
    });
    for (const option of [grant('sender-rules', 'logged-in'), grant('address-verification', 'address-trusted'), grant('smtp-after-pop', 'logged-in')]) {
      const { outcome } = await run('rcpt', [option]);
      expect(outcome, option.id).toMatchObject({ verdict: 'reject', reason: 'relaying-denied', check: 'relay-control', relayGranted: false });
    }
    const { outcome } = await run('rcpt', [grant('smtp-after-pop', 'popped-before')]);
    expect(outcome).toMatchObject({ verdict: 'pass', relayGranted: true });
  });

  it('that was granted is lost when a later check refuses', async () => {
    const { outcome } = await run('rcpt', [
      { id: 'trusted-addresses', rcpt: () => ({ verdict: 'grant-relay', reason: 'address-trusted', input: '' }) },
      { id: 'sender-rules', rcpt: () => ({ verdict: 'reject', reason: 'sender-domain-not-local', input: '' }) },
    ]);
    expect(outcome).toMatchObject({ verdict: 'reject', relayGranted: false });
  });
});
