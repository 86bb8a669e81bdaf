/** A password of the settings: whether it is set is shown, what it is never. It can be set, replaced and removed. */
import { Button, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { texts } from '../../texts.ts';
import { type FieldControlProps, problemOf } from './field-judge.ts';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '6px' },
  state: { color: tokens.colorNeutralForeground2 },
  input: { flex: '1 1 120px', minWidth: 0 },
  button: { minWidth: 'max-content' },
});

export function SecretControl({ declaration, value, id, labelId, describedBy, disabled = false, onCommit, onProblem, eager = false }: FieldControlProps) {
  const styles = useStyles();
  const words = texts.settings.secret;
  const [typed, setTyped] = useState<string>();
  const opened = typed !== undefined;
  useEffect(() => {
    if (opened && !eager) document.getElementById(id)?.focus();
  }, [opened, eager, id]);
  const isSet = typeof value === 'string' && value !== '';
  const type = (text: string): void => {
    setTyped(text);
    onProblem(problemOf(declaration, text));
    if (eager) void onCommit(text);
  };
  const save = async (): Promise<void> => {
    if (typed === undefined || typed === '' || problemOf(declaration, typed) !== undefined) return;
    if (await onCommit(typed)) setTyped(undefined);
  };
  const cancel = (): void => {
    setTyped(undefined);
    onProblem(undefined);
  };
  if (typed === undefined && !eager) {
    return (
      <span className={styles.row}>
        <span className={styles.state}>{isSet ? words.isSet : words.notSet}</span>
        <Button id={id} size="small" className={styles.button} disabled={disabled} aria-describedby={`${labelId} ${describedBy}`} onClick={() => setTyped('')}>
          {isSet ? words.replace : words.set}
        </Button>
        {isSet && (
          <Button size="small" className={styles.button} disabled={disabled} aria-describedby={labelId} onClick={() => void onCommit('')}>
            {words.remove}
          </Button>
        )}
      </span>
    );
  }
  return (
    <span className={styles.row}>
      <Input
        id={id}
        className={styles.input}
        size="small"
        type="password"
        autoComplete="new-password"
        aria-labelledby={labelId}
        aria-describedby={describedBy}
        value={typed ?? ''}
        placeholder={isSet && typed === undefined ? words.unchanged : ''}
        onChange={(_event, data) => type(data.value)}
        onKeyDown={(event) => {
          if (eager) return;
          if (event.key === 'Enter') void save();
          if (event.key === 'Escape') cancel();
        }}
      />
      {!eager && (
        <>
          <Button size="small" className={styles.button} disabled={typed === ''} onClick={() => void save()}>
            {words.save}
          </Button>
          <Button size="small" className={styles.button} onClick={cancel}>
            {texts.action.cancel}
          </Button>
        </>
      )}
    </span>
  );
}
