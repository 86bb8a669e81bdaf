/** The option: what the texts that were found come to. That they are found is tested with the messages in filters/cases. */
import { describe, expect, it } from 'vitest';
import type { ScannedContent } from '../../main/security/content/scanned-content.ts';
import { compileFilterRules } from '../../main/security/filters/filter-rules.ts';
import { TextSearch } from '../../main/security/filters/text-search.ts';
import type { Finding, Skipped } from '../../main/security/option.ts';
import { filters } from '../../main/security/options/filters.ts';
import { FILTER_ACTIONS, FILTER_SCOPES } from '../../shared/settings/security/filters.ts';
import { settingsSchema } from '../../shared/settings/settings.ts';
import { fakeLookups } from '../fakes/fake-lookups.ts';

const NOW = Date.UTC(2026, 10, 24);

/** @param found texts that stand in the body */
async function judge(slice: { enabled?: boolean; entries: readonly object[] }, found: readonly string[]): Promise<Finding | Skipped> {
  const settings = settingsSchema.parse({ security: { filters: slice } });
  const search = new TextSearch(compileFilterRules(settings.security.filters.entries));
  for (const text of found) search.whole('body', text);
  const content: ScannedContent = { from: [], fromIsPlain: true, subject: '', filterHits: search.hits(), attachments: [] };
  const facts = {
    protocol: 'smtp',
    remoteAddress: '127.0.0.1',
    helo: 'x',
    secure: false,
    login: undefined,
    reversePath: '',
    sender: undefined,
    content,
    bytes: 7,
  } as const;
  const answer = await filters.data?.(facts, { settings, lookups: fakeLookups(), now: NOW, signal: new AbortController().signal });
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

describe('the strongest action wins', () => {
  it.each(FILTER_ACTIONS.map((action, index) => [action, FILTER_ACTIONS.slice(index)] as const))(
    '%s over what is weaker, wherever it stands in the list',
    async (action, weaker) => {
      const entries = weaker.toReversed().map((each) => ({ text: `text ${each}`, action: each }));
      const found = entries.map(({ text }) => text);
      expect(await judge({ entries }, found)).toMatchObject({ verdict: action, reason: 'text-filtered', entry: `text ${action}` });
    },
  );

  it('of several with the same the first, and all are counted', async () => {
    const entries = [{ text: 'one' }, { text: 'two' }, { text: 'three' }];
    expect(await judge({ entries }, ['two and three'])).toMatchObject({
      verdict: 'reject',
      entry: 'two',
      detail: 'in body',
      hits: [
        { option: 'filters', entry: 'two' },
        { option: 'filters', entry: 'three' },
      ],
    });
  });
});

describe('an entry does not count', () => {
  it.each([
    ['that is switched off', { text: 'x', enabled: false }],
    ['that has expired', { text: 'x', expires: '2026-11-23T23:59:59Z' }],
    ['of another scope', { text: 'x', scope: 'subject' }],
    ['that is not there', { text: 'y' }],
  ])('%s', async (_what, entry) => {
    expect(await judge({ entries: [entry] }, ['x'])).toMatchObject({ verdict: 'pass' });
  });

  it('but one that expires later does', async () => {
    expect(await judge({ entries: [{ text: 'x', expires: '2026-11-24T00:00:01Z' }] }, ['x'])).toMatchObject({ verdict: 'reject' });
  });
});

it('switched off, or without entries, it is skipped', async () => {
  expect(await judge({ enabled: false, entries: [{ text: 'x' }] }, ['x'])).toMatchObject({ skip: 'switched-off' });
  expect(await judge({ entries: [] }, ['x'])).toMatchObject({ skip: 'nothing-to-do' });
});

describe('texts of one place', () => {
  it.each([
    ['sub', 'ject'],
    ['sub ', 'ject'],
    ['sub', ' ject'],
    ['sub', ''],
    ['e', '\u0301'],
    ['', 'ject'],
  ])('are apart: %j and %j', (one, other) => {
    const entries = ['subject', 'sub ject', 'é'].map(
      (text) => ({ text, scope: 'anywhere', action: 'reject', enabled: true, note: '', expires: null }) as const,
    );
    const search = new TextSearch(compileFilterRules(entries));
    search.whole('headers', one);
    search.whole('headers', other);
    expect(search.hits()).toEqual([]);
  });

  it('are searched all, with others in between, and again in the next message', () => {
    const entries = ['first', 'second', 'third'].map(
      (text) => ({ text, scope: 'anywhere', action: 'reject', enabled: true, note: '', expires: null }) as const,
    );
    const rules = compileFilterRules(entries);
    for (let message = 0; message < 3; message += 1) {
      const search = new TextSearch(rules);
      const body = search.open('body');
      search.whole('headers', 'the first');
      body.text('the se');
      search.whole('subject', 'the third and first');
      body.text('cond');
      search.whole('headers', 'x'.repeat(40_000));
      body.end();
      expect(search.hits()).toEqual([
        { entry: 0, where: 'subject' },
        { entry: 1, where: 'body' },
        { entry: 2, where: 'subject' },
      ]);
    }
  });
});

describe('a scope', () => {
  const PLACES = ['headers', 'subject', 'from', 'body', 'urls', 'attachment-name'] as const;
  const COVERED: Readonly<Record<(typeof FILTER_SCOPES)[number], readonly string[]>> = {
    anywhere: PLACES,
    headers: ['headers', 'subject', 'from'],
    subject: ['subject'],
    from: ['from'],
    body: ['body'],
    urls: ['urls'],
  };
  it.each(FILTER_SCOPES)('%s covers what it says', (scope) => {
    const rules = compileFilterRules([{ text: 'needle', scope, action: 'reject', enabled: true, note: '', expires: null }]);
    const covered = PLACES.filter((where) => {
      const search = new TextSearch(rules);
      search.whole(where, 'a needle here');
      return search.hits().length > 0;
    });
    expect(covered).toEqual(COVERED[scope]);
  });
});
