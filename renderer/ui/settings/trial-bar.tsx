/** On every window, while a change is on trial: it goes back by itself unless somebody who is still connected keeps it. */
import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useAdminClient } from '../../client/carrier-context.tsx';
import type { EndedTrial } from '../../../shared/admin-api/settings.ts';
import { type RunningTrial, useTrials } from '../../client/settings.ts';
import { useSettingsChanges } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { useNotices } from '../notices.tsx';
import { useNow } from '../now.ts';
import { spokenLabel } from './field-words.ts';

const useStyles = makeStyles({ text: { fontSize: tokens.fontSizeBase200 }, button: { minWidth: 'max-content' } });

export function TrialBar() {
  const trials = useTrials();
  const trial = trials?.running;
  const notices = useNotices();
  const { withdraw } = useSettingsChanges();
  const before = useRef<RunningTrial>(undefined);
  /** Somebody at this window has said what is to become of it. */
  const decided = useRef(false);
  useEffect(() => {
    const gone = before.current?.revisions.filter((revision) => trial?.revisions.includes(revision) !== true) ?? [];
    before.current = trial;
    const ends = trials?.ended.filter(({ revision }) => gone.includes(revision)) ?? [];
    // What has gone back cannot be undone any more: the way back that was offered would undo what others have changed since.
    const elsewhere = withdraw(ends.filter(({ how }) => WENT_BACK.has(how)).map(({ revision }) => revision));
    if (trial !== undefined) return;
    const untold = ends.filter(({ revision, how }) => !WENT_BACK.has(how) || elsewhere.includes(revision));
    const last = untold.at(-1);
    if (last !== undefined && !decided.current) notices.done(texts.settings.trial.ended[last.how](whatOf(untold)));
    decided.current = false;
  }, [trial, trials, notices, withdraw]);
  if (trial === undefined) return null;
  return <RunningBar trial={trial} onDecided={(isDecided) => (decided.current = isDecided)} />;
}

const WENT_BACK: ReadonlySet<EndedTrial['how']> = new Set<EndedTrial['how']>(['not-kept', 'taken-back']);

/** The settings concerned, as windows call them. */
function whatOf(ends: readonly EndedTrial[]): string {
  return [...new Set(ends.flatMap(({ paths }) => paths.map(spokenLabel)))].join(', ');
}

function RunningBar({ trial, onDecided }: { readonly trial: RunningTrial; readonly onDecided: (isDecided: boolean) => void }) {
  const styles = useStyles();
  const client = useAdminClient();
  const notices = useNotices();
  const now = useNow(250);
  const newest = trial.revisions.at(-1) ?? 0;
  // Before the answer: the word that the trial has ended may come sooner. What could not be decided goes back by itself, and that is told.
  const decide = (): void => onDecided(true);
  const fail = (error: Error): void => {
    onDecided(false);
    notices.failed(error);
  };
  const keep = useMutation({ mutationFn: () => client.settings.keep({ revision: newest }), onMutate: decide, onError: fail });
  const revert = useMutation({
    mutationFn: async () => {
      for (const revision of trial.revisions.toReversed()) await client.settings.undo({ revision, confirmed: true });
    },
    onMutate: decide,
    onSuccess: () => notices.done(texts.settings.trial.reverted),
    onError: fail,
  });
  const words = texts.settings.trial;
  const busy = keep.isPending || revert.isPending;
  return (
    // The politeness of the bar itself would read each second aloud: only the title is announced.
    <MessageBar intent="warning" politeness="polite">
      <MessageBarBody className={styles.text}>
        <MessageBarTitle>{words.title}</MessageBarTitle>
        <span aria-hidden>{words.goesBack(Math.max(0, Math.ceil((trial.endsAt - now) / 1000)))}</span>
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" appearance="primary" className={styles.button} disabledFocusable={busy} onClick={() => keep.mutate()}>
          {words.keep}
        </Button>
        <Button size="small" className={styles.button} disabledFocusable={busy} onClick={() => revert.mutate()}>
          {words.revert}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
