/** Creating, changing and removing an alias. */
import * as z from 'zod';
import { type Alias, mailAddressSchema } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
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
  const { change } = useUndoableDirectory();
  const form = useServerForm({
    initial: { address: alias?.address ?? '', targets: (alias?.targets ?? []).join('\n') },
    schema,
    send: ({ address, targets }) =>
      alias === undefined
        ? change({
            send: () => client.aliases.put({ address, targets }),
            said: words.added(address),
            undo: () => () => client.aliases.remove({ address }),
          })
        : change({
            send: () => client.aliases.put({ address, targets, replace: true }),
            said: words.changed(address),
            undo: () => () => client.aliases.put({ address, targets: alias.targets, replace: true }),
          }),
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

export function RemoveAliasDialog({ alias: { address, targets }, onClose }: { readonly alias: Alias; readonly onClose: () => void }) {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  const form = useServerForm({
    initial: {},
    schema: z.object({}),
    send: () =>
      change({
        send: () => client.aliases.remove({ address }),
        said: words.removed(address),
        undo: () => () => client.aliases.put({ address, targets }),
      }),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={words.removal.title(address)}
      submitLabel={words.removal.confirm}
      danger
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      {words.removal.text(address)}
    </FormDialog>
  );
}
