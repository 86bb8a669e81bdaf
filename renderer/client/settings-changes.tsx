/**
 * How windows change things: at once, with a notice that offers to undo; asking first where the server says that a person should
 * think again; and with a stack of what this window has done, for "Undo the last change".
 */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type * as z from 'zod';
import type { Problem } from '../../shared/admin-api/errors.ts';
import type { Revision } from '../../shared/admin-api/settings.ts';
import { texts } from '../texts.ts';
import { useNotices } from '../ui/notices.tsx';
import { spokenLabel } from '../ui/settings/field-words.ts';
import { RiskDialog } from '../ui/settings/risk-dialog.tsx';
import type { AdminClient } from './admin-client.ts';
import { useAdminClient } from './carrier-context.tsx';
import { isConnectionLoss, PartlyUndoneError, problemsOf, risksIn, sentence } from './problems.ts';
import { settingsKeys } from './settings.ts';

export type JsonValue = z.core.util.JSONType;

export interface SettingChange {
  readonly path: string;
  readonly value: JsonValue;
}

export type ChangeResult =
  | { readonly state: 'done' }
  /** The person was asked, and thought better of it. */
  | {
      readonly state: 'cancelled';
      /** The question was never shown: whoever would have been asked had left. */
      readonly unasked: boolean;
    }
  | { readonly state: 'refused'; readonly problems: readonly Problem[] };

/** Something to do that can be asked about and taken back. */
export interface UndoableChange<Answer> {
  /** Sends the change; the server refuses it with NEEDS_CONFIRMATION where a person has to be asked first. */
  readonly send: (confirmed: boolean) => Promise<Answer>;
  /** What was done, in a sentence. */
  readonly said: string | ((answer: Answer) => string);
  /** How it is taken back, made of what the server has answered: a window may not know what there was; undefined if it cannot be, or if nothing changed. */
  readonly undo: (answer: Answer) => ((confirmed: boolean) => Promise<unknown>) | undefined;
  /** The revision of the settings that it has made, where it has made one: {@link SettingsChanges.withdraw} knows it by that. */
  readonly revision?: (answer: Answer) => number | undefined;
  /** Where what was done is shown in a place of its own: it gets the way back in place of a notice. */
  readonly onDone?: (done: DoneChange) => void;
  /** Of the form that it was entered in, where that is not what called {@link useSettingsChanges}: once it is closed, nothing is asked any more. */
  readonly signal?: AbortSignal;
}

/** A change that was made, and can be taken back. */
export interface DoneChange {
  /** @returns false if the person was asked, and thought better of it @throws what the server said against it */
  readonly takeBack: () => Promise<boolean>;
  /** Shows the notice that offers to undo it, unless it was taken back. */
  readonly notify: () => void;
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
  /**
   * Some revisions have gone back by other ways: what this window offers to undo of them is offered no more.
   * @returns those that were not taken back at this window
   */
  withdraw(revisions: readonly number[]): readonly number[];
  /** Takes back the last change of this window; undefined if there is none. */
  readonly undoLast: (() => void) | undefined;
}

interface SharedChanges {
  /** @param asker who asks: once that is aborted, nothing is asked any more */
  readonly run: <Answer>(change: UndoableChange<Answer>, asker: AbortSignal) => Promise<ChangeResult>;
  readonly withdraw: SettingsChanges['withdraw'];
  readonly undoLast: (() => void) | undefined;
}

const ChangesContext = createContext<SharedChanges | undefined>(undefined);

/**
 * What is asked about a change is asked where it was made: once the form or window that calls this is gone, a question of it that
 * is open is closed, and one that the server has yet to raise is not shown. Both count as thought better of.
 */
export function useSettingsChanges(): SettingsChanges {
  const shared = useContext(ChangesContext);
  const client = useAdminClient();
  const signal = useSignalWhileShown();
  const notices = useNotices();
  if (shared === undefined) throw new Error('shown outside of a SettingsChangesProvider');
  return useMemo((): SettingsChanges => {
    const run = async <Answer,>(change: UndoableChange<Answer>): Promise<ChangeResult> => await shared.run(change, signal());
    const change = async (changes: readonly SettingChange[], said: string): Promise<ChangeResult> => {
      const asker = signal();
      const send = (confirmed: boolean) => client.settings.change({ changes: [...changes], confirmed });
      const result = await shared.run({ send, said, undo: undoOf(client), revision: revisionOf }, asker);
      // Whoever made it has left its window: there is no field to show it at, and what was typed must not go without a word.
      if (result.state === 'cancelled' && result.unasked) notices.failed(texts.settings.leftUnasked(changes.map(({ path }) => spokenLabel(path))));
      if (asker.aborted && result.state === 'refused') notices.failed(result.problems.map(({ message }) => sentence(message)).join(' '));
      return result;
    };
    return {
      run,
      change,
      undoRevision: (revision, said) =>
        run({ send: (confirmed) => client.settings.undo({ revision, confirmed }), said, undo: undoOf(client), revision: revisionOf }),
      restore: (revision, said) =>
        run({ send: (confirmed) => client.settings.restore({ revision, confirmed }), said, undo: undoOf(client), revision: revisionOf }),
      withdraw: shared.withdraw,
      undoLast: shared.undoLast,
    };
  }, [shared, client, signal, notices]);
}

function undoOf(client: AdminClient): UndoableChange<Revision>['undo'] {
  return ({ revision, changes }) => (changes.length === 0 ? undefined : (confirmed) => client.settings.undo({ revision, confirmed }));
}

function revisionOf({ revision }: Revision): number {
  return revision;
}

/** A signal that is aborted when the component that calls this goes. */
export function useSignalWhileShown(): () => AbortSignal {
  const shown = useRef(new AbortController());
  useEffect(() => {
    if (shown.current.signal.aborted) shown.current = new AbortController();
    return () => shown.current.abort();
  }, []);
  return useCallback(() => shown.current.signal, []);
}

interface Question {
  readonly number: number;
  readonly risks: readonly Problem[];
  /** What would be taken back, in words; undefined for a change that is new. */
  readonly takenBack: string | undefined;
  /** Where the focus was when the question came up, and goes back to. */
  readonly askedAt: Element | null;
  readonly answer: (yes: boolean) => void;
}

/** Where and what a person is asked. */
interface Asking {
  readonly takenBack: string | undefined;
  /** When any of them is aborted, whoever asks is gone. */
  readonly signals: readonly AbortSignal[];
  /** Called when a person is about to be asked, and when the answer was yes. */
  readonly onAsk?: () => void;
  readonly onYes?: () => void;
}

/** Of a change that is under way: what is undone after it is that one, unless it has raised a question first. */
type Outcome = 'over' | 'asked';

interface Done {
  readonly said: string;
  readonly undo: (confirmed: boolean) => Promise<unknown>;
  readonly revision: number | undefined;
  /** Its notice, which goes with the last chance to take it back. */
  dismiss?: () => void;
}

/** Changes that can be taken back one after the other. */
const REMEMBERED = 50;

export function SettingsChangesProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const notices = useNotices();
  // Asked one after the other: none takes the place of another.
  const [questions, setQuestions] = useState<readonly Question[]>([]);
  const asked = useRef(0);
  const [canUndo, setCanUndo] = useState(false);
  const done = useRef<readonly Done[]>([]);
  /** Revisions that this window has taken back, or is about to. */
  const takenBack = useRef(new Set<number>());
  const underWay = useRef(new Set<Promise<Outcome>>());

  const actions = useMemo(() => {
    const remember = (next: readonly Done[]): void => {
      done.current = next.slice(-REMEMBERED);
      setCanUndo(next.length + underWay.current.size > 0);
    };
    const begin = (): ((outcome: Outcome) => void) => {
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      underWay.current.add(promise);
      setCanUndo(true);
      return (outcome) => {
        underWay.current.delete(promise);
        setCanUndo(done.current.length + underWay.current.size > 0);
        resolve(outcome);
      };
    };
    const ask = (risks: readonly Problem[], { takenBack, signals, onAsk }: Asking): Promise<boolean> =>
      new Promise((resolve) => {
        onAsk?.();
        asked.current += 1;
        const number = asked.current;
        const answer = (yes: boolean): void => {
          setQuestions((open) => open.filter((other) => other.number !== number));
          resolve(yes);
        };
        const focused = document.activeElement;
        setQuestions((open) => [...open, { number, risks, takenBack, askedAt: open[0]?.askedAt ?? focused, answer }]);
        for (const signal of signals) signal.addEventListener('abort', () => answer(false), { once: true });
      });
    /** @returns undefined if the person was asked and thought better of it, or has left where it was to be asked */
    const sendAsking = async <Answer,>(send: (confirmed: boolean) => Promise<Answer>, asking: Asking): Promise<{ readonly answer: Answer } | undefined> => {
      try {
        return { answer: await send(false) };
      } catch (error) {
        const risks = risksIn(error);
        if (risks === undefined) throw error;
        if (asking.signals.some(({ aborted }) => aborted)) return undefined;
        if (!(await ask(risks, asking))) return undefined;
        asking.onYes?.();
        return { answer: await send(true) };
      }
    };
    const takeBack = async (what: Done): Promise<boolean> => {
      // Already taken back, or about to be: by its notice, by Ctrl+Z, or by the same pressed twice.
      if (!done.current.includes(what)) return false;
      remember(done.current.filter((other) => other !== what));
      if (what.revision !== undefined) takenBack.current.add(what.revision);
      try {
        // What was before may be as risky as if it were new: Ctrl+Z must not open a door without a word.
        const sent = await sendAsking(what.undo, { takenBack: what.said, signals: [] });
        if (sent === undefined) remember([...done.current, what]);
        else notices.done(texts.settings.undone(what.said));
        return sent !== undefined;
      } catch (error) {
        // What was refused cannot be taken back any more: the one before it can, perhaps.
        if (isConnectionLoss(error) || error instanceof PartlyUndoneError) remember([...done.current, what]);
        throw error;
      } finally {
        // An "Undo" that does nothing any more must not stand there.
        if (!done.current.includes(what)) what.dismiss?.();
        else if (what.revision !== undefined) takenBack.current.delete(what.revision);
        await queries.invalidateQueries({ queryKey: settingsKeys.all });
      }
    };
    const takeBackOrTell = async (what: Done): Promise<void> => {
      try {
        await takeBack(what);
      } catch (error) {
        notices.failed(error);
      }
    };
    const notify = (what: Done): void => {
      if (done.current.includes(what)) what.dismiss = notices.done(what.said, () => void takeBackOrTell(what));
    };
    const run = async <Answer,>({ send, said, undo, revision, onDone, signal }: UndoableChange<Answer>, asker: AbortSignal): Promise<ChangeResult> => {
      let sent;
      let end = begin();
      let unasked = true;
      const signals = signal === undefined ? [asker] : [asker, signal];
      const onAsk = (): void => {
        unasked = false;
        end('asked');
      };
      const onYes = (): void => {
        end = begin();
      };
      try {
        sent = await sendAsking(send, { takenBack: undefined, signals, onAsk, onYes });
      } catch (error) {
        end('over');
        await queries.invalidateQueries({ queryKey: settingsKeys.all });
        return { state: 'refused', problems: problemsOf(error) };
      }
      // Nothing has changed, so nothing is read again: the form below can be used at once.
      if (sent === undefined) {
        end('over');
        return { state: 'cancelled', unasked };
      }
      const back = undo(sent.answer);
      if (back !== undefined) {
        const what: Done = { said: typeof said === 'string' ? said : said(sent.answer), undo: back, revision: revision?.(sent.answer) };
        remember([...done.current, what]);
        if (onDone === undefined) notify(what);
        else onDone({ takeBack: () => takeBack(what), notify: () => notify(what) });
      }
      end('over');
      await queries.invalidateQueries({ queryKey: settingsKeys.all });
      return { state: 'done' };
    };
    // A window may show what a change has done before the answer to it is here: "the last change" is that one then, and not the one before it.
    const undoLast = async (): Promise<void> => {
      const outcomes = await Promise.all(underWay.current);
      const last = done.current.at(-1);
      if (last !== undefined && !outcomes.includes('asked')) void takeBackOrTell(last);
    };
    const withdraw = (revisions: readonly number[]): readonly number[] => {
      const gone = done.current.filter(({ revision }) => revision !== undefined && revisions.includes(revision));
      remember(done.current.filter((what) => !gone.includes(what)));
      for (const { dismiss } of gone) dismiss?.();
      return revisions.filter((revision) => !takenBack.current.has(revision));
    };
    return {
      run,
      withdraw,
      undoLast: () => void undoLast(),
    };
  }, [queries, notices]);

  const value = useMemo((): SharedChanges => ({ ...actions, undoLast: canUndo ? actions.undoLast : undefined }), [actions, canUndo]);
  const [question] = questions;
  return (
    <ChangesContext value={value}>
      {children}
      {question !== undefined && <RiskDialog key={question.number} {...question} onAnswer={question.answer} />}
    </ChangesContext>
  );
}
