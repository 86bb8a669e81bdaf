/** Adding or changing a kind of file that messages must not carry, with the messages that carried one beside it. */
import { Field, Input } from '@fluentui/react-components';
import { type AttachmentEntry, attachmentEntrySchema } from '../../../shared/settings/security/attachment-filters.ts';
import { texts } from '../../texts.ts';
import { EntryDialog } from '../../ui/entry-list/entry-dialog.tsx';
import { ActionField, EnabledField, entryWords, NoteField, wrong } from '../../ui/entry-list/entry-fields.tsx';
import type { EntryDialogAsked } from '../../ui/entry-list/entry-list.tsx';
import { useEntryForm } from '../../ui/entry-list/use-entry-form.ts';
import { useSaving } from '../../ui/entry-list/use-saving.ts';
import { MessagesPreview } from '../../ui/what-if/messages-preview.tsx';
import { useMessagesHit } from '../../ui/what-if/use-what-if.ts';

const LIST = 'security.attachment-filters.entries';

export function AttachmentDialog({ title, initial, onSave, onClose }: EntryDialogAsked<AttachmentEntry>) {
  const words = texts.lists;
  const form = useEntryForm(initial, attachmentEntrySchema, false);
  const { busy, save } = useSaving(form, onSave, onClose);
  const { pattern } = form.value;
  const isPattern = attachmentEntrySchema.shape.pattern.safeParse(pattern).success;
  const asked = useMessagesHit(isPattern ? { list: 'attachment-filters', entry: { pattern } } : undefined);
  return (
    <EntryDialog
      title={title}
      submitLabel={words.save}
      busy={busy}
      problems={form.otherProblems}
      onSubmit={save}
      onClose={onClose}
      preview={<MessagesPreview asked={asked} />}
    >
      <Field label={entryWords(LIST, 'pattern').label} hint={entryWords(LIST, 'pattern').help} required {...wrong(form.problemOf('pattern'))}>
        <Input spellCheck={false} value={pattern} onChange={(_event, data) => form.set({ pattern: data.value })} />
      </Field>
      <ActionField list={LIST} form={form} />
      <NoteField list={LIST} form={form} />
      <EnabledField list={LIST} form={form} />
    </EntryDialog>
  );
}
