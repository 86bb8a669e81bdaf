/** The result of an import: what stands in it is up to whoever shows it, "Take back" and "Close" are the same everywhere. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import type { Problem } from '../../../shared/admin-api/errors.ts';
import { problemsOf } from '../../client/problems.ts';
import type { DoneChange } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { FormDialog } from '../form-dialog.tsx';

const useStyles = makeStyles({
  table: { display: 'flex', height: '240px', border: `1px solid ${tokens.colorNeutralStroke2}` },
});

export interface ImportResultDialogProps {
  readonly title: string;
  readonly done: DoneChange | undefined;
  /** Beside "Take back". */
  readonly extra?: ReactNode;
  /** Above the table. */
  readonly remarks?: ReactNode;
  readonly table: ReactNode;
  /** "Escape", where that does not close it. */
  readonly onEscape?: () => void;
  /** What was imported stays. */
  readonly onClose: () => void;
  readonly onTakenBack: () => void;
}

export function ImportResultDialog({ title, done, extra, remarks, table, onEscape, onClose, onTakenBack }: ImportResultDialogProps) {
  const styles = useStyles();
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const takeBack = async (way: DoneChange): Promise<void> => {
    setBusy(true);
    setProblems([]);
    try {
      if (await way.takeBack()) onTakenBack();
    } catch (error) {
      setProblems(problemsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={title}
      submitLabel={texts.action.close}
      withoutCancel
      wide
      busy={busy}
      problems={problems}
      onSubmit={onClose}
      // Closed while it is being taken back, nobody would tell what came of that.
      onClose={busy ? () => undefined : (onEscape ?? onClose)}
      extra={
        <>
          {extra}
          {done !== undefined && (
            <Button disabledFocusable={busy} onClick={() => void takeBack(done)}>
              {texts.action.takeBack}
            </Button>
          )}
        </>
      }
    >
      {remarks}
      <div className={styles.table}>{table}</div>
    </FormDialog>
  );
}
