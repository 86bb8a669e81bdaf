/** Adding or changing a filter, with what it would have hit beside it. */
import { Field, Input, Select, Switch, Textarea } from '@fluentui/react-components';
import { FILTER_ACTIONS, FILTER_SCOPES, type FilterEntry, filterEntrySchema } from '../../../shared/settings/security/filters.ts';
import { sentence } from '../../client/problems.ts';
import { names, texts } from '../../texts.ts';
import { EntryDialog } from '../../ui/entry-list/entry-dialog.tsx';
import type { EntryDialogAsked } from '../../ui/entry-list/entry-list.tsx';
import { ExpiryField } from '../../ui/entry-list/expiry-field.tsx';
import { useEntryForm } from '../../ui/entry-list/use-entry-form.ts';
import { useSaving } from '../../ui/entry-list/use-saving.ts';
import { MessagesPreview } from '../../ui/what-if/messages-preview.tsx';
import { useMessagesHit } from '../../ui/what-if/use-what-if.ts';

const PATH = 'security.filters.entries[]';
const label = (field: keyof FilterEntry): string => names.field(`${PATH}.${field}`)?.label ?? field;
const help = (field: keyof FilterEntry): string => names.field(`${PATH}.${field}`)?.help ?? '';

export interface FilterDialogProps extends EntryDialogAsked<FilterEntry> {
  /** The trace of the unwanted message that the text was found in. */
  readonly trace: string | undefined;
}

export function FilterDialog({ title, initial, trace, onSave, onClose }: FilterDialogProps) {
  const words = texts.lists;
  const form = useEntryForm(initial, filterEntrySchema, false);
  const { busy, save } = useSaving(form, onSave, onClose);
  const { text, scope, action, note, expires, enabled } = form.value;
  const isText = filterEntrySchema.shape.text.safeParse(text).success;
  const asked = useMessagesHit(isText ? { list: 'filters', entry: { text, scope } } : undefined);
  const problem = form.problemOf('text');
  const noteProblem = form.problemOf('note');
  return (
    <EntryDialog
      title={title}
      submitLabel={words.save}
      busy={busy}
      problems={form.otherProblems}
      onSubmit={save}
      onClose={onClose}
      preview={
        <MessagesPreview
          asked={asked}
          filter={{ text, scope }}
          {...(trace === undefined ? {} : { unwanted: [trace] })}
          onPropose={(longer) => form.set({ text: longer })}
        />
      }
    >
      <Field
        label={label('text')}
        hint={help('text')}
        required
        {...(problem === undefined ? {} : { validationMessage: sentence(problem), validationState: 'error' })}
      >
        <Textarea rows={2} resize="vertical" spellCheck={false} value={text} onChange={(_event, data) => form.set({ text: data.value })} />
      </Field>
      <Field label={label('scope')}>
        <Select size="small" value={scope} onChange={(_event, data) => form.set({ scope: FILTER_SCOPES.find((one) => one === data.value) ?? 'anywhere' })}>
          {FILTER_SCOPES.map((one) => (
            <option key={one} value={one}>
              {words.scopes[one]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={label('action')} hint={words.actionHelp[action]}>
        <Select size="small" value={action} onChange={(_event, data) => form.set({ action: FILTER_ACTIONS.find((one) => one === data.value) ?? 'reject' })}>
          {FILTER_ACTIONS.map((one) => (
            <option key={one} value={one}>
              {words.actions[one]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={label('note')} {...(noteProblem === undefined ? {} : { validationMessage: sentence(noteProblem), validationState: 'error' })}>
        <Input size="small" value={note} onChange={(_event, data) => form.set({ note: data.value })} />
      </Field>
      <ExpiryField value={expires} onChange={(next) => form.set({ expires: next })} />
      <Switch label={label('enabled')} checked={enabled} onChange={(_event, data) => form.set({ enabled: data.checked })} />
    </EntryDialog>
  );
}
