/**
 * The messages that are not kept, since they were refused or thrown away. Of these the log's decisions know the subject, the
 * addresses of the From field and the names of attachments, for as long as decisions are kept; so much can be searched for an
 * entry, and no more. The entry is applied to them as to a message that consists of them alone.
 */
import type { HitPlace, MessageHit, MessagesAnswer } from '../../../shared/admin-api/security.ts';
import type { DecisionSummary, Verdict } from '../../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Decisions } from '../../log/decision-log.ts';
import { attachmentMatcher } from './attachment-matcher.ts';
import { normalisePattern } from '../filters/normalise.ts';
import type { AskedEntry } from './what-if-protocol.ts';

type NotKept = NonNullable<MessagesAnswer['notKept']>;
type Field = NotKept['fields'][number];

interface FieldHit {
  readonly place: HitPlace;
  readonly found: string;
}

/** How one entry is held against a decision. */
interface DecisionTest {
  readonly fields: readonly Field[];
  /** Stands in each fitting decision, in any case; '' if nothing is known to. */
  readonly needle: string;
  test(content: NonNullable<DecisionSummary['content']>): readonly FieldHit[];
}

/** What becomes of a message that is not kept, by its verdict. */
const FATES = { reject: 'refused', defer: 'refused', bounce: 'refused', discard: 'discarded' } as const satisfies Partial<Record<Verdict, string>>;
type LostVerdict = keyof typeof FATES;
const LOST_VERDICTS = Object.keys(FATES) as readonly LostVerdict[];

/**
 * @param signal fires when time is up: what was found is not told then
 * @returns null where decisions cannot answer for the entry, or did not in time
 */
export async function findNotKeptHits(decisions: Pick<Decisions, 'search'>, asked: AskedEntry, signal: AbortSignal): Promise<NotKept | null> {
  const test = decisionTest(asked);
  if (test === undefined) return null;
  const search = async (verdict: LostVerdict): Promise<LostPage> => {
    const filter = { verdict, ...(test.needle === '' ? {} : { text: test.needle }) };
    const { decisions: found, more } = await decisions.search(filter, { limit: FIXED_LIMITS.whatIfDecisions }, signal);
    // A verdict is also found where a check of one recipient had it, while something else settled the decision.
    return { verdict, found: found.filter((each) => each.verdict === verdict), more };
  };
  try {
    return tallyOf(test, await Promise.all(LOST_VERDICTS.map(search)));
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

interface LostPage {
  readonly verdict: LostVerdict;
  readonly found: readonly DecisionSummary[];
  readonly more: boolean;
}

function tallyOf(test: DecisionTest, pages: readonly LostPage[]): NotKept {
  const tally = { refused: 0, discarded: 0 };
  const examples: MessageHit[] = [];
  for (const { verdict, found } of pages) {
    for (const decision of found) {
      const { content, traceId } = decision;
      if (content === undefined || traceId === undefined) continue;
      const hits = test.test(content);
      if (hits.length === 0) continue;
      tally[FATES[verdict]] += 1;
      examples.push(exampleOf(decision, traceId, content.subject, hits));
    }
  }
  return {
    fields: [...test.fields],
    complete: pages.every(({ more }) => !more),
    hits: tally.refused + tally.discarded,
    ...tally,
    examples: examples.toSorted((one, other) => other.at - one.at).slice(0, FIXED_LIMITS.whatIfExamples),
  };
}

function exampleOf(
  { at, reversePath, recipients, recipientsLeftOut, verdict, reason }: DecisionSummary,
  traceId: string,
  subject: string,
  hits: readonly FieldHit[],
): MessageHit {
  return {
    traceId,
    at,
    reversePath: reversePath ?? '',
    recipients: recipients.slice(0, FIXED_LIMITS.whatIfExamples),
    recipientCount: recipients.length + recipientsLeftOut,
    subject,
    places: [...new Set(hits.map(({ place }) => place))],
    found: hits.find(({ place }) => place === 'attachment-name')?.found ?? '',
    verdict,
    reason,
  };
}

function decisionTest(asked: AskedEntry): DecisionTest | undefined {
  switch (asked.list) {
    case 'filters':
      return filterTest(asked.entry);
    case 'attachment-filters': {
      const matches = attachmentMatcher(asked);
      const isHit = (name: string): boolean => matches({ names: [name], mediaType: '', program: undefined, place: '' }) !== undefined;
      return {
        fields: ['attachment names'],
        needle: longest(asked.pattern.split(/[*?]+/)),
        test: ({ attachments }) => attachments.filter(isHit).map((found) => ({ place: 'attachment-name', found })),
      };
    }
    case 'filter-list':
    case 'attachment-list':
      // A list that was not looked at is asked about; by what it was kept out the log says itself.
      return undefined;
  }
}

function filterTest({ text, scope }: Extract<AskedEntry, { list: 'filters' }>['entry']): DecisionTest | undefined {
  const fields = FIELDS_OF[scope];
  const pattern = normalisePattern(text);
  if (fields.length === 0 || pattern === '') return undefined;
  const holds = (field: string): boolean => normalisePattern(field).includes(pattern);
  return {
    fields,
    // White space may be written in other ways, and so may what is no ASCII: the longest plain piece is the same everywhere.
    needle: longest(pattern.split(/[^\x21-\x7e]+/)),
    test: ({ subject, from, attachments }) => [
      ...(fields.includes('subject') && holds(subject) ? [{ place: 'subject' as const, found: '' }] : []),
      ...(fields.includes('from') && from.some(holds) ? [{ place: 'from' as const, found: '' }] : []),
      ...(fields.includes('attachment names') ? attachments.filter(holds).map((found) => ({ place: 'attachment-name' as const, found })) : []),
    ],
  };
}

/** What decisions know of what a filter of each scope looks at. */
const FIELDS_OF: Record<Extract<AskedEntry, { list: 'filters' }>['entry']['scope'], readonly Field[]> = {
  anywhere: ['subject', 'from', 'attachment names'],
  headers: ['subject', 'from'],
  subject: ['subject'],
  from: ['from'],
  body: [],
  urls: [],
};

function longest(pieces: readonly string[]): string {
  return pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), '');
}
