/** Creating, changing and removing an alias. */
import * as z from 'zod';
import { type Alias, mailAddressSchema } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { sentAgain } from '../../client/sent-again.ts';
import { texts } from '../../texts.ts';
import { addressLinesSchema } from '../../ui/address-lines.ts';
import { ChangedElsewhere } from '../../ui/changed-elsewhere.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useEditForm } from '../../ui/use-edit-form.ts';
import { useServerForm } from '../../ui/use-form.ts';

const words = texts.aliases;
const MAX_TARGETS = 1000;

const schema = z.object({ address: mailAddressSchema, targets: addressLinesSchema({ least: 1, most: MAX_TARGETS }) });

export function CreateAliasDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  const form = useServerForm({
    initial: { address: '', targets: '' },
    schema,
    send: ({ address, targets }) =>
      change({
        send: () => client.aliases.put({ address, targets }),
        said: words.added(address),
        undo: (added) => sentAgain(() => client.aliases.remove({ address, opened: { targets: added.targets } }), 'NOT_FOUND'),
      }),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={words.form.createTitle}
      submitLabel={words.form.create}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <FormField control={form.control} name="address" label={words.form.address} hint={words.form.addressHint} required />
      <FormField control={form.control} name="targets" label={words.form.targets} hint={words.form.targetsHint} required lines={4} />
    </FormDialog>
  );
}

export function EditAliasDialog({ alias, onClose }: { readonly alias: Alias; readonly onClose: () => void }) {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  const { address } = alias;
  const form = useEditForm({
    opened: alias,
    toValues: ({ targets }: Alias) => ({ targets: targets.join('\n') }),
    schema: schema.pick({ targets: true }),
    send: ({ targets }, { seen }) =>
      change({
        send: () => client.aliases.put({ address, targets, replace: true, opened: { targets: seen.targets } }),
        said: words.changed(address),
        undo: ({ before, targets: after }) =>
          before === null ? undefined : () => client.aliases.put({ address, targets: before.targets, replace: true, opened: { targets: after } }),
      }),
    look: async () => {
      const now = (await client.aliases.list({})).find((one) => one.address === address);
      return now && { now };
    },
    onDone: onClose,
  });
  return (
    <FormDialog
      title={words.form.editTitle(address)}
      submitLabel={words.form.save}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <FormField control={form.control} name="targets" label={words.form.targets} hint={words.form.targetsHint} required lines={4} />
      <ChangedElsewhere elsewhere={form.elsewhere} labels={{ targets: words.form.targets }} />
    </FormDialog>
  );
}

export function RemoveAliasDialog({ alias: { address }, onClose }: { readonly alias: Alias; readonly onClose: () => void }) {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  const form = useServerForm({
    initial: {},
    schema: z.object({}),
    send: () =>
      change({
        send: () => client.aliases.remove({ address }),
        said: words.removed(address),
        undo: ({ targets }) => sentAgain(() => client.aliases.put({ address, targets }), 'CONFLICT'),
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
