/** Before messages are held, sent another way or removed: why, where to, and what their senders hear. */
import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod';
import { problemsOf } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useServerForm } from '../../ui/use-form.ts';

interface DialogProps {
  /** Messages that it is about. */
  readonly count: number;
  readonly onClose: () => void;
}

const noteSchema = z.object({ note: z.string().trim().max(500) });

export function HoldDialog({ count, onClose, hold }: DialogProps & { readonly hold: (note: string) => Promise<void> }) {
  const words = texts.queue.holdForm;
  const form = useServerForm({ initial: { note: '' }, schema: noteSchema, send: ({ note }) => hold(note), onDone: onClose });
  return (
    <FormDialog title={words.title(count)} submitLabel={words.submit} busy={form.busy} problems={form.otherProblems} onSubmit={form.submit} onClose={onClose}>
      <span>{words.text}</span>
      <FormField control={form.control} name="note" label={words.note} hint={words.noteHint} />
    </FormDialog>
  );
}

const routeSchema = z.object({ route: z.string().trim().max(300) });

export function RerouteDialog({ count, onClose, reroute }: DialogProps & { readonly reroute: (route: string | null) => Promise<void> }) {
  const words = texts.queue.rerouteForm;
  const form = useServerForm({ initial: { route: '' }, schema: routeSchema, send: ({ route }) => reroute(route === '' ? null : route), onDone: onClose });
  return (
    <FormDialog title={words.title(count)} submitLabel={words.submit} busy={form.busy} problems={form.otherProblems} onSubmit={form.submit} onClose={onClose}>
      <FormField control={form.control} name="route" label={words.host} hint={words.hostHint} />
    </FormDialog>
  );
}

export function RemoveDialog({ count, onClose, remove }: DialogProps & { readonly remove: (report: 'bounce' | 'silent') => Promise<void> }) {
  const words = texts.queue.removeForm;
  const [report, setReport] = useState<'bounce' | 'silent'>('bounce');
  const removal = useMutation({ mutationFn: () => remove(report), onSuccess: onClose });
  return (
    <FormDialog
      title={words.title(count)}
      submitLabel={words.submit}
      danger
      busy={removal.isPending}
      problems={removal.error === null ? [] : problemsOf(removal.error)}
      onSubmit={() => removal.mutate()}
      onClose={onClose}
    >
      <span>{words.text}</span>
      <Field label={words.how}>
        <RadioGroup value={report} onChange={(_event, data) => setReport(data.value === 'silent' ? 'silent' : 'bounce')}>
          <Radio value="bounce" label={words.bounce} />
          <Radio value="silent" label={words.silent} />
        </RadioGroup>
      </Field>
    </FormDialog>
  );
}
