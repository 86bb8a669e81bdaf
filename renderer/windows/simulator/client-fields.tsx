/** The client that is played: where it comes from, how it calls itself, who it is, and what it sends. */
import { Button, Checkbox, Field, Input, makeStyles, Select, Textarea, tokens } from '@fluentui/react-components';
import { type ChangeEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Problem } from '../../../shared/admin-api/errors.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { sentence } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { encodeMessage, SIMULATED_PROTOCOLS, type SimulatorForm } from './simulator-form.ts';

const words = texts.simulator;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', rowGap: '8px' },
  pair: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    columnGap: '8px',
    alignItems: 'start',
    '& *': { minWidth: 0 },
  },
  code: { fontFamily: tokens.fontFamilyMonospace },
  file: { display: 'flex', alignItems: 'center', gap: '8px', flexWrap: 'wrap', fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
  name: { minWidth: 0, overflowWrap: 'anywhere' },
  over: { outline: `2px dashed ${tokens.colorBrandStroke1}`, outlineOffset: '2px' },
  hidden: { display: 'none' },
});

export interface ClientFieldsProps {
  readonly form: SimulatorForm;
  readonly problems: readonly Problem[];
  readonly onChange: (change: Partial<SimulatorForm>) => void;
}

export function ClientFields({ form, problems, onChange }: ClientFieldsProps) {
  const styles = useStyles();
  /** What is wrong with a field, or with a place in it. */
  const wrong = (field: string): { validationMessage?: string; validationState?: 'error' } => {
    const problem = problems.find((one) => one.field.split('.')[0] === field);
    return problem === undefined ? {} : { validationMessage: sentence(problem.message), validationState: 'error' };
  };
  const input = (name: 'remoteAddress' | 'helo' | 'login' | 'from') => (
    <Input size="small" spellCheck={false} autoComplete="off" value={form[name]} onChange={(_event, { value }) => onChange({ [name]: value })} />
  );
  return (
    <div className={styles.root}>
      <div className={styles.pair}>
        <Field size="small" label={words.fields.remoteAddress} required {...wrong('remoteAddress')}>
          {input('remoteAddress')}
        </Field>
        <Field size="small" label={words.fields.helo} {...wrong('helo')}>
          {input('helo')}
        </Field>
      </div>
      <div className={styles.pair}>
        <Field size="small" label={words.fields.protocol}>
          <Select
            size="small"
            value={form.protocol}
            onChange={(_event, { value }) => onChange({ protocol: SIMULATED_PROTOCOLS.find((protocol) => protocol === value) ?? 'smtp' })}
          >
            {SIMULATED_PROTOCOLS.map((protocol) => (
              <option key={protocol} value={protocol}>
                {words.protocols[protocol]}
              </option>
            ))}
          </Select>
        </Field>
        <Field size="small" label={words.fields.tls}>
          <Select
            size="small"
            value={form.secure || form.protocol === 'submissions' ? 'on' : 'off'}
            disabled={form.protocol === 'submissions'}
            onChange={(_event, { value }) => onChange({ secure: value === 'on' })}
          >
            <option value="off">{words.tlsOff}</option>
            <option value="on">{words.tlsOn}</option>
          </Select>
        </Field>
      </div>
      <div className={styles.pair}>
        <Field size="small" label={words.fields.login} hint={words.loginHint} {...wrong('authName')}>
          {input('login')}
        </Field>
        <Field size="small" label={words.fields.from} hint={words.fromHint} {...wrong('from')}>
          {input('from')}
        </Field>
      </div>
      <Field size="small" label={words.fields.to} hint={words.toHint} required {...wrong('to')}>
        <Textarea size="small" rows={2} resize="vertical" spellCheck={false} value={form.to} onChange={(_event, { value }) => onChange({ to: value })} />
      </Field>
      <Checkbox label={words.smtpUtf8} checked={form.smtpUtf8} onChange={(_event, { checked }) => onChange({ smtpUtf8: checked === true })} />
      <MessageField form={form} problem={wrong('message')} onChange={onChange} />
    </div>
  );
}

/** What tells of a file that is held over the window: it comes, goes or is let go. */
const DRAGS = ['dragover', 'dragleave', 'drop'] as const;

interface MessageFieldProps {
  readonly form: SimulatorForm;
  readonly problem: { readonly validationMessage?: string; readonly validationState?: 'error' };
  readonly onChange: (change: Partial<SimulatorForm>) => void;
}

function MessageField({ form, problem, onChange }: MessageFieldProps) {
  const styles = useStyles();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [tooBig, setTooBig] = useState(false);

  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setTooBig(file.size > FIXED_LIMITS.checkMessageBytes);
    if (file.size > FIXED_LIMITS.checkMessageBytes) return;
    onChange({ ...encodeMessage(new Uint8Array(await file.arrayBuffer())), fileName: file.name });
  };
  const pick = (event: ChangeEvent<HTMLInputElement>): void => {
    void take(event.target.files?.[0]);
    event.target.value = '';
  };
  // Anywhere in the window: a browser opens what is dropped beside the field, and leaves the console for it.
  const drag = useEffectEvent((event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') void take(event.dataTransfer.files[0]);
  });
  useEffect(() => {
    const listen = (event: DragEvent): void => drag(event);
    for (const type of DRAGS) window.addEventListener(type, listen);
    return () => {
      for (const type of DRAGS) window.removeEventListener(type, listen);
    };
  }, []);
  const shown = form.encoding === 'utf8' ? form.message : '';
  return (
    <div className={over ? styles.over : ''}>
      <Field
        size="small"
        label={words.fields.message}
        hint={words.messageHint}
        {...(tooBig ? { validationMessage: words.tooBig, validationState: 'error' as const } : problem)}
      >
        <Textarea
          size="small"
          rows={8}
          resize="vertical"
          spellCheck={false}
          className={styles.code}
          value={shown}
          placeholder={form.encoding === 'base64' ? words.notText : words.messageSample}
          onChange={(_event, { value }) => onChange({ message: value, encoding: 'utf8', fileName: '' })}
        />
      </Field>
      <div className={styles.file}>
        <Button size="small" onClick={() => picker.current?.click()}>
          {words.chooseFile}
        </Button>
        {form.message !== '' && (
          <Button size="small" appearance="subtle" onClick={() => onChange({ message: '', encoding: 'utf8', fileName: '' })}>
            {words.noMessage}
          </Button>
        )}
        <span className={styles.name}>{form.fileName}</span>
        <input ref={picker} type="file" accept=".eml,message/rfc822,text/plain" aria-label={words.chooseFile} className={styles.hidden} onChange={pick} />
      </div>
    </div>
  );
}
