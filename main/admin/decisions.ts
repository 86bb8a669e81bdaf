/** Admin service, area `decisions`: the kept trace of what was decided, and everything about one message. */
import { escapeAndCut } from '../../shared/text/escape.ts';
import { Refusal } from './errors.ts';
import { implementation } from './procedures.ts';

/** Decisions of one session, and events of one message, that are handed out at once. */
const MOST_DECISIONS = 100;
const MOST_EVENTS = 5000;
/** Characters of an id that are repeated in a refusal. */
const ID_CHARACTERS = 64;

export const decisions = {
  search: implementation.decisions.search.handler(async ({ input: { before, limit, ...filter }, context, signal }) => {
    return await context.admin.events.decisions.search(filter, { before, limit }, signal);
  }),
  get: implementation.decisions.get.handler(async ({ input, context: { admin }, signal }) => {
    const found = await admin.events.decisions.get(input, { limit: MOST_DECISIONS }, signal);
    if (found.decisions.length > 0) return found;
    const [field, words] = 'traceId' in input ? ['traceId', `the message ${shown(input.traceId)}`] : ['sessionId', `the session ${shown(input.sessionId)}`];
    throw new Refusal('NOT_FOUND', field, `no decision about ${words} is kept: ${keptFor(admin.settings.current.logging.traceDays)}`);
  }),
  message: implementation.decisions.message.handler(async ({ input: { traceId }, context: { admin }, signal }) => {
    const [found, log] = await Promise.all([
      admin.events.decisions.get({ traceId }, { limit: MOST_DECISIONS }, signal),
      admin.events.search({ traceId }, { limit: MOST_EVENTS }, signal),
    ]);
    if (found.decisions.length === 0 && log.events.length === 0) {
      const { traceDays, keepDays } = admin.settings.current.logging;
      throw new Refusal('NOT_FOUND', 'traceId', `nothing is known of a message ${shown(traceId)}: ${keptFor(traceDays)}, events for ${keepDays}`);
    }
    return { traceId, decisions: found.decisions, events: log.events, moreEvents: log.more };
  }),
  tally: implementation.decisions.tally.handler(async ({ input: { option, since }, context, signal }) => {
    return await context.admin.events.decisions.tally(option, since, signal);
  }),
};

function shown(id: string): string {
  return escapeAndCut(id, ID_CHARACTERS);
}

function keptFor(days: number): string {
  return `check the id; decisions are kept for ${days} days`;
}
