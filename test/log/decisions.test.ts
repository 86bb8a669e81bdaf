import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DecisionFilter } from '../../shared/admin-api/decisions.ts';
import type { Decision } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { TUNING } from '../../main/log/tuning.ts';
import { type OpenLog, decision, openLog, refusal, step } from './open-log.ts';

const DAY = 24 * 60 * 60 * 1000;

/** All that hostile text can try, the separators of the line format included. */
const HOSTILE = 'a\tb\nc\u001dd\u001ee\u001ff\u001b[31mg\u202eh\u0000i';
const ESCAPED = 'a\\tb\\nc\\x1dd\\x1ee\\x1ff\\x1b[31mg\\u{202e}h\\x00i';

async function whole({ log }: OpenLog, filter: DecisionFilter = {}): Promise<Decision[]> {
  return (await log.decisions.get(filter, { limit: 1000 })).decisions;
}

describe('a decision', () => {
  it('is kept whole, with each step as it was', async () => {
    const open = await openLog();
    const { log, clock } = open;
    log.decide(refusal({ login: 'anna@local.test', recipients: ['a@b.test', 'c@d.test'] }));
    log.decide({
      sessionId: 's2',
      protocol: 'pop3',
      remoteAddress: '2001:db8::1',
      helo: '',
      recipients: [],
      check: 'banned-addresses',
      stage: 'connect',
      verdict: 'disconnect',
      reason: 'address-banned',
      steps: [
        step({ check: 'banned-addresses', stage: 'connect', input: '2001:db8::1', verdict: 'disconnect', reason: 'address-banned', entry: '2001:db8::/32' }),
      ],
    });
    log.decide(decision({ reversePath: '', content: { subject: '', from: [], attachments: [] } }));
    const [null_, banned, refused] = await whole(open);
    expect(refused).toEqual({
      id: 1,
      at: clock.now(),
      ...refusal({ login: 'anna@local.test', recipients: ['a@b.test', 'c@d.test'] }),
      recipientsLeftOut: 0,
      stepsLeftOut: 0,
    });
    expect(banned).toMatchObject({ id: 2, remoteAddress: '2001:db8::1', recipients: [], steps: [{ entry: '2001:db8::/32', verdict: 'disconnect' }] });
    expect(banned).not.toHaveProperty('reversePath');
    expect(banned).not.toHaveProperty('content');
    expect(null_).toMatchObject({ reversePath: '', content: { subject: '', from: [], attachments: [] }, steps: decision().steps });
  });

  it('with hostile text is escaped everywhere, and keeps its shape', async () => {
    const open = await openLog();
    open.log.decide(
      decision({
        sessionId: HOSTILE,
        traceId: HOSTILE,
        remoteAddress: HOSTILE,
        helo: HOSTILE,
        login: HOSTILE,
        reversePath: HOSTILE,
        recipients: [HOSTILE, HOSTILE],
        content: { subject: HOSTILE, from: [HOSTILE], attachments: [HOSTILE, 'b'] },
        steps: [step({ input: HOSTILE, entry: HOSTILE, detail: HOSTILE }), step()],
      }),
    );
    const [kept] = await whole(open);
    expect(kept).toMatchObject({
      sessionId: ESCAPED,
      traceId: ESCAPED,
      remoteAddress: ESCAPED,
      helo: ESCAPED,
      login: ESCAPED,
      reversePath: ESCAPED,
      recipients: [ESCAPED, ESCAPED],
      content: { subject: ESCAPED, from: [ESCAPED], attachments: [ESCAPED, 'b'] },
      steps: [{ input: ESCAPED, entry: ESCAPED, detail: ESCAPED }, step()],
    });
  });

  it('shows no secret, whichever check forgot to leave it out', async () => {
    const open = await openLog();
    const steps = [step({ stage: 'auth', check: 'smtp-authentication', input: 'AUTH PLAIN AGFubmEAaHVudGVyMg==', detail: 'the client said PASS hunter2' })];
    open.log.decide(decision({ steps, content: { subject: 'password=hunter2', from: [], attachments: [] } }));
    expect(JSON.stringify(await whole(open))).not.toMatch(/hunter2|AGFubmEA/);
  });

  it('to a thousand recipients keeps all of them, the first steps and those that found something, and says how many it left out', async () => {
    const open = await openLog();
    const recipients = Array.from({ length: FIXED_LIMITS.traceRecipients + 5 }, (_, place) => `user${place}@local.test`);
    const steps = recipients.flatMap((input) => Array.from({ length: 6 }, () => step({ check: 'address-verification', stage: 'rcpt', input })));
    const late = step({ check: 'address-verification', stage: 'rcpt', input: 'late@local.test', verdict: 'reject', reason: 'unknown-recipient' });
    steps.push(late, step({ stage: 'rcpt', verdict: 'pass', reason: 'nothing-wrong' }));
    open.log.decide(decision({ recipients, steps }));
    const [kept] = await whole(open);
    expect(kept?.recipients).toHaveLength(FIXED_LIMITS.traceRecipients);
    expect(kept?.recipientsLeftOut).toBe(5);
    expect(kept?.steps).toHaveLength(FIXED_LIMITS.traceSteps + 1);
    expect(kept?.steps.at(-1)).toEqual(late);
    expect(kept?.stepsLeftOut).toBe(steps.length - FIXED_LIMITS.traceSteps - 1);
    expect(await whole(open, { recipient: 'user999@local.test', reason: 'unknown-recipient' })).toHaveLength(1);
  });

  it('of a message to many recipients keeps the steps about the message, and what settled it', async () => {
    const open = await openLog();
    const refused = step({ stage: 'rcpt', verdict: 'reject', reason: 'relaying-denied' });
    const data = [step({ stage: 'data' }), step({ stage: 'data', input: 'from anna' })];
    const steps = [...Array.from({ length: 10 * FIXED_LIMITS.traceSteps }, () => ({ ...refused })), ...data];
    open.log.decide(
      decision({ check: refused.check, stage: 'rcpt', verdict: 'reject', reason: 'relaying-denied', steps, stepsLeftOut: 7, recipientsLeftOut: 3 }),
    );
    const [kept] = await whole(open);
    expect(kept?.steps.slice(-2)).toEqual(data);
    // One more for what settled it.
    expect(kept?.steps).toHaveLength(2 * FIXED_LIMITS.traceSteps + 1 + data.length);
    expect(kept?.stepsLeftOut).toBe(7 + 8 * FIXED_LIMITS.traceSteps - 1);
    expect(kept?.recipientsLeftOut).toBe(3);
  });

  it('with texts without end is cut', async () => {
    const open = await openLog();
    const long = 'x'.repeat(100_000);
    open.log.decide(
      decision({ helo: long, content: { subject: long, from: [], attachments: Array.from({ length: 1000 }, () => long) }, steps: [step({ input: long })] }),
    );
    const [kept] = await whole(open);
    expect(JSON.stringify(kept).length).toBeLessThan(FIXED_LIMITS.traceTextCharacters * (FIXED_LIMITS.traceNames + 10));
    expect(kept?.helo).toMatch(/^x+… \(99500 more characters\)$/);
  });

  it('holds nothing of the message where content must not be kept', async () => {
    const open = await openLog();
    open.settings.change((now) => {
      now.logging.traceContent = false;
    });
    open.log.decide(
      refusal({
        content: { subject: 'SUBJECT', from: ['FROM'], attachments: ['ATTACHMENT'] },
        steps: [
          step({ check: 'banned-addresses', stage: 'connect', input: '192.0.2.1', verdict: 'pass', entry: '192.0.2.0/24' }),
          step({ input: 'SUBJECT', verdict: 'reject', reason: 'text-filtered', entry: 'FILTER', detail: 'DETAIL' }),
          { outcome: 'skipped', check: 'attachment-filters', stage: 'data', input: 'ATTACHMENT', revision: 7, skip: 'decided-before' },
        ],
      }),
    );
    const [kept] = await whole(open);
    expect(JSON.stringify(kept)).not.toMatch(/SUBJECT|FROM|ATTACHMENT|FILTER|DETAIL/);
    expect(kept?.steps[0]).toMatchObject({ input: '192.0.2.1', entry: '192.0.2.0/24' });
    expect(kept?.steps[1]).toMatchObject({ verdict: 'reject', reason: 'text-filtered', input: '' });
  });
});

describe('what is kept of decisions', () => {
  it('goes with its day, and ids are still never used twice', async () => {
    const first = await openLog();
    const { log, clock, settings, folder } = first;
    for (const traceId of ['day 1', 'day 2', 'day 3', 'day 4']) {
      for (let count = 0; count < TUNING.chunkDecisions + 3; count += 1) log.decide(decision({ traceId }));
      await whole(first);
      clock.advance(DAY);
    }
    settings.change((now) => {
      now.logging.traceDays = 2;
    });
    // Written behind the removal: once this is found, that is done.
    log.decide(decision({ traceId: 'day 5' }));
    const days = new Set((await whole(first)).map(({ traceId }) => traceId));
    expect([...days]).toEqual(['day 5', 'day 4', 'day 3']);
    clock.advance(10 * DAY);
    await log.close();
    const second = await openLog({ folder, clock, settings });
    const last = 4 * (TUNING.chunkDecisions + 3) + 1;
    second.log.decide(decision());
    expect((await whole(second)).map(({ id }) => id)).toEqual([last + 1]);
  });

  it('that has just grown old does not come back when its chunk is full', async () => {
    const open = await openLog();
    open.log.decide(decision({ traceId: 'old' }));
    await whole(open);
    open.clock.advance(40 * DAY);
    open.settings.change((now) => {
      now.logging.traceDays = 29;
    });
    for (let count = 0; count < TUNING.chunkDecisions; count += 1) open.log.decide(decision({ traceId: 'new' }));
    expect(await whole(open, { traceId: 'old' })).toEqual([]);
    expect(await whole(open)).toHaveLength(TUNING.chunkDecisions);
  });

  it('is found again after a restart, and takes a tenth of its size once a chunk is full', async () => {
    const first = await openLog();
    const lines = TUNING.chunkDecisions * 4;
    for (let count = 0; count < lines; count += 1) {
      first.log.decide(decision({ sessionId: `s${count}`, steps: Array.from({ length: 12 }, () => step({ input: `user${count}@local.test` })) }));
    }
    await first.log.close();
    const db = new DatabaseSync(path.join(first.folder, 'events.db'), { readOnly: true });
    const bytes = Number(db.prepare('SELECT sum(length(heads) + length(bodies) + length(keys)) AS bytes FROM decision_chunk').get()?.['bytes']);
    db.close();
    expect(bytes / lines).toBeLessThan(150);
    const second = await openLog({ folder: first.folder });
    expect(await whole(second, { sessionId: 's777' })).toHaveLength(1);
  });

  it('is added to a database that was made before there were decisions', async () => {
    const first = await openLog();
    first.log.emit({ kind: 'server', level: 'info', protocol: 'server', text: 'before' });
    await first.log.close();
    const db = new DatabaseSync(path.join(first.folder, 'events.db'));
    db.exec('DROP TABLE decision_chunk; ALTER TABLE chunk DROP COLUMN reasons; PRAGMA user_version = 1');
    db.close();
    const second = await openLog({ folder: first.folder });
    second.log.decide(decision());
    expect(await whole(second)).toHaveLength(1);
    expect((await second.found()).map(({ text }) => text)).toEqual(['before']);
  });
});

describe('when the log cannot keep up', () => {
  it('decisions beyond the backlog are lost, counted, and the log says so; events are not touched', async () => {
    const { log, found } = await openLog();
    for (let count = 0; count < FIXED_LIMITS.decisionBacklog + 12; count += 1) log.decide(decision());
    log.emit({ kind: 'server', level: 'info', protocol: 'server', text: 'still here' });
    expect([log.decisions.lost, log.lost]).toEqual([12, 0]);
    await log.decisions.search({}, { limit: 1 });
    expect((await found()).map(({ text }) => text)).toEqual(['still here', '12 decisions were lost, because the log could not keep up']);
  });

  it('a few enormous decisions fill the backlog, too', async () => {
    const { log } = await openLog();
    const recipients = Array.from({ length: 1000 }, () => `${'x'.repeat(480)}@local.test`);
    for (let count = 0; count < 100; count += 1) log.decide(decision({ recipients }));
    expect(log.decisions.lost).toBeGreaterThan(20);
  });

  it('once closed, decisions are taken no more', async () => {
    const { log } = await openLog();
    await log.close();
    expect(() => log.decide(decision())).not.toThrow();
    await expect(log.decisions.search({}, { limit: 1 })).rejects.toThrow('the log is closed');
  });
});
