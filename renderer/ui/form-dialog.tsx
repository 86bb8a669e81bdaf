/**
 * A dialog with a form: focus goes in, Escape and Cancel leave it, Enter submits, and focus comes back to where it was. A click
 * beside it does nothing: what was typed, or stands there for once, must not go with a slip of the hand.
 */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  mergeClasses,
  MessageBar,
  MessageBarBody,
  Spinner,
  tokens,
} from '@fluentui/react-components';
import { type MouseEvent, type ReactNode, type SubmitEvent, useEffect, useRef } from 'react';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { sentence } from '../client/problems.ts';
import { texts } from '../texts.ts';

const useStyles = makeStyles({
  surface: { maxWidth: '480px', padding: '20px' },
  wide: { maxWidth: '760px' },
  content: { display: 'flex', flexDirection: 'column', rowGap: '12px', paddingBlock: '4px' },
  button: { whiteSpace: 'nowrap', minWidth: 'max-content' },
  danger: {
    backgroundColor: tokens.colorStatusDangerBackground3,
    color: tokens.colorNeutralForegroundOnBrand,
    ':hover': { backgroundColor: tokens.colorStatusDangerBackground3Hover, color: tokens.colorNeutralForegroundOnBrand },
    ':hover:active': { backgroundColor: tokens.colorStatusDangerBackground3Pressed, color: tokens.colorNeutralForegroundOnBrand },
  },
});

/** What is beside a form does not take the focus out of it, so that Escape still leaves it. */
export const BESIDE_FORM = { onMouseDown: (event: MouseEvent): void => event.preventDefault() };

export interface FormDialogProps {
  readonly title: string;
  readonly submitLabel: string;
  /** Cannot be undone: the button says so by its colour as well. */
  readonly danger?: boolean;
  /** The focus begins on Cancel: Enter alone must not lose anything. */
  readonly careful?: boolean;
  readonly disabled?: boolean;
  /** It says what was done: there is nothing to cancel, and `onClose` is called by Escape alone. */
  readonly withoutCancel?: boolean;
  /** For a table or a list in it. */
  readonly wide?: boolean;
  readonly busy: boolean;
  /** Problems that belong to no field. */
  readonly problems?: readonly Problem[];
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** What else can be done, beside the buttons at the bottom. */
  readonly extra?: ReactNode;
  readonly children: ReactNode;
}

export function FormDialog(props: FormDialogProps) {
  const {
    title,
    submitLabel,
    danger,
    careful = false,
    disabled,
    withoutCancel = false,
    wide = false,
    busy,
    problems,
    onSubmit,
    onClose,
    extra,
    children,
  } = props;
  const styles = useStyles();
  const cancel = useRef<HTMLButtonElement>(null);
  // After the dialog itself, which puts it on the first control.
  useEffect(() => {
    if (careful) cancel.current?.focus();
  }, [careful]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!busy && disabled !== true) onSubmit();
  };
  return (
    <Dialog open onOpenChange={(_event, { open, type }) => !open && type !== 'backdropClick' && onClose()}>
      <DialogSurface backdrop={BESIDE_FORM} className={mergeClasses(styles.surface, wide && styles.wide)} aria-describedby={undefined}>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle action={null}>{title}</DialogTitle>
            <DialogContent className={styles.content}>
              {children}
              {problems?.map((problem) => (
                <MessageBar key={`${problem.field} ${problem.message}`} intent="error" layout="multiline" role="alert">
                  <MessageBarBody>{sentence(problem.message)}</MessageBarBody>
                </MessageBar>
              ))}
            </DialogContent>
            <DialogActions fluid={extra !== undefined}>
              {extra}
              <Button
                appearance="primary"
                type="submit"
                className={mergeClasses(styles.button, danger === true && styles.danger)}
                disabled={disabled === true}
                disabledFocusable={busy}
                icon={busy ? <Spinner size="extra-tiny" role="presentation" /> : null}
              >
                {submitLabel}
              </Button>
              {!withoutCancel && (
                <Button
                  ref={(button: HTMLButtonElement | null) => {
                    cancel.current = button;
                  }}
                  appearance="secondary"
                  className={styles.button}
                  onClick={onClose}
                >
                  {texts.action.cancel}
                </Button>
              )}
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
