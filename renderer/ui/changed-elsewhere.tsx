/** In a form: somebody else has changed meanwhile what it is about. What there is now, and whose change is to count. */
import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { texts } from '../texts.ts';
import type { Elsewhere } from './use-edit-form.ts';

const useStyles = makeStyles({
  list: { margin: '2px 0 0', padding: 0, listStyleType: 'none', overflowWrap: 'anywhere' },
  label: { color: tokens.colorNeutralForeground2 },
  button: { whiteSpace: 'nowrap', minWidth: 'max-content' },
});

const words = texts.changedElsewhere;
/** Of a value: ten thousand addresses would hide the buttons. */
const SHOWN_CHARACTERS = 160;

export interface ChangedElsewhereProps<Values> {
  readonly elsewhere: Elsewhere<Values> | undefined;
  readonly labels: Readonly<Partial<Record<keyof Values & string, string>>>;
  /** Words for the values of a field, where it is a choice. */
  readonly choices?: Readonly<Partial<Record<keyof Values & string, Readonly<Record<string, string>>>>>;
  /** Said where what was edited is not there any more. */
  readonly gone?: string;
}

export function ChangedElsewhere<Values>({ elsewhere, labels, choices, gone }: ChangedElsewhereProps<Values>) {
  const styles = useStyles();
  const bar = useRef<HTMLDivElement>(null);
  // In a low window the form scrolls, and this is its end.
  const isThere = elsewhere !== undefined;
  useEffect(() => {
    if (isThere) bar.current?.scrollIntoView({ block: 'nearest' });
  }, [isThere]);
  if (elsewhere === undefined) return null;
  const shown = (field: keyof Values & string): string => {
    const value = elsewhere.theirs[field];
    if (typeof value === 'boolean') return value ? words.on : words.off;
    const text = String(value);
    return choices?.[field]?.[text] ?? (text === '' ? words.empty : shortened(text));
  };
  return (
    <div ref={bar}>
      <MessageBar intent="warning" layout="multiline" role="alert">
        <MessageBarBody>
          <MessageBarTitle>{words.title}</MessageBarTitle>
          {elsewhere.isGone ? (
            <p className={styles.list}>{gone}</p>
          ) : (
            <ul className={styles.list}>
              {elsewhere.fields.map((field) => (
                <li key={field}>
                  <span className={styles.label}>{words.now(labels[field] ?? field)}</span> {shown(field)}
                </li>
              ))}
            </ul>
          )}
        </MessageBarBody>
        <MessageBarActions>
          {!elsewhere.isGone && (
            <Button size="small" className={styles.button} onClick={elsewhere.takeTheirs}>
              {words.take}
            </Button>
          )}
          <Button size="small" className={styles.button} onClick={elsewhere.keepMine}>
            {words.keep}
          </Button>
        </MessageBarActions>
      </MessageBar>
    </div>
  );
}

function shortened(text: string): string {
  const line = text.split('\n').join(', ');
  return line.length <= SHOWN_CHARACTERS ? line : `${line.slice(0, SHOWN_CHARACTERS)} …`;
}
