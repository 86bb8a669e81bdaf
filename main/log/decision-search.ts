/** The reading side of the decisions: searches, tallies and the client addresses of the newest sessions. Runs in the search thread. */
import type { DatabaseSync } from 'node:sqlite';
import { type DecisionFilter, type OptionTally, type RemoteAddresses, optionTallySchema } from '../../shared/admin-api/decisions.ts';
import type { CheckId } from '../../shared/decisions/verdicts.ts';
import { type DecisionChunk, walkDecisions } from './decision-chunks.ts';
import { bodyHasText, headHasText, headNeedles, headTest, wantedKeys } from './decision-filter.ts';
import { type HeadFields, headField, headFields, headList, idAndTime } from './decision-line.ts';
import { addMarks } from './decision-table.ts';
import { foldCase } from './fold-case.ts';
import { mayHold } from './key-filter.ts';
import type { DecisionPage, Page, WholeDecisions } from './log-protocol.ts';
import { parseDecision, parseHead } from './parse-decision.ts';

/** Newest first. */
export async function searchDecisions(db: DatabaseSync, filter: DecisionFilter, page: Page, isCancelled: () => boolean): Promise<DecisionPage> {
  return await find(db, filter, page, isCancelled, (fields) => parseHead(fields));
}

/** The same with all their steps. */
export async function wholeDecisions(db: DatabaseSync, filter: DecisionFilter, page: Page, isCancelled: () => boolean): Promise<WholeDecisions> {
  return await find(db, filter, page, isCancelled, (fields, body) => parseDecision(fields, body()));
}

async function find<Found>(
  db: DatabaseSync,
  filter: DecisionFilter,
  { before = Number.MAX_SAFE_INTEGER, limit }: Page,
  isCancelled: () => boolean,
  make: (fields: HeadFields, body: () => string) => Found | undefined,
): Promise<{ decisions: Found[]; more: boolean }> {
  const keys = wantedKeys(filter);
  const fits = headTest(filter);
  const headPieces = headNeedles(filter);
  const mayFit = (folded: string): boolean => headPieces.every((piece) => folded.includes(piece));
  const { since, until } = filter;
  const needle = foldCase(filter.text ?? '');
  /** One more than the limit, to know whether there are more. */
  const found: Found[] = [];
  await walkDecisions(db, {
    before,
    isCancelled,
    wants: (head) =>
      (since === undefined || head.lastAt >= since) &&
      (until === undefined || head.firstAt <= until) &&
      (head.keys === undefined || keys.every((key) => head.keys === undefined || mayHold(head.keys, key))),
    visit: (chunk, below) => {
      if (!mayFit(chunk.foldedHeadsText) || (needle !== '' && !mayHaveText(chunk, needle))) return true;
      for (let place = chunk.heads.length - 1; place >= 0; place -= 1) {
        const head = chunk.heads[place] ?? '';
        if (idAndTime(head).id >= below || !mayFit(chunk.foldedHeads[place] ?? '')) continue;
        const fields = headFields(head);
        const body = (): string => chunk.bodies[place] ?? '';
        if (!fits(fields) || (needle !== '' && !headHasText(fields, needle) && !bodyHasText(body(), needle))) continue;
        const made = make(fields, body);
        if (made !== undefined) found.push(made);
        if (found.length > limit) return false;
      }
      return true;
    },
  });
  return { decisions: found.slice(0, limit), more: found.length > limit };
}

/** Whole texts are folded and looked through far faster than their parts. */
function mayHaveText(chunk: DecisionChunk, needle: string): boolean {
  return chunk.foldedHeadsText.includes(needle) || foldCase(chunk.bodiesText).includes(needle);
}

/** What an option has found since a time, "nothing wrong" included. */
export async function tallyDecisions(db: DatabaseSync, option: CheckId, since: number, isCancelled: () => boolean): Promise<OptionTally> {
  let decisions = 0;
  const total = new Map<string, { found: number; settled: number }>();
  await walkDecisions(db, {
    before: Number.MAX_SAFE_INTEGER,
    isCancelled,
    wants: ({ lastAt }) => lastAt >= since,
    visit: (chunk, below) => {
      if (chunk.firstAt >= since && chunk.lastId < below && chunk.tally !== undefined) {
        decisions += addTally(total, chunk.tally);
        return true;
      }
      for (const head of chunk.heads) {
        const { id, at } = idAndTime(head);
        if (id >= below || at < since) continue;
        decisions += 1;
        addMarks(total, headList(headFields(head), 'marks'));
      }
      return true;
    },
  });
  return { decisions, findings: findingsOf(total, option) };
}

/** @returns how many decisions the tally is of: each was settled by one finding */
function addTally(total: Map<string, { found: number; settled: number }>, tally: string): number {
  let decisions = 0;
  for (const line of tally.split('\n')) {
    const [check, verdict, reason, found, settled] = line.split(' ');
    const mark = `${check} ${verdict} ${reason}`;
    const count = total.get(mark) ?? { found: 0, settled: 0 };
    total.set(mark, { found: count.found + Number(found), settled: count.settled + Number(settled) });
    decisions += Number(settled);
  }
  return decisions;
}

/** The most frequent first; findings that this version does not know are left out. */
function findingsOf(total: ReadonlyMap<string, { found: number; settled: number }>, option: CheckId): OptionTally['findings'] {
  const findings: OptionTally['findings'] = [];
  for (const [mark, { found, settled }] of total) {
    const [check, verdict, reason] = mark.split(' ');
    if (check !== option) continue;
    const finding = optionTallySchema.shape.findings.element.safeParse({ verdict, reason, decisions: found, settled });
    if (finding.data !== undefined) findings.push(finding.data);
  }
  return findings.toSorted((one, other) => other.decisions - one.decisions);
}

/** The client addresses of the newest `sessions` sessions since a time; a session with several messages counts once. */
export async function recentAddresses(db: DatabaseSync, sessions: number, since: number, isCancelled: () => boolean): Promise<RemoteAddresses> {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  let oldest: number | null = null;
  await walkDecisions(db, {
    before: Number.MAX_SAFE_INTEGER,
    isCancelled,
    wants: ({ lastAt }) => lastAt >= since,
    visit: (chunk, below) => {
      for (let place = chunk.heads.length - 1; place >= 0; place -= 1) {
        const head = chunk.heads[place] ?? '';
        const { id, at } = idAndTime(head);
        if (id >= below || at < since) continue;
        const fields = headFields(head);
        const sessionId = headField(fields, 'sessionId');
        if (seen.has(sessionId)) continue;
        if (seen.size >= sessions) return false;
        seen.add(sessionId);
        oldest = at;
        const remote = headField(fields, 'remoteAddress');
        counts.set(remote, (counts.get(remote) ?? 0) + 1);
      }
      return true;
    },
  });
  const addresses = [...counts].map(([remoteAddress, count]) => ({ remoteAddress, sessions: count }));
  return { sessions: seen.size, since: oldest, addresses: addresses.toSorted((one, other) => other.sessions - one.sessions) };
}
