/** Forwards the mail of an account. */
import * as z from 'zod';
import type { Forward } from '../../../shared/admin-api/mail-services.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { texts } from '../../texts.ts';
import { addressLinesSchema } from '../../ui/address-lines.ts';
import { ChangedElsewhere } from '../../ui/changed-elsewhere.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { FormSwitch } from '../../ui/form-switch.tsx';
import { useEditForm } from '../../ui/use-edit-form.ts';
import { accountSchema, type ServiceDialogProps, serviceOf } from './service-dialog.ts';

const words = texts.forwarding.forwardForm;
/** As the admin API has it. */
const MOST_TARGETS = 100;

type Shown = Omit<Forward, 'address'>;
const FRESH: Shown = { targets: [], keepCopy: true };

export function ForwardDialog({ address, accounts, known, onClose }: ServiceDialogProps<Forward>) {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  const form = useEditForm({
    opened: serviceOf(known, address),
    toValues: (forward: Shown = FRESH) => ({ address: address ?? '', targets: forward.targets.join('\n'), keepCopy: forward.keepCopy }),
    schema: z.object({ address: accountSchema(accounts), targets: addressLinesSchema({ least: 1, most: MOST_TARGETS }), keepCopy: z.boolean() }),
    send: (values, { seen }) =>
      change({
        send: () => client.forwards.set({ ...values, opened: seen ?? null }),
        said: texts.forwarding.forwarded(values.address),
        undo: ({ before, ...after }) =>
          before === null ? () => client.forwards.remove({ address: after.address, opened: after }) : () => client.forwards.set({ ...before, opened: after }),
      }),
    look: async (values) => ({ now: serviceOf(await client.forwards.list(), values.address) }),
    onDone: onClose,
  });
  const { control } = form;
  return (
    <FormDialog
      title={words.title(address ?? '')}
      submitLabel={words.save}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      {address === undefined && (
        <FormField control={control} name="address" label={texts.forwarding.account} hint={texts.forwarding.accountHint} required suggestions={accounts} />
      )}
      <FormField control={control} name="targets" label={words.targets} hint={words.targetsHint} required lines={3} />
      <FormSwitch control={control} name="keepCopy" label={words.keepCopy} hint={words.keepCopyHint} />
      <ChangedElsewhere elsewhere={form.elsewhere} labels={words} gone={texts.forwarding.forwardGone(address ?? '')} />
    </FormDialog>
  );
}
