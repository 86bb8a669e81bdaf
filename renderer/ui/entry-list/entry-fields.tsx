/** Fields that entries of several lists have, called as the settings call them. */
import { Field, Input, Select, Switch } from '@fluentui/react-components';
import { FILTER_ACTIONS, type FilterAction } from '../../../shared/settings/security/filters.ts';
import { sentence } from '../../client/problems.ts';
import { names, texts } from '../../texts.ts';
import type { EntryForm } from './use-entry-form.ts';

/** @param list the path of the list, such as `security.filters.entries` */
export function entryWords(list: string, field: string): { readonly label: string; readonly help: string } {
  return names.field(`${list}[].${field}`) ?? { label: field, help: '' };
}

/** What is wrong with a field, as the field shows it. */
export function wrong(problem: string | undefined): { readonly validationMessage?: string; readonly validationState?: 'error' } {
  return problem === undefined ? {} : { validationMessage: sentence(problem), validationState: 'error' };
}

interface FieldProps<Entry> {
  readonly list: string;
  readonly form: EntryForm<Entry>;
}

export function ActionField({ list, form }: FieldProps<{ action: FilterAction }>) {
  const words = texts.lists;
  const { action } = form.value;
  return (
    <Field label={entryWords(list, 'action').label} hint={words.actionHelp[action]}>
      <Select size="small" value={action} onChange={(_event, data) => form.set({ action: FILTER_ACTIONS.find((one) => one === data.value) ?? 'reject' })}>
        {FILTER_ACTIONS.map((one) => (
          <option key={one} value={one}>
            {words.actions[one]}
          </option>
        ))}
      </Select>
    </Field>
  );
}

export function NoteField({ list, form }: FieldProps<{ note: string }>) {
  return (
    <Field label={entryWords(list, 'note').label} {...wrong(form.problemOf('note'))}>
      <Input size="small" value={form.value.note} onChange={(_event, data) => form.set({ note: data.value })} />
    </Field>
  );
}

export function EnabledField({ list, form }: FieldProps<{ enabled: boolean }>) {
  return <Switch label={entryWords(list, 'enabled').label} checked={form.value.enabled} onChange={(_event, data) => form.set({ enabled: data.checked })} />;
}
