import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NewEvent, eventKindSchema } from '../../shared/events.ts';
import { type EventFields, eventLine, fieldsOf } from '../../main/log/event-line.ts';
import { KeyCollector, keyOf, mayHold } from '../../main/log/key-filter.ts';
import { makeEvent } from '../../main/log/make-event.ts';
import { maskSecrets } from '../../main/log/mask-secrets.ts';
import { parseEventLine } from '../../main/log/parse-event.ts';

const hostile = fc.string({
  unit: fc.oneof(fc.constantFrom('\t', '\n', '\r', '\u2028', '\ud800', '\0', 'PASS ', 'x'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  maxLength: 40,
});
const events: fc.Arbitrary<NewEvent> = fc.record(
  {
    kind: fc.constantFrom(...eventKindSchema.options),
    level: fc.constant('info'),
    protocol: fc.constant('smtp'),
    text: hostile,
    sessionId: hostile,
    traceId: hostile,
    remoteAddress: hostile,
    account: hostile,
    reason: fc.constant('accepted'),
  },
  { requiredKeys: ['kind', 'level', 'protocol', 'text'], noNullPrototype: true },
);

describe('an event line', () => {
  it('is one line of eleven fields, and gives back the event, for any text', () => {
    fc.assert(
      fc.property(events, fc.nat(), fc.nat(), (given, id, at) => {
        const event = makeEvent(id, at, given);
        const line = eventLine(event);
        expect(line).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(fieldsOf(line)).toHaveLength(11);
        expect(parseEventLine(line)).toEqual(event);
      }),
    );
  });

  it('of a kind that is not known is no event', () => {
    expect(parseEventLine('1\t2\tteleported\tinfo\tsmtp\t\t\t\t\t\ttext')).toBeUndefined();
  });
});

describe('masking', () => {
  it.each([
    ['AUTH PLAIN AGFubmEAaHVudGVyMg==', 'AUTH PLAIN (secret)'],
    ['auth plain AGFubmE= trailing', 'auth plain (secret)'],
    ['AUTH XOAUTH2 dXNlcj1h', 'AUTH XOAUTH2 (secret)'],
    ['AUTH X-NEW-ONE abc', 'AUTH X-NEW-ONE (secret)'],
    ['AUTH\tPLAIN\tabc', 'AUTH\tPLAIN\t(secret)'],
    ['Pass hunter2', 'Pass (secret)'],
    ['PASS pass word with spaces', 'PASS (secret)'],
    ['PASS se\rcret', 'PASS (secret)'],
    ['PASS  two', 'PASS  (secret)'],
    ['APOP anna c4c9334bac560ecc979e58001b3e22fb', 'APOP anna (secret)'],
    ['< PASS hunter2', '< PASS (secret)'],
    ['\u0000\u001bPASS hunter2', '\u0000\u001bPASS (secret)'],
    ['client: AUTH LOGIN aHVudGVyMg==', 'client: AUTH LOGIN (secret)'],
    ['unknown command "PASS hunter2"', 'unknown command "PASS (secret)'],
    ['QUIT\nauth plain abc\nNOOP', 'QUIT\nauth plain (secret)'],
    ['GET /?token=abc123&x=1', 'GET /?token=(secret)'],
    ['Authorization: Bearer abc', 'Authorization: Bearer (secret)'],
    ['smart host user=a password=b c', 'smart host user=a password=(secret)'],
    ['{"user":"a","newPassword":"hunter2"}', '{"user":"a","newPassword":(secret)'],
    ['RCPT TO:<token=a@b.example> TOKEN=abc', 'RCPT TO:<token=a@b.example> TOKEN=(secret)'],
    ['<token=abc> <a@b.example>', '<token=(secret)'],
  ])('%j becomes %j', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    'AUTH PLAIN',
    'AUTH LOGIN',
    'AUTH',
    'PASS',
    'USER anna',
    'MAIL FROM:<passenger@example.com> AUTH=<>',
    'The sender did not pass verification',
    'logged in by password',
    'the password was changed',
    '250-AUTH PLAIN',
    'RCPT TO:<token@example.com>',
    // Nobody hides behind an address of his choice.
    'MAIL FROM:<secret=a@evil.example> SIZE=10',
    'from <"PASS a \\" token=b"@evil.example> to <password=c@evil.example>: 250 ok',
    'Passau is a town',
  ])('%j stays as it is', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it('costs little however long the text', () => {
    for (const piece of ['\n', 'AUTH ', ' ', 'auth\n', '\t', '<', '<a@', '<"', '<"\\"', '<a', 'a@', 'token', 'PASS', '"']) {
      const text = `auth${piece.repeat(1_000_000 / piece.length)}`;
      const start = performance.now();
      maskSecrets(text);
      // Milliseconds; anything worse than linear takes minutes.
      expect(performance.now() - start).toBeLessThan(20_000);
    }
  });
});

describe('a key filter', () => {
  const fields = (session: string, account: string): EventFields => fieldsOf(`1\t2\tcommand\tinfo\tsmtp\t${session}\t\t192.0.2.1\t${account}\t\ttext`);

  it('never denies what is there, and seldom affirms what is not', () => {
    const keys = new KeyCollector();
    for (let number = 0; number < 500; number += 1) keys.add(fields(`session${number % 100}`, `Person${number}@example.com`));
    const filter = keys.makeFilter();
    for (let number = 0; number < 500; number += 1) expect(mayHold(filter, keyOf('account', `person${number}@EXAMPLE.com`))).toBe(true);
    for (let number = 0; number < 100; number += 1) expect(mayHold(filter, keyOf('sessionId', `session${number}`))).toBe(true);
    const common = [keyOf('kind', 'command'), keyOf('level', 'info'), keyOf('protocol', 'smtp'), keyOf('remoteAddress', '192.0.2.1')];
    for (const key of common) expect(mayHold(filter, key)).toBe(true);
    const inVain = Array.from({ length: 10_000 }, (_, number) => mayHold(filter, keyOf('traceId', `trace${number}`))).filter(Boolean).length;
    expect(inVain).toBeLessThan(300);
    expect(filter.length).toBeLessThan(1000);
  });

  it('of nothing holds nothing', () => {
    expect(mayHold(new KeyCollector().makeFilter(), keyOf('sessionId', 'session1'))).toBe(false);
  });
});
