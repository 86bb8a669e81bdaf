/** The dialog in which an entry is added or changed: its fields on the left, what it would have done on the right. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Spinner,
  tokens,
} from '@fluentui/react-components';
import type { ReactNode, SubmitEvent } from 'react';
import type { Problem } from '../../../shared/admin-api/errors.ts';
import { sentence } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { BESIDE_FORM } from '../form-dialog.tsx';

const useStyles = makeStyles({
  surface: { maxWidth: 'min(940px, calc(100vw - 32px))', width: '940px', padding: '16px 20px' },
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(240px, 300px) minmax(0, 1fr)',
    columnGap: '20px',
    height: 'min(480px, calc(100vh - 170px))',
    paddingBlock: '4px',
    overflow: 'hidden',
    '@media (max-width: 700px)': { gridTemplateColumns: 'minmax(0, 1fr)', height: 'auto', overflow: 'auto' },
  },
  // Room for the outlines of fields, which the scrolling would cut off.
  fields: { display: 'flex', flexDirection: 'column', rowGap: '10px', overflow: 'auto', padding: '1px 4px 1px 1px' },
  preview: {
    display: 'flex',
    flexDirection: 'column',
    minHeight: 0,
    minWidth: 0,
    paddingLeft: '20px',
    borderLeft: `1px solid ${tokens.colorNeutralStroke2}`,
    fontSize: tokens.fontSizeBase200,
  },
});

export interface EntryDialogProps {
  readonly title: string;
  readonly submitLabel: string;
  readonly busy: boolean;
  readonly problems: readonly Problem[];
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly preview: ReactNode;
  readonly children: ReactNode;
}

export function EntryDialog({ title, submitLabel, busy, problems, onSubmit, onClose, preview, children }: EntryDialogProps) {
  const styles = useStyles();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    // A click beside it does nothing, as with all forms (form-dialog.tsx).
    <Dialog open onOpenChange={(_event, { open, type }) => !open && type !== 'backdropClick' && onClose()}>
      <DialogSurface backdrop={BESIDE_FORM} className={styles.surface} aria-describedby={undefined}>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle action={null}>{title}</DialogTitle>
            <DialogContent className={styles.content}>
              <div className={styles.fields}>
                {children}
                {problems.map((problem) => (
                  <MessageBar key={`${problem.field} ${problem.message}`} intent="error" layout="multiline" role="alert">
                    <MessageBarBody>{sentence(problem.message)}</MessageBarBody>
                  </MessageBar>
                ))}
              </div>
              <section className={styles.preview} aria-label={texts.lists.preview.title}>
                {preview}
              </section>
            </DialogContent>
            <DialogActions>
              <Button appearance="primary" type="submit" disabledFocusable={busy} icon={busy ? <Spinner size="extra-tiny" role="presentation" /> : null}>
                {submitLabel}
              </Button>
              <Button appearance="secondary" onClick={onClose}>
                {texts.action.cancel}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
