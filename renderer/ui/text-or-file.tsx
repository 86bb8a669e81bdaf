/** A long text to be read by machine: pasted, dropped or from a file. What was read of it is said below. */
import { Button, Field, makeStyles, Textarea, tokens } from '@fluentui/react-components';
import { type DragEvent, useRef } from 'react';
import { texts } from '../texts.ts';

const useStyles = makeStyles({
  text: { '& textarea': { minHeight: '92px', fontFamily: tokens.fontFamilyMonospace } },
  bar: { display: 'flex', alignItems: 'center', columnGap: '8px' },
  file: { display: 'none' },
});

export interface TextOrFileProps {
  readonly label: string;
  readonly hint: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** What was read, in words. */
  readonly read: string;
}

export function TextOrFile({ label, hint, text, onText, read }: TextOrFileProps) {
  const styles = useStyles();
  const file = useRef<HTMLInputElement>(null);
  const take = async (chosen: File | undefined): Promise<void> => {
    if (chosen !== undefined) onText(await chosen.text());
  };
  const drop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <>
      <Field label={label} hint={hint}>
        <Textarea className={styles.text} value={text} spellCheck={false} resize="vertical" onDrop={drop} onChange={(_event, data) => onText(data.value)} />
      </Field>
      <div className={styles.bar}>
        <input
          ref={file}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          className={styles.file}
          aria-label={texts.action.chooseFile}
          onChange={(event) => {
            void take(event.target.files?.[0]);
            // So that the same file can be chosen again once it has been mended.
            event.target.value = '';
          }}
        />
        <Button size="small" onClick={() => file.current?.click()}>
          {texts.action.chooseFile}
        </Button>
        <span aria-live="polite">{read}</span>
      </div>
    </>
  );
}
