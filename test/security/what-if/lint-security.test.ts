/** Everything that is odd about the settings, in words. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { lintAttachments } from '../../../main/security/what-if/lint-attachments.ts';
import { lintFilters } from '../../../main/security/what-if/lint-filters.ts';
import { lintSecurity } from '../../../main/security/what-if/lint-security.ts';
import type { Odd } from '../../../main/security/what-if/lint-switches.ts';
import { findingSchema } from '../../../shared/admin-api/security.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { attachmentEntrySchema } from '../../../shared/settings/security/attachment-filters.ts';
import { filterEntrySchema } from '../../../shared/settings/security/filters.ts';
import { defaultSettings, settingsSchema } from '../../../shared/settings/settings.ts';
import { MemoryRevisions } from '../../fakes/memory-revisions.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

function told(odd: readonly Odd[]): string[] {
  return odd.map(({ finding, index, other }) => `${index} ${finding}${other === undefined ? '' : ` ${other}`}`);
}

describe('filters', () => {
  const lint = (...entries: readonly object[]): string[] =>
    told(
      lintFilters(
        entries.map((entry) => filterEntrySchema.parse(entry)),
        NOW,
      ),
    );

  test.each([
    ['nothing odd', [{ text: 'cheap pills' }, { text: 'free money' }], []],
    ['too short', [{ text: ' ab ' }], ['0 too-short']],
    ['invisible only', [{ text: '\u200b\u200b' }], ['0 never-matches']],
    ['expired', [{ text: 'cheap pills', expires: '2026-11-24T11:00:00Z' }], ['0 expired']],
    ['the same in other letters', [{ text: 'Cheap  Pills' }, { text: 'cheap pills' }], ['1 duplicate Cheap  Pills']],
    ['twins, of which the stronger counts', [{ text: 'pills', action: 'tag' }, { text: 'pills' }], ['0 duplicate pills']],
    ['a part', [{ text: 'cheap pills' }, { text: 'pills' }], ['0 shadowed pills']],
    ['a part with a weaker action', [{ text: 'cheap pills' }, { text: 'pills', action: 'tag' }], []],
    ['a part with a narrower scope', [{ text: 'cheap pills' }, { text: 'pills', scope: 'subject' }], []],
    [
      'a part with a wider scope',
      [
        { text: 'cheap pills', scope: 'from' },
        { text: 'pills', scope: 'headers' },
      ],
      ['0 shadowed pills'],
    ],
    ['a part that goes before', [{ text: 'cheap pills' }, { text: 'pills', expires: '2027-01-01T00:00:00Z' }], []],
    ['a part that is switched off', [{ text: 'cheap pills' }, { text: 'pills', enabled: false }], []],
  ])('%s', (_name, entries, wanted) => {
    expect(lint(...entries)).toEqual(wanted);
  });

  test('a list of 20,000 is looked through in a moment', () => {
    const entries = Array.from({ length: 20_000 }, (_, number) => filterEntrySchema.parse({ text: `entry number ${number}.` }));
    entries.push(filterEntrySchema.parse({ text: 'an entry number 17.' }));
    const started = performance.now();
    expect(told(lintFilters(entries, NOW))).toEqual(['20000 shadowed entry number 17.']);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('attachment patterns', () => {
  const lint = (...patterns: readonly (string | object)[]): string[] =>
    told(lintAttachments(patterns.map((pattern) => attachmentEntrySchema.parse(typeof pattern === 'string' ? { pattern } : pattern))));

  test.each([
    ['the default list', settingsPatterns(), []],
    ['the same in other letters', ['.exe', '.EXE'], ['1 duplicate .exe']],
    ['a wider type', ['.EXE', '.E*'], ['0 shadowed .E*']],
    ['a wider type with a weaker action', ['.EXE', { pattern: '.E*', action: 'tag' }], []],
    ['a wider name', ['invoice1.zip', 'invoice*'], ['0 shadowed invoice*']],
    ['a name that covers a type', ['.exe', '*.e??'], ['0 shadowed *.e??']],
    ['a type that covers no name', ['invoice.exe', '.exe'], []],
    [
      'what no name can be',
      ['.', 'a/b.exe', 'setup.exe.', '.tar.gz', '*.tar.gz', ' .exe '],
      ['0 never-matches', '1 never-matches', '2 never-matches', '3 never-matches'],
    ],
  ])('%s', (_name, patterns, wanted) => {
    expect(lint(...patterns)).toEqual(wanted);
  });
});

function settingsPatterns(): string[] {
  return defaultSettings().security['attachment-filters'].entries.map(({ pattern }) => pattern);
}

test('all of it comes in words, in the order of the menu', async () => {
  const security = {
    filters: { entries: [{ text: 'x\u202ey' }, { text: 'cheap pills' }, { text: 'pills' }] },
    'attachment-filters': { ignoreWhenUnlimited: true, messageSizeLimit: null },
    'banned-addresses': { entries: [{ address: '127.0.0.0/8' }, { address: '127.0.0.1' }] },
    'smtp-authentication': { requireTls: false },
  };
  const hits = { of: () => new Map<string, { lastHitAt: number }>() };
  const { findings } = await lintSecurity({ settings: settingsSchema.parse({ security }), hits, revisions: new MemoryRevisions(), now: NOW });
  expect(
    findings.map((finding) => findingSchema.parse(finding)).map(({ option, entry = '', message }) => `${option} | ${entry} | ${message}`),
  ).toMatchInlineSnapshot(`
    [
      "smtp-authentication |  | Passwords may be sent over connections without TLS",
      "filters | x\\u{202e}y | It is so short that it is found in much good mail",
      "filters | cheap pills | Another entry does all that this one does: pills",
      "attachment-filters |  | The list has no effect: the message size is unlimited, and attachment filters are set to be ignored then",
      "banned-addresses | 127.0.0.0/8 | It covers this computer itself",
      "banned-addresses | 127.0.0.0/8 | It is on the list of banned and on that of trusted addresses; a ban counts before trust: 127.0.0.1",
      "banned-addresses | 127.0.0.1 | It covers this computer itself",
      "banned-addresses | 127.0.0.1 | Another entry does all that this one does: 127.0.0.0/8",
      "banned-addresses | 127.0.0.1 | It is on the list of banned and on that of trusted addresses; a ban counts before trust: 127.0.0.1",
      "trusted-addresses | 127.0.0.1 | It is on the list of banned and on that of trusted addresses; a ban counts before trust: 127.0.0.0/8",
    ]
  `);
});

test('a long list of filters is looked through in a thread', async () => {
  const entries = Array.from({ length: 300 }, (_, number) => ({ text: `entry number ${number}.` }));
  const settings = settingsSchema.parse({ security: { filters: { entries: [...entries, { text: 'ab' }] } } });
  const { findings } = await lintSecurity({ settings, hits: { of: () => new Map() }, revisions: new MemoryRevisions(), now: NOW });
  expect(findings).toMatchObject([{ option: 'filters', finding: 'too-short', index: 300, entry: 'ab' }]);
});

test('long lists are handed to their threads in small pieces, and no more comes back than is shown', async () => {
  const texts = Array.from({ length: 10_000 }, (_, number) => ({ text: `${number % 10}${String.fromCharCode(97 + (number % 26))}${number % 7}` }));
  const entries = Array.from({ length: 10_000 }, (_, number) => ({ address: `198.51.${number >> 8}.${number & 255}` }));
  const settings = settingsSchema.parse({ security: { filters: { entries: texts }, 'banned-addresses': { entries: [...entries, ...entries] } } });
  const joined = vi.spyOn(Array.prototype, 'join');
  onTestFinished(() => joined.mockRestore());
  const parts = { settings, hits: { of: () => new Map() }, revisions: new MemoryRevisions(), now: NOW };
  const banned = await lintSecurity(parts, 'banned-addresses');
  expect([banned.total, banned.findings.length]).toEqual([10_000, FIXED_LIMITS.shownLints]);
  const filters = await lintSecurity(parts, 'filters');
  expect(filters.total).toBeGreaterThanOrEqual(10_000);
  expect(filters.findings).toHaveLength(FIXED_LIMITS.shownLints);
  const lengths = joined.mock.contexts.map((list) => (Array.isArray(list) ? list.length : 0));
  expect(Math.max(...lengths)).toBeLessThanOrEqual(4096);
});

test('short lists of addresses are looked through at once: no thread is started for them', async () => {
  const threads: unknown[] = [];
  const note = (thread: unknown): number => threads.push(thread);
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  const lists = { 'banned-addresses': { entries: [{ address: '192.0.2.1' }, { address: '192.0.2.0/24' }] } };
  const lint = async (security: unknown): Promise<unknown> =>
    (await lintSecurity({ settings: settingsSchema.parse({ security }), hits: { of: () => new Map() }, revisions: new MemoryRevisions(), now: NOW })).findings;
  expect(await lint(lists)).toMatchObject([{ option: 'banned-addresses', finding: 'shadowed', entry: '192.0.2.1' }]);
  expect(threads).toEqual([]);
  // The same of a long one is found in a thread.
  const more = Array.from({ length: 600 }, (_, number) => ({ address: `198.51.${number >> 8}.${number & 255}` }));
  const entries = [...lists['banned-addresses'].entries, ...more];
  expect(await lint({ 'banned-addresses': { entries } })).toMatchObject([{ option: 'banned-addresses', finding: 'shadowed', entry: '192.0.2.1' }]);
  expect(threads).not.toEqual([]);
});
