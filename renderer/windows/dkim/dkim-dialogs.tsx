/** Making a key, signing with one that the DNS does not know yet, and removing one. */
import { useMutation } from '@tanstack/react-query';
import * as z from 'zod';
import { DKIM_ALGORITHMS, type DkimKey } from '../../../shared/admin-api/dkim.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { problemsOf } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { FormChoice } from '../../ui/form-choice.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { FormSelect } from '../../ui/form-select.tsx';
import { useNotices } from '../../ui/notices.tsx';
import { useServerForm } from '../../ui/use-form.ts';
import { useDkimActions } from './dkim-actions.ts';

const words = texts.dkim;
/** As the server has it. */
const SELECTOR = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)?$/i;

const schema = z.object({
  domain: z.string(),
  algorithm: z.enum(DKIM_ALGORITHMS),
  selector: z.string().trim().regex(SELECTOR, words.form.selectorWrong),
});

export interface NewKeyDialogProps {
  readonly domains: readonly string[];
  readonly domain?: string;
  /** The key that the new one is to take the place of. */
  readonly replaced?: DkimKey;
  readonly onMade: (key: DkimKey) => void;
  readonly onClose: () => void;
}

export function NewKeyDialog({ domains, domain, replaced, onMade, onClose }: NewKeyDialogProps) {
  const client = useAdminClient();
  const notices = useNotices();
  const { reload } = useDkimActions(() => undefined);
  const form = useServerForm({
    initial: { domain: domain ?? domains[0] ?? '', algorithm: replaced?.algorithm ?? 'rsa', selector: '' },
    schema,
    send: async ({ selector, ...values }) => {
      const key = await client.dkim.add({ ...values, ...(selector === '' ? {} : { selector }) });
      await reload();
      notices.done(words.made(key.selector, key.domain));
      onMade(key);
    },
    onDone: onClose,
  });
  const { control } = form;
  return (
    <FormDialog
      title={words.form.title}
      submitLabel={words.form.submit}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <span>{replaced === undefined ? words.form.how : words.form.rotateHow}</span>
      <FormSelect control={control} name="domain" label={words.form.domain} choices={domains} />
      <FormChoice
        control={control}
        name="algorithm"
        label={words.form.algorithm}
        choices={DKIM_ALGORITHMS.map((value) => ({ value, label: words.algorithms[value], help: words.algorithmHelp[value] }))}
      />
      <FormField control={control} name="selector" label={words.form.selector} hint={words.form.selectorHint} />
    </FormDialog>
  );
}

interface KeyDialogProps {
  readonly dkim: DkimKey;
  readonly onClose: () => void;
}

export function UseAnywayDialog({ dkim, onClose }: KeyDialogProps) {
  const { signAnyway } = useDkimActions(() => undefined);
  const use = useMutation({ mutationFn: () => signAnyway(dkim), onSuccess: onClose });
  return (
    <FormDialog
      title={words.useAnyway.title(dkim.selector)}
      submitLabel={words.useAnyway.submit}
      danger
      busy={use.isPending}
      problems={use.error === null ? [] : problemsOf(use.error)}
      onSubmit={() => use.mutate()}
      onClose={onClose}
    >
      {words.useAnyway.text}
    </FormDialog>
  );
}

export function RemoveKeyDialog({ dkim: { domain, selector, state }, onClose }: KeyDialogProps) {
  const client = useAdminClient();
  const notices = useNotices();
  const { reload } = useDkimActions(() => undefined);
  const remove = useMutation({
    mutationFn: () => client.dkim.remove({ domain, selector, confirmed: true }),
    onSuccess: async () => {
      notices.done(words.removed(selector, domain));
      onClose();
      await reload();
    },
  });
  return (
    <FormDialog
      title={words.removal.title(selector, domain)}
      submitLabel={words.removal.confirm}
      danger
      busy={remove.isPending}
      problems={remove.error === null ? [] : problemsOf(remove.error)}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      {state === 'active' && <strong>{words.removal.active}</strong>}
      <span>{words.removal.text}</span>
    </FormDialog>
  );
}
