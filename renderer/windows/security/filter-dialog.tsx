/** Adding or changing a filter, with what it would have hit beside it. */
import { Field, Select, Textarea } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { FILTER_SCOPES, type FilterEntry, filterEntrySchema } from '../../../shared/settings/security/filters.ts';
import { texts } from '../../texts.ts';
import { EntryDialog } from '../../ui/entry-list/entry-dialog.tsx';
import type { EntryDialogAsked } from '../../ui/entry-list/entry-list.tsx';
import { ActionField, EnabledField, entryWords, NoteField, wrong } from '../../ui/entry-list/entry-fields.tsx';
import { ExpiryField } from '../../ui/entry-list/expiry-field.tsx';
import { useEntryForm } from '../../ui/entry-list/use-entry-form.ts';
import { useSaving } from '../../ui/entry-list/use-saving.ts';
import { MessagesPreview } from '../../ui/what-if/messages-preview.tsx';
import { useMessagesHit } from '../../ui/what-if/use-what-if.ts';

const LIST = 'security.filters.entries';

export interface FilterDialogProps extends EntryDialogAsked<FilterEntry> {
  /** The trace of the unwanted message that the text was found in. */
  readonly trace: string | undefined;
}

export function FilterDialog({ title, initial, trace, onSave, onClose }: FilterDialogProps) {
  const words = texts.lists;
  const form = useEntryForm(initial, filterEntrySchema, false);
  const { busy, save } = useSaving(form, onSave, onClose);
  const { text, scope, expires } = form.value;
  const isText = filterEntrySchema.shape.text.safeParse(text).success;
  const field = useRef<HTMLTextAreaElement>(null);
  // What was proposed is narrowed by the keys alone: typing takes its place, the arrows lead into it.
  useEffect(() => field.current?.select(), []);
  const asked = useMessagesHit(isText ? { list: 'filters', entry: { text, scope } } : undefined);
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
      <Field label={entryWords(LIST, 'text').label} hint={entryWords(LIST, 'text').help} required {...wrong(form.problemOf('text'))}>
        <Textarea
          ref={(area: HTMLTextAreaElement | null) => {
            field.current = area;
          }}
          rows={2}
          resize="vertical"
          spellCheck={false}
          value={text}
          onChange={(_event, data) => form.set({ text: data.value })}
        />
      </Field>
      <Field label={entryWords(LIST, 'scope').label}>
        <Select size="small" value={scope} onChange={(_event, data) => form.set({ scope: FILTER_SCOPES.find((one) => one === data.value) ?? 'anywhere' })}>
          {FILTER_SCOPES.map((one) => (
            <option key={one} value={one}>
              {words.scopes[one]}
            </option>
          ))}
        </Select>
      </Field>
      <ActionField list={LIST} form={form} />
      <NoteField list={LIST} form={form} />
      <ExpiryField value={expires} onChange={(next) => form.set({ expires: next })} />
      <EnabledField list={LIST} form={form} />
    </EntryDialog>
  );
}
