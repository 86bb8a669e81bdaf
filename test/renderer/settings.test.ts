/** What the windows of the settings are made from: what a switch did, what restoring would change, units, what is wrong. */
import { describe, expect, test } from 'vitest';
import { countEffect } from '../../renderer/ui/settings/count-effect.ts';
import { problemOf } from '../../renderer/ui/settings/field-judge.ts';
import { shownValue } from '../../renderer/ui/settings/shown-value.ts';
import { unitOf } from '../../renderer/ui/settings/units.ts';
import { linesOf, restorePreview } from '../../renderer/windows/history/revision-diff.ts';
import { DECLARATIONS, declaredField } from '../../shared/settings/declarations.ts';
import { effectOf } from '../../shared/settings/switch-reasons.ts';

describe('what a switch did', () => {
  test('only its own reasons count, by what came of them', () => {
    const effect = effectOf('security.address-verification.verifySenderDomain');
    if (effect === undefined) throw new Error('it decides something');
    const counts = countEffect(effect, {
      decisions: 20,
      findings: [
        { verdict: 'reject', reason: 'sender-domain-unknown', decisions: 3, settled: 3 },
        { verdict: 'reject', reason: 'sender-domain-null-mx', decisions: 2, settled: 1 },
        { verdict: 'defer', reason: 'dns-trouble', decisions: 4, settled: 4 },
        { verdict: 'reject', reason: 'bad-helo', decisions: 9, settled: 9 },
      ],
    });
    expect([...counts]).toEqual([
      ['refused', 5],
      ['putOff', 4],
    ]);
  });

  test('each setting with an effect is declared', () => {
    const withEffect = DECLARATIONS.filter(({ path }) => effectOf(path) !== undefined).map(({ path }) => path);
    expect(withEffect).toContain('security.sender-rules.senderMustHaveAccount');
    expect(withEffect).toContain('security.attachment-filters.messageSizeLimit');
    expect(withEffect).toHaveLength(23);
    expect(effectOf('logging.toFile')).toBeUndefined();
    expect(effectOf('security.smtp-after-pop.minutes')).toBeUndefined();
  });
});

describe('values', () => {
  test.each([
    ['security.attachment-filters.messageSizeLimit', 'bytes'],
    ['server.limits.minFreeDiskBytes', 'bytes'],
    ['server.limits.smtpIdleSeconds', 'seconds'],
    ['server.limits.maxErrors', undefined],
    ['logging.keepDays', 'days'],
    ['security.smtp-authentication.bruteForce.banMinutes', 'minutes'],
  ] as const)('%s is counted in %s', (path, unit) => {
    expect(unitOf(path)).toBe(unit);
  });

  test.each([
    ['security.smtp-authentication.requireTls', true, 'On'],
    ['security.attachment-filters.messageSizeLimit', 25 * 1024 * 1024, '25 MB'],
    ['delivery.smartHost', null, 'None'],
    ['delivery.smartHost.tls', 'implicit', 'TLS from the start'],
    ['server.hostname', '', 'empty'],
    ['server.hostname', 'mail.example.com', 'mail.example.com'],
  ])('%s %j reads as %s', (path, value, shown) => {
    expect(shownValue(path, value)).toBe(shown);
  });

  test('entries of lists read as in their windows, and no word of a person is taken for one of ours', () => {
    const filter = { text: 'reject', scope: 'anywhere', action: 'reject', enabled: false, note: '', expires: null };
    expect(shownValue('security.filters.entries', [filter])).toBe('reject · anywhere · refuse · Off');
    const ban = { address: '192.0.2.1', note: 'guesses', expires: '2026-11-27T06:28:03.339Z' };
    expect(shownValue('security.banned-addresses.entries', [ban])).toMatch(/^192\.0\.2\.1 · guesses · [^T]*2026/);
    // Copied from hostile mail: shown as it is, it would turn the words beside it around.
    expect(shownValue('security.filters.entries', [{ ...filter, text: 'tah\u202ecker' }])).toContain('tah\\u{202e}cker ·');
    expect(shownValue('server.listeners', [{ protocol: 'pop3', port: 110, tls: 'starttls' }])).toBe('POP3 · 110 · STARTTLS');
  });

  test.each([
    ['security.smtp-after-pop.minutes', 61, 'Must be a number from 1 to 60.'],
    ['security.smtp-after-pop.minutes', 60, undefined],
    ['server.limits.minFreeDiskBytes', -1, 'Must be a number from 0 B to 931.3 GB.'],
    ['server.hostname', 'not a name', 'Must be a host name such as mail.example.com, or empty.'],
    ['delivery.smartHost.host', '', 'Must not be empty.'],
  ])('%s %j: %s', (path, value, problem) => {
    const declaration = declaredField(path);
    if (declaration === undefined) throw new Error('not declared');
    expect(problemOf(declaration, value)).toBe(problem);
  });
});

describe('the history', () => {
  const revision = (number: number, ...changes: [path: string, from: string | number, to: string | number][]) => ({
    revision: number,
    at: number,
    by: 'console',
    changes: changes.map(([path, from, to]) => ({ path, from, to })),
  });

  test('restoring takes each setting from what is now to what was then, whatever was in between', () => {
    const revisions = [
      revision(5, ['logging.keepDays', 9, 10], ['server.hostname', 'b', 'a']),
      revision(4, ['logging.keepDays', 8, 9]),
      revision(3, ['server.hostname', 'a', 'b']),
      revision(2, ['logging.traceDays', 30, 31]),
    ];
    expect(restorePreview(revisions, 2)).toEqual([{ path: 'logging.keepDays', from: 10, to: 8 }]);
    expect(restorePreview(revisions, 5)).toEqual([]);
  });

  test('lists are told by what came and went', () => {
    const login = { name: 'printer', password: '(secret)', note: '', addresses: ['a@example.com'] };
    const [line] = linesOf([{ path: 'security.smtp-authentication.logins', from: [login], to: [login, { ...login, name: 'scanner' }] }]);
    expect(line).toMatchObject({
      place: 'SMTP Authentication',
      label: 'SMTP logins',
      change: { kind: 'entries', removed: [], added: ['scanner · a@example.com'] },
    });
  });
});
