/** Adding and removing a domain. */
import { Link } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import * as z from 'zod';
import { type Domain, domainNameSchema } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { problemsOf } from '../../client/problems.ts';
import { useDirectoryChange } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useServerForm } from '../../ui/use-form.ts';

const words = texts.domains;
const schema = z.object({ name: domainNameSchema });

export function AddDomainDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useAdminClient();
  const add = useDirectoryChange((name: string) => client.domains.add({ name }));
  const form = useServerForm({ initial: { name: '' }, schema, send: ({ name }) => add.mutateAsync(name), onDone: onClose });
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
  const remove = useDirectoryChange((name: string) => client.domains.remove({ name }));
  const inUse = domain.accounts > 0 || domain.aliases > 0;
  const { removal } = words;
  return (
    <FormDialog
      title={removal.title(domain.name)}
      submitLabel={removal.confirm}
      danger
      disabled={inUse}
      busy={remove.isPending}
      problems={remove.error === null ? [] : problemsOf(remove.error)}
      onSubmit={() => remove.mutate(domain.name, { onSuccess: onClose })}
      onClose={onClose}
    >
      <span>{inUse ? removal.inUse(domain.name, domain.accounts, domain.aliases) : removal.text(domain.name)}</span>
      {domain.accounts > 0 && (
        <Link as="button" onClick={() => void navigate({ to: '/accounts', search: { domain: domain.name } })}>
          {removal.showAccounts}
        </Link>
      )}
      {domain.aliases > 0 && (
        <Link as="button" onClick={() => void navigate({ to: '/aliases', search: { domain: domain.name } })}>
          {removal.showAliases}
        </Link>
      )}
    </FormDialog>
  );
}
