/** Adding or changing a kind of file that messages must not carry, with the messages that carried one beside it. */
import { Field, Input, Select, Switch } from '@fluentui/react-components';
import { type AttachmentEntry, attachmentEntrySchema } from '../../../shared/settings/security/attachment-filters.ts';
import { FILTER_ACTIONS } from '../../../shared/settings/security/filters.ts';
import { sentence } from '../../client/problems.ts';
import { names, texts } from '../../texts.ts';
import { EntryDialog } from '../../ui/entry-list/entry-dialog.tsx';
import type { EntryDialogAsked } from '../../ui/entry-list/entry-list.tsx';
import { useEntryForm } from '../../ui/entry-list/use-entry-form.ts';
import { useSaving } from '../../ui/entry-list/use-saving.ts';
import { MessagesPreview } from '../../ui/what-if/messages-preview.tsx';
import { useMessagesHit } from '../../ui/what-if/use-what-if.ts';

const PATH = 'security.attachment-filters.entries[]';
const label = (field: keyof AttachmentEntry): string => names.field(`${PATH}.${field}`)?.label ?? field;

export function AttachmentDialog({ title, initial, onSave, onClose }: EntryDialogAsked<AttachmentEntry>) {
  const words = texts.lists;
  const form = useEntryForm(initial, attachmentEntrySchema, false);
  const { busy, save } = useSaving(form, onSave, onClose);
  const { pattern, action, note, enabled } = form.value;
  const isPattern = attachmentEntrySchema.shape.pattern.safeParse(pattern).success;
  const asked = useMessagesHit(isPattern ? { list: 'attachment-filters', entry: { pattern } } : undefined);
  const problem = form.problemOf('pattern');
  const noteProblem = form.problemOf('note');
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
      <Field
        label={label('pattern')}
        hint={names.field(`${PATH}.pattern`)?.help ?? ''}
        required
        {...(problem === undefined ? {} : { validationMessage: sentence(problem), validationState: 'error' })}
      >
        <Input spellCheck={false} value={pattern} onChange={(_event, data) => form.set({ pattern: data.value })} />
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
      <Switch label={label('enabled')} checked={enabled} onChange={(_event, data) => form.set({ enabled: data.checked })} />
    </EntryDialog>
  );
}
