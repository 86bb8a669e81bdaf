/** Adding and removing a domain. */
import { Link } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import * as z from 'zod';
import { type Domain, domainNameSchema } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { sentAgain } from '../../client/sent-again.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useServerForm } from '../../ui/use-form.ts';

const words = texts.domains;
const schema = z.object({ name: domainNameSchema });

export function AddDomainDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  const form = useServerForm({
    initial: { name: '' },
    schema,
    send: ({ name }) =>
      change({ send: () => client.domains.add({ name }), said: words.added(name), undo: () => sentAgain(() => client.domains.remove({ name }), 'NOT_FOUND') }),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={words.form.title}
      submitLabel={words.form.submit}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <FormField control={form.control} name="name" label={words.form.name} hint={words.form.hint} required />
    </FormDialog>
  );
}

export function RemoveDomainDialog({ domain, onClose }: { readonly domain: Domain; readonly onClose: () => void }) {
  const client = useAdminClient();
  const navigate = useNavigate();
  const { change } = useUndoableDirectory();
  const { name } = domain;
  const form = useServerForm({
    initial: {},
    schema: z.object({}),
    send: () =>
      change({ send: () => client.domains.remove({ name }), said: words.removed(name), undo: () => sentAgain(() => client.domains.add({ name }), 'CONFLICT') }),
    onDone: onClose,
  });
  const inUse = domain.accounts > 0 || domain.aliases > 0 || domain.lists > 0;
  const { removal } = words;
  return (
    <FormDialog
      title={removal.title(name)}
      submitLabel={removal.confirm}
      danger
      disabled={inUse}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <span>{inUse ? removal.inUse(name, domain) : removal.text(name)}</span>
      {domain.accounts > 0 && (
        <Link as="button" onClick={() => void navigate({ to: '/accounts', search: { domain: name } })}>
          {removal.showAccounts}
        </Link>
      )}
      {domain.aliases > 0 && (
        <Link as="button" onClick={() => void navigate({ to: '/aliases', search: { domain: name } })}>
          {removal.showAliases}
        </Link>
      )}
      {domain.lists > 0 && (
        <Link as="button" onClick={() => void navigate({ to: '/lists', search: { domain: name } })}>
          {removal.showLists}
        </Link>
      )}
    </FormDialog>
  );
}
