import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../shared/events.ts';
import type { LogRow } from '../../renderer/windows/log/log-rows.ts';
import { eventOf, groupBySession, type ShownRow, summarise } from '../../renderer/windows/log/session-groups.ts';
import { logEvent } from './log-event-maker.ts';

const of = (id: number, sessionId: string | undefined, change: Partial<LogEvent> = {}): LogRow => ({
  kind: 'event',
  key: `event-${id}`,
  event: logEvent(id, { ...change, ...(sessionId === undefined ? {} : { sessionId }) }),
});

/** `a(3)` is a folded session of three events; `a[` an unfolded one; a number an event; `-2` a gap. */
function drawn(rows: readonly ShownRow[]): string {
  return rows
    .map((row) =>
      row.kind === 'session' ? `${row.sessionId}${row.open ? '[' : `(${row.count})`}` : row.kind === 'event' ? String(row.event.id) : `-${row.lost}`,
    )
    .join(' ');
}

const ROWS: LogRow[] = [of(1, 'a'), of(2, 'b'), of(3, undefined), of(4, 'a'), { kind: 'gap', key: 'gap', lost: 2 }, of(5, 'b'), of(6, 'a')];

describe('the log by session', () => {
  it('puts the events of a session where its first one stands; what belongs to none stands alone', () => {
    expect(drawn(groupBySession(ROWS, new Set()))).toBe('a(3) b(2) 3 -2');
  });

  it('shows the events of the sessions that are unfolded', () => {
    expect(drawn(groupBySession(ROWS, new Set(['a'])))).toBe('a[ 1 4 6 b(2) 3 -2');
  });

  it('leaves a session where it is when more of it comes', () => {
    expect(drawn(groupBySession([...ROWS, of(7, 'b'), of(8, 'c')], new Set()))).toBe('a(3) b(3) 3 -2 c(1)');
  });

  it('is about one event in each row but a gap', () => {
    expect(groupBySession(ROWS, new Set()).map((row) => eventOf(row)?.id)).toEqual([6, 5, 3, undefined]);
  });
});

const session = (...kinds: LogEvent['kind'][]): ReturnType<typeof summarise> => {
  const [first = logEvent(0), ...more] = kinds.map((kind, place) => logEvent(place + 1, { kind }));
  return summarise([first, ...more]);
};

describe('the line that sums up a session', () => {
  it.each([
    ['good', ['session-opened', 'command', 'message-accepted', 'message-delivered', 'session-closed'], 3],
    ['bad', ['session-opened', 'recipient-refused', 'session-closed'], 2],
    ['watch', ['session-opened', 'recipient-refused', 'message-accepted', 'session-closed'], 2],
    ['watch', ['session-opened', 'message-held'], 2],
    ['bad', ['session-opened', 'login-failed', 'login-failed'], 3],
    ['plain', ['session-opened', 'command', 'session-closed'], 3],
  ] as const)('is %s, and tells of what counts most', (tone, kinds, told) => {
    const summary = session(...kinds);
    expect(summary.tone).toBe(tone);
    expect(summary.event.id).toBe(told);
  });

  it('counts, and says whether the session is over', () => {
    expect(session('session-opened', 'sender-refused', 'message-accepted', 'message-accepted')).toMatchObject({ accepted: 2, refused: 1, closed: false });
    expect(session('session-opened', 'session-closed').closed).toBe(true);
  });
});
