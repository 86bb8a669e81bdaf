import { describe, expect, it } from 'vitest';
import type { DecisionFilter } from '../../shared/admin-api/decisions.ts';
import type { NewDecision } from '../../shared/decisions/verdicts.ts';
import { TUNING } from '../../main/log/tuning.ts';
import { type OpenLog, decision, openLog, refusal, step } from './open-log.ts';

const tagged = step({ verdict: 'tag', reason: 'text-filtered', entry: 'Straße', input: 'the subject' });
const unknown = step({
  check: 'address-verification',
  stage: 'rcpt',
  input: 'nobody@local.test',
  verdict: 'reject',
  reason: 'unknown-recipient',
  detail: 'no such account',
});

/** One of each, by their trace ids. */
const SAMPLES: Readonly<Record<string, Partial<NewDecision>>> = {
  plain: {},
  refused: refusal({ reversePath: 'Eve@Evil.test', remoteAddress: '198.51.100.7' }),
  tagged: { verdict: 'tag', check: 'filters', reason: 'text-filtered', steps: [tagged] },
  partly: { recipients: ['anna@local.test', 'nobody@local.test'], steps: [unknown, step()] },
  login: { login: 'bert@local.test', reversePath: 'bert@local.test', recipients: ['x@far.test'], remoteAddress: '2001:db8:1:2::3', sessionId: 'session2' },
  idn: { reversePath: 'x@xn--bcher-kva.test', recipients: ['y@b\u00fccher.example'] },
  null: { reversePath: '', recipients: [], remoteAddress: '198.51.200.9', content: { subject: 'Über uns', from: [], attachments: ['Vertrag.PDF'] } },
};

const CASES: readonly (readonly [DecisionFilter, readonly string[]])[] = [
  [{}, ['null', 'idn', 'login', 'partly', 'tagged', 'refused', 'plain']],
  [{ traceId: 'login' }, ['login']],
  [{ sessionId: 'session2' }, ['login']],
  [{ address: 'eve@evil.test' }, ['refused']],
  [{ address: '@evil.TEST' }, ['refused']],
  [{ address: '@vil.test' }, []],
  [{ address: 'BERT@local.test' }, ['login']],
  [{ login: 'bert@local.test' }, ['login']],
  [{ login: 'anna@local.test' }, []],
  [{ sender: 'anna@local.test' }, []],
  [{ sender: '@sender.test', recipient: 'nobody@local.test' }, ['partly']],
  [{ recipient: '@far.test' }, ['login']],
  [{ sender: 'x@b\u00fccher.test' }, ['idn']],
  [{ sender: '@B\u00dcCHER.test' }, ['idn']],
  [{ recipient: 'y@xn--bcher-kva.example' }, ['idn']],
  [{ remoteAddress: '198.51.100.7' }, ['refused']],
  [{ remoteAddress: '198.51.100.0/24' }, ['refused']],
  [{ remoteAddress: '198.51.0.0/16' }, ['null', 'refused']],
  [{ remoteAddress: '198.51.100.200-198.51.200.200' }, ['null']],
  [{ remoteAddress: '198.0.0.0/8' }, ['null', 'refused']],
  [{ remoteAddress: '2001:DB8:1:2:0:0:0:3' }, ['login']],
  [{ remoteAddress: '2001:db8:1::/48' }, ['login']],
  [{ remoteAddress: '2001:db9::/32' }, []],
  [{ reason: 'text-filtered' }, ['tagged', 'refused']],
  [{ reason: 'unknown-recipient' }, ['partly']],
  [{ option: 'filters' }, ['tagged', 'refused']],
  [{ option: 'filters', verdict: 'tag' }, ['tagged']],
  [{ option: 'filters', reason: 'unknown-recipient' }, []],
  [{ option: 'address-verification', verdict: 'reject', reason: 'unknown-recipient' }, ['partly']],
  [{ verdict: 'reject' }, ['partly', 'refused']],
  [{ option: 'banned-addresses' }, []],
  [{ reason: 'nothing-wrong' }, []],
  [{ verdict: 'pass' }, ['null', 'idn', 'login', 'partly', 'plain']],
  [{ text: 'STRASSE' }, []],
  [{ text: 'STRAßE' }, ['tagged']],
  [{ text: 'über' }, ['null']],
  [{ text: 'vertrag.pdf' }, ['null']],
  [{ text: 'no such account' }, ['partly']],
  [{ text: 'cheap' }, ['refused']],
  [{ text: 'nothing-wrong' }, []],
  [{ text: 'eve@', reason: 'text-filtered' }, ['refused']],
  [{ since: Number.MAX_SAFE_INTEGER }, []],
  [{ until: 0 }, []],
];

async function traces({ log }: OpenLog, filter: DecisionFilter): Promise<string[]> {
  return (await log.decisions.search(filter, { limit: 1000 })).decisions.map(({ traceId }) => traceId ?? '').filter((traceId) => traceId !== 'other');
}

describe('a search of decisions', () => {
  it('finds what fits and nothing else, while a chunk grows and once it is full', async () => {
    const open = await openLog();
    const { log } = open;
    for (const [traceId, change] of Object.entries(SAMPLES)) log.decide(decision({ ...change, traceId }));
    for (const [filter, expected] of CASES) expect([filter, await traces(open, filter)]).toEqual([filter, expected]);
    const other: Partial<NewDecision> = {
      traceId: 'other',
      sessionId: 'other',
      remoteAddress: '203.0.113.9',
      helo: '',
      reversePath: 'o@o.test',
      recipients: ['o@o.test'],
    };
    for (let count = 0; count < TUNING.chunkDecisions; count += 1) {
      log.decide(decision({ ...other, content: { subject: '', from: [], attachments: [] }, steps: [] }));
    }
    for (const [filter, expected] of CASES) expect([filter, await traces(open, filter)]).toEqual([filter, expected]);
  });

  it('pages back through everything, each decision once and newest first', async () => {
    const { log } = await openLog();
    const count = TUNING.chunkDecisions * 2 + 57;
    for (let place = 0; place < count; place += 1) log.decide(decision({ traceId: `t${place}` }));
    const seen: string[] = [];
    let before: number | undefined;
    for (let more = true; more; ) {
      const page = await log.decisions.search({}, { before, limit: 100 });
      seen.push(...page.decisions.map(({ traceId }) => traceId ?? ''));
      before = page.decisions.at(-1)?.id;
      more = page.more;
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, place) => `t${count - 1 - place}`));
  });

  it('goes by time, to the millisecond', async () => {
    const { log, clock } = await openLog();
    const start = clock.now();
    for (const traceId of ['one', 'two', 'three']) {
      log.decide(decision({ traceId }));
      clock.advance(1000);
    }
    const found = async (filter: DecisionFilter): Promise<unknown[]> =>
      (await log.decisions.search(filter, { limit: 10 })).decisions.map(({ traceId }) => traceId);
    expect(await found({ since: start + 1000 })).toEqual(['three', 'two']);
    expect(await found({ since: start + 1, until: start + 1000 })).toEqual(['two']);
  });

  it('ends when its signal fires', async () => {
    const { log } = await openLog();
    const controller = new AbortController();
    const search = log.decisions.search({}, { limit: 1 }, controller.signal);
    controller.abort();
    await expect(search).rejects.toThrow();
  });
});

describe('what an option did', () => {
  it('is counted by finding, with what it settled, over full chunks, parts of them and the growing one', async () => {
    const { log, clock } = await openLog();
    const half = TUNING.chunkDecisions / 2;
    for (let count = 0; count < half; count += 1) log.decide(refusal());
    await log.decisions.search({}, { limit: 1 });
    clock.advance(60_000);
    const since = clock.now();
    for (let count = 0; count < half * 3 + 10; count += 1) log.decide(count % 2 === 0 ? refusal() : decision({ steps: [step(), step({ input: 'again' })] }));
    const settled = (half * 3 + 10) / 2;
    expect(await log.decisions.tally('filters', since)).toEqual({
      decisions: settled * 2,
      findings: [
        { verdict: 'reject', reason: 'text-filtered', decisions: settled, settled },
        { verdict: 'pass', reason: 'nothing-wrong', decisions: settled, settled: 0 },
      ],
    });
    expect((await log.decisions.tally('filters', 0)).decisions).toBe(half * 4 + 10);
    expect((await log.decisions.tally('sender-rules', 0)).findings).toEqual([]);
  });
});

describe('the client addresses of the last sessions', () => {
  it('are counted once a session, the newest sessions first', async () => {
    const { log, clock } = await openLog();
    const session = (sessionId: string, remoteAddress: string): void => log.decide(decision({ sessionId, remoteAddress }));
    session('old', '192.0.2.99');
    clock.advance(1000);
    const since = clock.now();
    session('s1', '192.0.2.1');
    session('s1', '192.0.2.1');
    session('s2', '192.0.2.2');
    session('s3', '192.0.2.2');
    expect(await log.decisions.remoteAddresses(3)).toEqual({
      sessions: 3,
      since,
      addresses: [
        { remoteAddress: '192.0.2.2', sessions: 2 },
        { remoteAddress: '192.0.2.1', sessions: 1 },
      ],
    });
    expect((await log.decisions.remoteAddresses(100)).sessions).toBe(4);
  });

  it('are none without a session', async () => {
    const { log } = await openLog();
    expect(await log.decisions.remoteAddresses(10)).toEqual({ sessions: 0, since: null, addresses: [] });
  });
});
