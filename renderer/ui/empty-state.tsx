/** What a list says while it is empty: what it is for, and the first step. */
import { Button, makeStyles, tokens, useRestoreFocusTarget } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    flex: 1,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    rowGap: '6px',
    padding: '24px',
    textAlign: 'center',
  },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  text: { margin: 0, maxWidth: '52ch', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase300 },
  action: { marginTop: '8px' },
});

export interface EmptyStateProps {
  readonly title: string;
  readonly text?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export function EmptyState({ title, text, action }: EmptyStateProps) {
  const styles = useStyles();
  const restoreFocus = useRestoreFocusTarget();
  return (
    <div className={styles.root}>
      <h2 className={styles.title}>{title}</h2>
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {action !== undefined && (
        <Button appearance="primary" className={styles.action} onClick={action.run} {...restoreFocus}>
          {action.label}
        </Button>
      )}
    </div>
  );
}
