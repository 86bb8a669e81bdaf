/** Whether the log is shown by session, which sessions are unfolded, and the rows that come of it. */
import { useCallback, useMemo, useState } from 'react';
import type { LogRow } from './log-rows.ts';
import { groupBySession, type ShownRow } from './session-groups.ts';

const STORAGE_KEY = 'gatepost.log.by-session';
/** Sessions that are remembered as unfolded: whoever unfolds more has long scrolled past the first. */
const MOST_UNFOLDED = 500;

export interface SessionGroups {
  readonly bySession: boolean;
  readonly setBySession: (bySession: boolean) => void;
  /** Stays the same function. */
  readonly fold: (sessionId: string, open: boolean) => void;
  readonly rows: readonly ShownRow[];
}

export function useSessionGroups(rows: readonly LogRow[]): SessionGroups {
  const [bySession, set] = useState(() => localStorage.getItem(STORAGE_KEY) === 'yes');
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const setBySession = (chosen: boolean): void => {
    localStorage.setItem(STORAGE_KEY, chosen ? 'yes' : 'no');
    set(chosen);
  };
  const fold = useCallback((sessionId: string, open: boolean): void => {
    setUnfolded((before) => {
      const others = [...before].filter((other) => other !== sessionId);
      return new Set(open ? [...others, sessionId].slice(-MOST_UNFOLDED) : others);
    });
  }, []);
  const shown = useMemo(() => (bySession ? groupBySession(rows, unfolded) : rows), [bySession, rows, unfolded]);
  return { bySession, setBySession, fold, rows: shown };
}
