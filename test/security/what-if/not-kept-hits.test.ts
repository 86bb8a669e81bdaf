/** Messages that were refused or thrown away, as far as a real log's decisions can tell of them. */
import { expect, test } from 'vitest';
import { findNotKeptHits } from '../../../main/security/what-if/not-kept-hits.ts';
import type { AskedEntry } from '../../../main/security/what-if/what-if-protocol.ts';
import type { NewDecision } from '../../../shared/decisions/verdicts.ts';
import type { FilterScope } from '../../../shared/settings/security/filters.ts';
import { type OpenLog, openLog } from '../../log/open-log.ts';

const NEVER = new AbortController().signal;

function decide({ log }: OpenLog, change: Partial<NewDecision>): void {
  log.decide({
    sessionId: 's',
    protocol: 'smtp',
    remoteAddress: '192.0.2.1',
    helo: 'client.test',
    reversePath: 'them@far.test',
    recipients: ['anna@local.test'],
    check: 'filters',
    stage: 'data',
    verdict: 'reject',
    reason: 'text-filtered',
    steps: [],
    ...change,
  });
}

function filter(text: string, scope: FilterScope = 'anywhere'): AskedEntry {
  return { list: 'filters', entry: { text, scope } };
}

function content(subject: string, from: string[] = [], attachments: string[] = []): NonNullable<NewDecision['content']> {
  return { subject, from, attachments };
}

test('what was refused, put off, returned or thrown away is found by subject, From and attachment names', async () => {
  const opened = await openLog();
  decide(opened, { traceId: 't1', content: content('Cheap  PILLS') });
  decide(opened, { traceId: 't2', content: content('x', ['cheap.pills@far.test']) });
  decide(opened, { traceId: 't3', content: content('x', [], ['cheap pills.zip']), verdict: 'discard' });
  decide(opened, { traceId: 't4', content: content('Cheap pills'), verdict: 'defer', reason: 'disk-full', check: 'server-limits' });
  decide(opened, { traceId: 't5', content: content('Cheap pills'), verdict: 'bounce' });
  // Kept, without content, or about something else.
  decide(opened, { traceId: 't6', content: content('Cheap pills'), verdict: 'pass', reason: 'accepted' });
  decide(opened, { traceId: 't7', content: content('Cheap pills'), verdict: 'quarantine' });
  decide(opened, { traceId: 't8' });
  decide(opened, { traceId: 't9', content: content('Pills, cheap') });
  const found = await findNotKeptHits(opened.log.decisions, filter('cheap pills'), NEVER);
  expect(found).toMatchObject({ fields: ['subject', 'from', 'attachment names'], complete: true, hits: 4, refused: 3, discarded: 1 });
  expect(found?.examples.map(({ traceId, verdict, places }) => [traceId, verdict, places.join()]).toSorted()).toEqual([
    ['t1', 'reject', 'subject'],
    ['t3', 'discard', 'attachment-name'],
    ['t4', 'defer', 'subject'],
    ['t5', 'bounce', 'subject'],
  ]);
  expect(found?.examples.find(({ traceId }) => traceId === 't3')).toMatchObject({
    found: 'cheap pills.zip',
    recipients: ['anna@local.test'],
    reversePath: 'them@far.test',
  });
  expect((await findNotKeptHits(opened.log.decisions, filter('pills', 'from'), NEVER))?.examples.map(({ traceId }) => traceId)).toEqual(['t2']);
});

test('an attachment pattern is held against the names of attachments', async () => {
  const opened = await openLog();
  decide(opened, { traceId: 't1', content: content('a', [], ['readme.txt', 'Setup.EXE']) });
  decide(opened, { traceId: 't2', content: content('setup.exe', [], ['exe.txt']) });
  const found = await findNotKeptHits(opened.log.decisions, { list: 'attachment-filters', pattern: '.EX?', byContent: true }, NEVER);
  expect(found).toMatchObject({ fields: ['attachment names'], hits: 1, examples: [{ traceId: 't1', places: ['attachment-name'], found: 'Setup.EXE' }] });
});

test.each(['body', 'urls'] as const)('of the scope %s decisions know nothing', async (scope) => {
  const { log } = await openLog();
  expect(await findNotKeptHits(log.decisions, filter('pills', scope), NEVER)).toBeNull();
});

test('without time nothing is said', async () => {
  const opened = await openLog();
  decide(opened, { traceId: 't1', content: content('pills') });
  expect(await findNotKeptHits(opened.log.decisions, filter('pills'), AbortSignal.abort())).toBeNull();
});
