/**
 * The control of one setting, by the kind of its declaration: switch, number, text, choice, texts, password. It keeps what is being
 * typed, judges it by the declaration's own schema, and hands it on when the person leaves it or presses Enter.
 */
import { Checkbox, Input, makeStyles, Select, Switch, Textarea, tokens } from '@fluentui/react-components';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Declaration } from '../../../shared/settings/declarations.ts';
import type { JsonValue } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { useNotices } from '../notices.tsx';
import { type FieldControlProps, problemOf } from './field-judge.ts';
import { spokenLabel } from './field-words.ts';
import { SecretControl } from './secret-control.tsx';
import { choiceName } from './shown-value.ts';
import { MEGABYTE, type Unit, unitOf } from './units.ts';

const useStyles = makeStyles({
  text: { width: '100%', minWidth: 0 },
  // In line with the fields below and above it.
  switch: { margin: '-6px 0 -6px -8px' },
  number: { width: '132px', '& input': { fontVariantNumeric: 'tabular-nums' } },
  numberRow: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '4px' },
  unit: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

export function FieldControl(props: FieldControlProps) {
  const styles = useStyles();
  const { declaration, value, id, labelId, describedBy, disabled = false, onCommit } = props;
  const common = { id, disabled, 'aria-labelledby': labelId, 'aria-describedby': describedBy };
  const { field } = declaration;
  switch (field.kind) {
    case 'switch':
      return (
        <Switch
          {...common}
          className={styles.switch}
          checked={value === true}
          label={texts.settings.value[value === true ? 'on' : 'off']}
          onChange={(_event, data) => void onCommit(data.checked)}
        />
      );
    case 'choice':
      return (
        <Select {...common} size="small" value={typeof value === 'string' ? value : ''} onChange={(_event, data) => void onCommit(data.value)}>
          {field.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choiceName(declaration.path, choice)}
            </option>
          ))}
        </Select>
      );
    case 'number':
      return <NumberControl {...props} />;
    case 'texts':
      return <TypedControl {...props} shown={asLines(value)} read={linesOf} lines={2} />;
    case 'numbers':
      return <TypedControl {...props} shown={Array.isArray(value) ? value.join(', ') : ''} read={numbersOf} />;
    case 'text':
      return declaration.secret ? (
        <SecretControl {...props} />
      ) : (
        <TypedControl {...props} shown={typeof value === 'string' ? value : ''} read={(text) => textOf(text, declaration)} />
      );
    case 'group':
    case 'list':
      return null;
    default:
      return field satisfies never;
  }
}

function asLines(value: unknown): string {
  return Array.isArray(value) ? value.join('\n') : '';
}

function linesOf(text: string): JsonValue {
  return text
    .split(/\n|,/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What is no number stays a text, which the schema refuses. */
function numbersOf(text: string): JsonValue {
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function textOf(text: string, { nullable }: Declaration): JsonValue {
  return nullable && text.trim() === '' ? null : text;
}

interface TypedProps extends FieldControlProps {
  readonly shown: string;
  readonly read: (text: string) => JsonValue;
  readonly lines?: number;
}

/** Something typed: nothing is saved before it is left, Escape takes it back. */
function useTyped({ declaration, value, shown, read, onCommit, onProblem, eager = false }: TypedProps) {
  const [typed, setTyped] = useState<string>();
  const notices = useNotices();
  const sending = useRef<string>(undefined);
  const leave = async (): Promise<void> => {
    if (typed === undefined || eager) return;
    const next = read(typed);
    if (problemOf(declaration, next) !== undefined) return;
    const same = typed === shown || JSON.stringify(next) === JSON.stringify(value);
    sending.current = typed;
    // What was refused stays, to be corrected.
    if (same || (await onCommit(next))) setTyped(undefined);
    sending.current = undefined;
  };
  /** With a key a window is left without the field being left first. What is under way already is told of by whoever made it. */
  const leaveForGood = (): void => {
    if (typed === undefined || eager || sending.current === typed) return;
    const problem = problemOf(declaration, read(typed));
    if (problem === undefined) void leave();
    else notices.failed(texts.settings.notSaved(spokenLabel(declaration.path), problem));
  };
  const latest = useRef(leaveForGood);
  useEffect(() => {
    latest.current = leaveForGood;
  });
  useEffect(() => () => latest.current(), []);
  return {
    text: typed ?? shown,
    type: (text: string): void => {
      setTyped(text);
      const problem = problemOf(declaration, read(text));
      onProblem(problem);
      if (eager) void onCommit(read(text));
    },
    leave: () => void leave(),
    press: (event: KeyboardEvent, lines: boolean): void => {
      if (event.key === 'Enter' && !lines && !eager) void leave();
      else if (event.key === 'Escape' && typed !== undefined && !eager) {
        setTyped(undefined);
        onProblem(undefined);
        event.stopPropagation();
      }
    },
  };
}

function TypedControl(props: TypedProps) {
  const styles = useStyles();
  const { declaration, id, labelId, describedBy, disabled = false, lines } = props;
  const { text, type, leave, press } = useTyped(props);
  const common = {
    id,
    disabled,
    className: styles.text,
    'aria-labelledby': labelId,
    'aria-describedby': describedBy,
    spellCheck: false,
    autoComplete: 'off',
    value: text,
    onBlur: leave,
    onKeyDown: (event: KeyboardEvent) => press(event, lines !== undefined),
  };
  if (lines !== undefined) return <Textarea {...common} size="small" rows={lines} resize="vertical" onChange={(_event, data) => type(data.value)} />;
  const maxLength = declaration.field.kind === 'text' ? declaration.field.maxLength : undefined;
  return <Input {...common} size="small" onChange={(_event, data) => type(data.value)} {...(maxLength === undefined ? {} : { maxLength })} />;
}

/** Bytes are typed in MB. */
function numberText(value: unknown, unit: Unit | undefined): string {
  if (typeof value !== 'number') return '';
  return String(unit === 'bytes' ? Math.round((value / MEGABYTE) * 100) / 100 : value);
}

function numberOf(text: string, unit: Unit | undefined): number | null {
  const number = Number(text.replace(',', '.'));
  if (text.trim() === '' || Number.isNaN(number)) return null;
  return unit === 'bytes' ? Math.round(number * MEGABYTE) : number;
}

function NumberControl(props: FieldControlProps) {
  const styles = useStyles();
  const { declaration, value, id, labelId, describedBy, disabled = false, onCommit, onProblem } = props;
  const unit = unitOf(declaration.path);
  const typed = useTyped({ ...props, shown: numberText(value, unit), read: (text) => numberOf(text, unit) });
  const unlimited = declaration.nullable && value === null;
  return (
    <span className={styles.numberRow}>
      {!unlimited && (
        <Input
          id={id}
          className={styles.number}
          size="small"
          inputMode="decimal"
          autoComplete="off"
          disabled={disabled}
          aria-labelledby={labelId}
          aria-describedby={describedBy}
          value={typed.text}
          contentAfter={unit === undefined ? null : <span className={styles.unit}>{texts.settings.units[unit]}</span>}
          onChange={(_event, data) => typed.type(data.value)}
          onBlur={typed.leave}
          onKeyDown={(event) => typed.press(event, false)}
        />
      )}
      {declaration.nullable && (
        <Checkbox
          {...(unlimited ? { id } : {})}
          label={texts.settings.unlimited}
          checked={unlimited}
          disabled={disabled}
          onChange={(_event, data) => {
            onProblem(undefined);
            void onCommit(data.checked === true ? null : startingNumber(declaration));
          }}
        />
      )}
    </span>
  );
}

function startingNumber({ standard, field }: Declaration): number {
  if (typeof standard === 'number') return standard;
  return field.kind === 'number' ? Math.max(field.min, 0) : 0;
}
