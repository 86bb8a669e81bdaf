/** Creating, changing and removing an alias. */
import * as z from 'zod';
import { type Alias, mailAddressSchema } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { problemsOf } from '../../client/problems.ts';
import { useDirectoryChange } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { addressLinesSchema } from '../../ui/address-lines.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useServerForm } from '../../ui/use-form.ts';

const words = texts.aliases;
const MAX_TARGETS = 1000;

const schema = z.object({ address: mailAddressSchema, targets: addressLinesSchema({ least: 1, most: MAX_TARGETS }) });

/** Without `alias` a new one is created. */
export function AliasDialog({ alias, onClose }: { readonly alias?: Alias; readonly onClose: () => void }) {
  const client = useAdminClient();
  const put = useDirectoryChange((input: { address: string; targets: string[]; replace: boolean }) => client.aliases.put(input));
  const form = useServerForm({
    initial: { address: alias?.address ?? '', targets: (alias?.targets ?? []).join('\n') },
    schema,
    send: (values) => put.mutateAsync({ ...values, replace: alias !== undefined }),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={alias === undefined ? words.form.createTitle : words.form.editTitle(alias.address)}
      submitLabel={alias === undefined ? words.form.create : words.form.save}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      {alias === undefined && <FormField control={form.control} name="address" label={words.form.address} hint={words.form.addressHint} required />}
      <FormField control={form.control} name="targets" label={words.form.targets} hint={words.form.targetsHint} required lines={4} />
    </FormDialog>
  );
}

export function RemoveAliasDialog({ alias, onClose }: { readonly alias: Alias; readonly onClose: () => void }) {
  const client = useAdminClient();
  const remove = useDirectoryChange((address: string) => client.aliases.remove({ address }));
  return (
    <FormDialog
      title={words.removal.title(alias.address)}
      submitLabel={words.removal.confirm}
      danger
      busy={remove.isPending}
      problems={remove.error === null ? [] : problemsOf(remove.error)}
      onSubmit={() => remove.mutate(alias.address, { onSuccess: onClose })}
      onClose={onClose}
    >
      {words.removal.text(alias.address)}
    </FormDialog>
  );
}
