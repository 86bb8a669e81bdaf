/** When an entry ends: never, after a usual time, or at a date. */
import { Field, Input, makeStyles, Select } from '@fluentui/react-components';
import { useState } from 'react';
import { texts } from '../../texts.ts';
import { formatDateTime } from '../format.ts';
import { localTime } from '../local-time.ts';

const HOUR_MS = 3_600_000;
const SPANS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS } as const;
type Span = keyof typeof SPANS;
const SPAN_NAMES = ['hour', 'day', 'week', 'month'] as const satisfies readonly Span[];
type Choice = 'never' | 'at' | Span;
const CHOICES: readonly Choice[] = ['never', ...SPAN_NAMES, 'at'];

const useStyles = makeStyles({ row: { display: 'flex', columnGap: '6px', '& > *': { minWidth: 0, flex: 1 } } });

export interface ExpiryFieldProps {
  /** ISO 8601; null is never. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

export function ExpiryField({ value, onChange }: ExpiryFieldProps) {
  const styles = useStyles();
  const words = texts.lists.expiry;
  const [choice, setChoice] = useState<Choice>(value === null ? 'never' : 'at');
  const at = value === null ? undefined : Date.parse(value);
  // Read once: a choice says what is meant when it is made.
  const [opened] = useState(Date.now);
  const choose = (next: Choice): void => {
    setChoice(next);
    if (next === 'never') onChange(null);
    else if (next === 'at') onChange(value ?? new Date(Date.now() + SPANS.week).toISOString());
    else onChange(new Date(Date.now() + SPANS[next]).toISOString());
  };
  const hint = at === undefined ? undefined : at < opened ? words.past : choice === 'at' ? undefined : formatDateTime(at);
  return (
    <Field label={words.label} {...(hint === undefined ? {} : { hint })}>
      <div className={styles.row}>
        <Select size="small" aria-label={words.label} value={choice} onChange={(_event, data) => choose(CHOICES.find((one) => one === data.value) ?? 'never')}>
          {CHOICES.map((one) => (
            <option key={one} value={one}>
              {words[one]}
            </option>
          ))}
        </Select>
        {choice === 'at' && (
          <Input
            size="small"
            type="datetime-local"
            aria-label={words.date}
            value={at === undefined ? '' : localTime(at)}
            onChange={(_event, data) => {
              const typed = Date.parse(data.value);
              if (!Number.isNaN(typed)) onChange(new Date(typed).toISOString());
            }}
          />
        )}
      </div>
    </Field>
  );
}
