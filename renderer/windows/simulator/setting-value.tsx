/** The value of one setting that is tried out, with the field that its declaration asks for. */
import { Input, Select, Switch, Textarea } from '@fluentui/react-components';
import type * as z from 'zod';
import type { Declaration } from '../../../shared/settings/declarations.ts';
import { texts } from '../../texts.ts';

type Json = z.core.util.JSONType;

function textOf(value: Json): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export interface SettingValueProps {
  readonly declaration: Declaration;
  readonly label: string;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
}

export function SettingValue({ declaration: { field, nullable }, label, value, onChange }: SettingValueProps) {
  const words = texts.simulator;
  switch (field.kind) {
    case 'switch':
      return (
        <Switch
          checked={value === true}
          aria-label={label}
          label={value === true ? words.on : words.off}
          onChange={(_event, { checked }) => onChange(checked)}
        />
      );
    case 'number':
      return (
        <Input
          size="small"
          type="number"
          aria-label={label}
          min={field.min}
          max={field.max}
          placeholder={nullable ? words.none : ''}
          value={textOf(value)}
          onChange={(_event, { value: typed }) => onChange(typed === '' ? null : Number(typed))}
        />
      );
    case 'choice':
      return (
        <Select size="small" aria-label={label} value={textOf(value)} onChange={(_event, { value: chosen }) => onChange(chosen)}>
          {field.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </Select>
      );
    case 'numbers':
      return (
        <Input
          size="small"
          aria-label={label}
          defaultValue={Array.isArray(value) ? value.map(textOf).join(', ') : ''}
          onChange={(_event, { value: typed }) =>
            onChange(
              typed
                .split(/[\s,;]+/)
                .filter((part) => part !== '')
                .map(Number),
            )
          }
        />
      );
    case 'texts':
      return (
        <Textarea
          size="small"
          rows={2}
          aria-label={label}
          value={Array.isArray(value) ? value.map(textOf).join('\n') : ''}
          onChange={(_event, { value: typed }) => onChange(typed.split('\n').filter((line) => line.trim() !== ''))}
        />
      );
    default:
      return <Input size="small" aria-label={label} value={textOf(value)} onChange={(_event, { value: typed }) => onChange(typed)} />;
  }
}
