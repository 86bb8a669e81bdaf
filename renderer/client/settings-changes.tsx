/**
 * How windows change things: at once, with a notice that offers to undo; asking first where the server says that a person should
 * think again; and with a stack of what this window has done, for "Undo the last change".
 */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo, useRef, useState } from 'react';
import type * as z from 'zod';
import type { Problem } from '../../shared/admin-api/errors.ts';
import type { Revision } from '../../shared/admin-api/settings.ts';
import { texts } from '../texts.ts';
import { useNotices } from '../ui/notices.tsx';
import { RiskDialog } from '../ui/settings/risk-dialog.tsx';
import { useAdminClient } from './carrier-context.tsx';
import { problemsOf, risksIn } from './problems.ts';
import { settingsKeys } from './settings.ts';

export type JsonValue = z.core.util.JSONType;

export interface SettingChange {
  readonly path: string;
  readonly value: JsonValue;
}

export type ChangeResult =
  | { readonly state: 'done' }
  /** The person was asked, and thought better of it. */
  | { readonly state: 'cancelled' }
  | { readonly state: 'refused'; readonly problems: readonly Problem[] };

/** Something to do that can be asked about and taken back. */
export interface UndoableChange<Answer> {
  /** Sends the change; the server refuses it with NEEDS_CONFIRMATION where a person has to be asked first. */
  readonly send: (confirmed: boolean) => Promise<Answer>;
  /** What was done, in a sentence. */
  readonly said: string | ((answer: Answer) => string);
  /** How it is taken back, made of what the server has answered: a window may not know what there was; undefined if it cannot be, or if nothing changed. */
  readonly undo: (answer: Answer) => ((confirmed: boolean) => Promise<unknown>) | undefined;
}

export interface SettingsChanges {
  /** Changes settings, all of them or none. What the server refuses comes back, to be shown at the field. */
  change(changes: readonly SettingChange[], said: string): Promise<ChangeResult>;
  /** The same for any other call that changes something. */
  run<Answer>(change: UndoableChange<Answer>): Promise<ChangeResult>;
  /** Takes back what a revision of the settings has changed. */
  undoRevision(revision: number, said: string): Promise<ChangeResult>;
  /** Puts an earlier revision into force again, as a new one. */
  restore(revision: number, said: string): Promise<ChangeResult>;
  /** Takes back the last change of this window; undefined if there is none. */
  readonly undoLast: (() => void) | undefined;
}

const ChangesContext = createContext<SettingsChanges | undefined>(undefined);

export function useSettingsChanges(): SettingsChanges {
  const changes = useContext(ChangesContext);
  if (changes === undefined) throw new Error('shown outside of a SettingsChangesProvider');
  return changes;
}

interface Question {
  readonly risks: readonly Problem[];
  /** What would be taken back, in words; undefined for a change that is new. */
  readonly takenBack: string | undefined;
  /** Where the focus was when the question came up, and goes back to. */
  readonly askedAt: Element | null;
  readonly answer: (yes: boolean) => void;
}

interface Done {
  readonly said: string;
  readonly undo: (confirmed: boolean) => Promise<unknown>;
}

/** Changes that can be taken back one after the other. */
const REMEMBERED = 50;

export function SettingsChangesProvider({ children }: { readonly children: ReactNode }) {
  const client = useAdminClient();
  const queries = useQueryClient();
  const notices = useNotices();
  const [question, setQuestion] = useState<Question>();
  const [canUndo, setCanUndo] = useState(false);
  const done = useRef<readonly Done[]>([]);

  const actions = useMemo(() => {
    const remember = (next: readonly Done[]): void => {
      done.current = next.slice(-REMEMBERED);
      setCanUndo(next.length > 0);
    };
    const ask = (risks: readonly Problem[], takenBack: string | undefined): Promise<boolean> =>
      new Promise((resolve) => {
        setQuestion({
          risks,
          takenBack,
          askedAt: document.activeElement,
          answer: (yes) => {
            setQuestion(undefined);
            resolve(yes);
          },
        });
      });
    /** @returns undefined if the person was asked and thought better of it */
    const sendAsking = async <Answer,>(send: (confirmed: boolean) => Promise<Answer>, takenBack?: string): Promise<{ readonly answer: Answer } | undefined> => {
      try {
        return { answer: await send(false) };
      } catch (error) {
        const risks = risksIn(error);
        if (risks === undefined) throw error;
        return (await ask(risks, takenBack)) ? { answer: await send(true) } : undefined;
      }
    };
    const takeBack = async (what: Done): Promise<void> => {
      // Already taken back, or about to be: by its notice, by Ctrl+Z, or by the same pressed twice.
      if (!done.current.includes(what)) return;
      remember(done.current.filter((other) => other !== what));
      try {
        // What was before may be as risky as if it were new: Ctrl+Z must not open a door without a word.
        const sent = await sendAsking(what.undo, what.said);
        if (sent === undefined) remember([...done.current, what]);
        else notices.done(texts.settings.undone(what.said));
      } catch (error) {
        // It cannot be taken back any more: the one before it can, perhaps.
        notices.failed(error);
      } finally {
        await queries.invalidateQueries({ queryKey: settingsKeys.all });
      }
    };
    const run = async <Answer,>({ send, said, undo }: UndoableChange<Answer>): Promise<ChangeResult> => {
      let sent;
      try {
        sent = await sendAsking(send);
      } catch (error) {
        await queries.invalidateQueries({ queryKey: settingsKeys.all });
        return { state: 'refused', problems: problemsOf(error) };
      }
      // Nothing has changed, so nothing is read again: the form below can be used at once.
      if (sent === undefined) return { state: 'cancelled' };
      const back = undo(sent.answer);
      if (back !== undefined) {
        const what = { said: typeof said === 'string' ? said : said(sent.answer), undo: back };
        remember([...done.current, what]);
        notices.done(what.said, () => void takeBack(what));
      }
      await queries.invalidateQueries({ queryKey: settingsKeys.all });
      return { state: 'done' };
    };
    const undoOf = ({ revision, changes }: Revision): ((confirmed: boolean) => Promise<unknown>) | undefined =>
      changes.length === 0 ? undefined : (confirmed) => client.settings.undo({ revision, confirmed });
    return {
      run,
      change: (changes: readonly SettingChange[], said: string) =>
        run({ send: (confirmed) => client.settings.change({ changes: [...changes], confirmed }), said, undo: undoOf }),
      undoRevision: (revision: number, said: string) => run({ send: (confirmed) => client.settings.undo({ revision, confirmed }), said, undo: undoOf }),
      restore: (revision: number, said: string) => run({ send: (confirmed) => client.settings.restore({ revision, confirmed }), said, undo: undoOf }),
      undoLast: () => {
        const last = done.current.at(-1);
        if (last !== undefined) void takeBack(last);
      },
    };
  }, [client, queries, notices]);

  const value = useMemo((): SettingsChanges => ({ ...actions, undoLast: canUndo ? actions.undoLast : undefined }), [actions, canUndo]);
  return (
    <ChangesContext value={value}>
      {children}
      {question !== undefined && <RiskDialog {...question} onAnswer={question.answer} />}
    </ChangesContext>
  );
}
