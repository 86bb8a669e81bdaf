/** The form of a step: its text, its fields, and one button that Enter presses as well. */
import { Button, makeStyles, MessageBar, MessageBarBody, Spinner, tokens } from '@fluentui/react-components';
import type { ReactNode, SubmitEvent } from 'react';
import type { Problem } from '../../../shared/admin-api/errors.ts';
import { sentence } from '../../client/problems.ts';

export const useStepStyles = makeStyles({
  text: { margin: '0 0 12px', maxWidth: '90ch', color: tokens.colorNeutralForeground2, lineHeight: tokens.lineHeightBase300 },
  form: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', rowGap: '12px', maxWidth: '440px', '& > .fui-Field': { width: '100%' } },
  there: { margin: '0 0 10px' },
  table: { borderCollapse: 'collapse', fontSize: tokens.fontSizeBase200, maxWidth: '100%' },
  head: { textAlign: 'start', padding: '0 10px 0 0', height: '24px', color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightSemibold },
  cell: {
    textAlign: 'start',
    padding: '2px 10px 2px 0',
    minHeight: '28px',
    fontWeight: tokens.fontWeightRegular,
    verticalAlign: 'middle',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  mono: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  state: { display: 'flex', alignItems: 'center', columnGap: '5px', whiteSpace: 'nowrap' },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  bad: { color: tokens.colorStatusDangerForeground1, flexShrink: 0 },
  quiet: { color: tokens.colorNeutralForeground2 },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: '8px', paddingTop: '10px' },
  button: { whiteSpace: 'nowrap' },
});

export interface StepFormProps {
  readonly submitLabel: string;
  readonly busy: boolean;
  readonly problems: readonly Problem[];
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

export function StepForm({ submitLabel, busy, problems, onSubmit, children }: StepFormProps) {
  const styles = useStepStyles();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {children}
      {problems.map((problem) => (
        <MessageBar key={`${problem.field} ${problem.message}`} intent="error" layout="multiline" role="alert">
          <MessageBarBody>{sentence(problem.message)}</MessageBarBody>
        </MessageBar>
      ))}
      <Button appearance="primary" type="submit" disabledFocusable={busy} icon={busy ? <Spinner size="extra-tiny" role="presentation" /> : null}>
        {submitLabel}
      </Button>
    </form>
  );
}
