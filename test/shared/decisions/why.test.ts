import { describe, expect, it } from 'vitest';
import { REASONS } from '../../../shared/decisions/reasons.ts';
import { type Decision, VERDICTS, checkIdSchema, verdictSchema } from '../../../shared/decisions/verdicts.ts';
import { checkTitle, whatToDo, whatToTell, whyInWords } from '../../../shared/decisions/why.ts';
import { whyGerman } from '../../../shared/decisions/why-german.ts';
import { reasonIdSchema } from '../../../shared/events.ts';

function refused(change: Partial<Decision> = {}): Decision {
  return {
    id: 1,
    at: Date.UTC(2026, 10, 24, 12, 30),
    sessionId: 'session1',
    traceId: 'trace1',
    protocol: 'smtp',
    remoteAddress: '192.0.2.1',
    helo: 'mail.sender.test',
    reversePath: 'carl@sender.test',
    recipients: ['anna@local.test', 'bert@local.test'],
    recipientsLeftOut: 0,
    check: 'filters',
    stage: 'data',
    verdict: 'reject',
    reason: 'text-filtered',
    content: { subject: 'SUBJECT', from: ['HEADERFROM'], attachments: ['ATTACHMENT'] },
    steps: [
      {
        outcome: 'ran',
        check: 'filters',
        stage: 'data',
        input: 'INPUT',
        revision: 7,
        verdict: 'reject',
        reason: 'text-filtered',
        entry: 'ENTRY',
        detail: 'DETAIL',
        milliseconds: 1,
      },
    ],
    stepsLeftOut: 0,
    ...change,
  };
}

const { traceId: _traceId, reversePath: _reversePath, content: _content, ...session } = refused();
const banned: Decision = {
  ...session,
  recipients: [],
  check: 'banned-addresses',
  stage: 'connect',
  verdict: 'disconnect',
  reason: 'address-banned',
  steps: [
    {
      outcome: 'ran',
      check: 'banned-addresses',
      stage: 'connect',
      input: '192.0.2.1',
      revision: 7,
      verdict: 'disconnect',
      reason: 'address-banned',
      entry: '192.0.2.0/24',
      milliseconds: 1,
    },
  ],
};

describe('why, for the administrator', () => {
  it('names who, whom, where, the check, the reason and the entry', () => {
    expect(whyInWords(refused())).toBe(
      'The message of <carl@sender.test> to <anna@local.test> and 1 more from the client 192.0.2.1 was refused at DATA by Filters: ' +
        'a filter matched the text of the message (the entry "ENTRY" matched; it looked at INPUT; DETAIL).',
    );
  });

  it('of a session that brought no message', () => {
    expect(whyInWords(banned)).toBe(
      'The session from the client 192.0.2.1 was closed at CONNECT by Banned Addresses: the client address is banned (the entry "192.0.2.0/24" matched; it looked at 192.0.2.1).',
    );
  });

  it('of an accepted message says what let it out', () => {
    const grant = {
      outcome: 'ran',
      check: 'trusted-addresses',
      stage: 'rcpt',
      input: '192.0.2.1',
      revision: 7,
      verdict: 'grant-relay',
      reason: 'address-trusted',
      milliseconds: 1,
    } as const;
    expect(whyInWords(refused({ check: 'server-limits', verdict: 'pass', reason: 'accepted', reversePath: '', login: 'anna', steps: [grant] }))).toBe(
      'The message of <> to <anna@local.test> and 1 more from the client 192.0.2.1 (logged in as anna) was accepted: ' +
        'the message is on disk and will be delivered, and it may go to other domains because of Trusted IP Addresses.',
    );
  });

  it('is one sentence on one line for every check, reason and verdict', () => {
    for (const check of checkIdSchema.options) expect(checkTitle(check)).toMatch(/^[A-Z]/);
    for (const verdict of verdictSchema.options) {
      for (const reason of reasonIdSchema.options) {
        for (const decision of [refused({ verdict, reason, steps: [] }), { ...banned, verdict, reason, steps: [] }]) {
          expect(whyInWords(decision)).toMatch(/^The [^\n]+[^.]\.$/);
          expect(whyInWords(decision)).not.toMatch(/undefined|\.\./);
        }
      }
    }
  });
});

describe('of a message that was accepted for some of its recipients', () => {
  const partly = refused({
    check: 'server-limits',
    verdict: 'pass',
    reason: 'accepted',
    steps: ['x@local.test', 'y@local.test', 'x@local.test'].map((input) => ({
      outcome: 'ran',
      check: 'address-verification',
      stage: 'rcpt',
      input,
      revision: 7,
      verdict: 'reject',
      reason: 'unknown-recipient',
      entry: 'ENTRY',
      milliseconds: 1,
    })),
  });

  it('both texts name the others', () => {
    expect(whyInWords(partly)).toMatch(/; of its recipients x@local\.test was refused \(unknown-recipient\) and 1 more\.$/);
    expect(whatToTell(partly)).toMatch(/for delivery\. It was not accepted for x@local\.test, y@local\.test: the sending side was told "550 5\.1\.1 /);
    expect(whatToTell(partly)).not.toContain('ENTRY');
  });
});

describe('what to tell the person who asks', () => {
  it('says what happened, what the other side was told, and what to do', () => {
    expect(whatToTell(refused())).toBe(
      'The message from carl@sender.test to anna@local.test and others, on 24 November 2026 at 12:30 UTC, was refused, and did not arrive: ' +
        `the sending side was told "550 5.7.1 ${REASONS['text-filtered'].reply}". Nothing was kept; once that is mended it can be sent again.`,
    );
    expect(whatToTell(banned)).toBe(
      'The connection from 192.0.2.1, on 24 November 2026 at 12:30 UTC, was not taken: this server takes no connections from that IP address at present. ' +
        'Ask the administrator of the network it belongs to, and tell us if it should not be so.',
    );
  });

  it.each([
    ['pass', 'accepted by this server for delivery'],
    ['grant-relay', 'accepted by this server for delivery'],
    ['tag', 'accepted by this server for delivery'],
    ['quarantine', 'held here for a person to look at'],
    ['discard', 'kept it from being delivered'],
    ['bounce', 'returned to its sender with a report'],
    ['defer', 'tries again by itself'],
    ['reject', 'was refused, and did not arrive'],
    ['disconnect', 'was ended by this server'],
  ] as const)('a verdict of %s', (verdict, words) => {
    expect(whatToTell(refused({ verdict }))).toContain(words);
  });

  it('never names an entry, a filter, content or a check, whatever the reason', () => {
    for (const verdict of verdictSchema.options) {
      for (const reason of reasonIdSchema.options) {
        const told = whatToTell(refused({ verdict, reason }));
        expect(told).not.toMatch(/ENTRY|INPUT|DETAIL|SUBJECT|HEADERFROM|ATTACHMENT|undefined|\n/);
        expect(told).not.toContain(checkTitle('filters'));
        expect(told).not.toContain(VERDICTS.tag);
      }
    }
  });
});

it('tells of a refused POP3 login in the words of POP3', () => {
  const fetching: Decision = { ...session, protocol: 'pop3', recipients: [], check: 'pop3-login', stage: 'auth', reason: 'pop3-needs-tls', steps: [] };
  expect(whyInWords(fetching)).toContain('POP3 login refused in the clear');
  expect(whyInWords(fetching, whyGerman)).toContain('POP3-Anmeldung über eine unverschlüsselte Verbindung abgewiesen');
  const told = whatToTell(fetching);
  expect(told).toContain('"-ERR [SYS/PERM] passwords are taken on encrypted connections only: use STLS or port 995"');
  expect(told).not.toMatch(/538|STARTTLS/);
  for (const reason of ['pop3-needs-tls', 'authentication-failed'] as const) {
    expect(whatToDo({ ...fetching, reason })).toMatch(/incoming server \(POP3\).*port 995/);
    expect(whatToDo({ ...fetching, reason })).not.toContain('outgoing');
  }
  // The same reason over SMTP is about sending.
  expect(whatToDo({ ...fetching, protocol: 'submission', reason: 'authentication-failed' })).toContain('outgoing server (SMTP)');
  expect(whatToTell({ ...fetching, protocol: 'submission', reason: 'authentication-failed' })).toContain('535 5.7.8');
});
