/** On every window, while a change is on trial: it goes back by itself unless somebody who is still connected keeps it. */
import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { type RunningTrial, useTrial } from '../../client/settings.ts';
import { texts } from '../../texts.ts';
import { useNotices } from '../notices.tsx';
import { useNow } from '../now.ts';

const useStyles = makeStyles({ text: { fontSize: tokens.fontSizeBase200 }, button: { minWidth: 'max-content' } });

export function TrialBar() {
  const trial = useTrial();
  const notices = useNotices();
  const before = useRef<RunningTrial>(undefined);
  /** Somebody at this window has said what is to become of it. */
  const decided = useRef(false);
  useEffect(() => {
    if (trial === undefined && before.current !== undefined && !decided.current) notices.done(texts.settings.trial.ended);
    if (trial === undefined) decided.current = false;
    before.current = trial;
  }, [trial, notices]);
  if (trial === undefined) return null;
  return <RunningBar trial={trial} onDecided={() => (decided.current = true)} />;
}

function RunningBar({ trial, onDecided }: { readonly trial: RunningTrial; readonly onDecided: () => void }) {
  const styles = useStyles();
  const client = useAdminClient();
  const notices = useNotices();
  const now = useNow(250);
  const newest = trial.revisions.at(-1) ?? 0;
  const keep = useMutation({ mutationFn: () => client.settings.keep({ revision: newest }), onMutate: onDecided, onError: (error) => notices.failed(error) });
  const revert = useMutation({
    mutationFn: async () => {
      for (const revision of trial.revisions.toReversed()) await client.settings.undo({ revision, confirmed: true });
    },
    onMutate: onDecided,
    onSuccess: () => notices.done(texts.settings.trial.reverted),
    onError: (error) => notices.failed(error),
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
