/** Admin service, area `sessions`. */
import type { OpenSession, OpenSessions } from '../../shared/admin-api/sessions.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { escapeAndCut } from '../../shared/text/escape.ts';
import type { AdminContext } from './context.ts';
import { latest } from './live.ts';
import { implementation, noteAction } from './procedures.ts';

/** Ids that are named in the log of what was closed. */
const NAMED = 5;

export const sessions = {
  list: implementation.sessions.list.handler(({ input: { limit }, context: { admin } }) => openSessions(admin, limit)),
  watch: implementation.sessions.watch.handler(({ input: { limit }, context: { admin }, signal }) =>
    latest({
      read: () => openSessions(admin, limit),
      subscribe: (changed) => lookAtTimes(admin, limit, changed),
      intervalMs: FIXED_LIMITS.sessionsIntervalMs,
      signal,
    }),
  ),
  close: implementation.sessions.close.handler(({ input: { ids }, context }) => {
    const open = context.admin.listeners.sessions().filter(({ id }) => ids.includes(id));
    const closed = context.admin.listeners.closeSessions(open.map(({ id }) => id));
    const named = open.slice(0, NAMED).map(({ id, remoteAddress }) => `${id} of ${remoteAddress}`);
    if (closed > 0) noteAction(context, `closed ${closed === 1 ? 'the session' : `${closed} sessions`}: ${named.join(', ')}${closed > NAMED ? ', …' : ''}`);
    return { closed };
  }),
};

function openSessions(admin: AdminContext, limit: number): OpenSessions {
  const all = admin.listeners.sessions();
  return { total: all.length, sessions: all.slice(0, limit).map((session) => escaped(session)) };
}

/** What a client called itself, or said, is shown escaped. */
function escaped(session: OpenSession): OpenSession {
  const { account } = session;
  return {
    ...session,
    lastCommand: escapeAndCut(session.lastCommand, FIXED_LIMITS.shownCommandCharacters),
    ...(account === undefined ? {} : { account: escapeAndCut(account, FIXED_LIMITS.shownCommandCharacters) }),
  };
}

/** Sessions tell nobody of each command: somebody who watches looks now and then, and is told where anything is different. */
function lookAtTimes(admin: AdminContext, limit: number, changed: () => void): () => void {
  let before = JSON.stringify(openSessions(admin, limit));
  const timer = setInterval(() => {
    const now = JSON.stringify(openSessions(admin, limit));
    if (now === before) return;
    before = now;
    changed();
  }, FIXED_LIMITS.sessionsIntervalMs);
  return () => clearInterval(timer);
}
