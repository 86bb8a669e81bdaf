/** Forwards the mail of an account. */
import * as z from 'zod';
import type { Forward } from '../../../shared/admin-api/mail-services.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { texts } from '../../texts.ts';
import { addressLinesSchema } from '../../ui/address-lines.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { FormSwitch } from '../../ui/form-switch.tsx';
import { useServerForm } from '../../ui/use-form.ts';
import { accountSchema, type ServiceDialogProps, serviceOf } from './service-dialog.ts';

const words = texts.forwarding.forwardForm;
/** As the admin API has it. */
const MOST_TARGETS = 100;

export function ForwardDialog({ address, accounts, known, onClose }: ServiceDialogProps<Forward>) {
  const client = useAdminClient();
  const now = serviceOf(known, address);
  const { change } = useUndoableDirectory();
  const form = useServerForm({
    initial: { address: address ?? '', targets: (now?.targets ?? []).join('\n'), keepCopy: now?.keepCopy ?? true },
    schema: z.object({ address: accountSchema(accounts), targets: addressLinesSchema({ least: 1, most: MOST_TARGETS }), keepCopy: z.boolean() }),
    send: async (values) => {
      const before = serviceOf(known, values.address);
      await change({
        send: () => client.forwards.set(values),
        said: texts.forwarding.forwarded(values.address),
        undo: () => () => (before === undefined ? client.forwards.remove({ address: values.address }) : client.forwards.set(before)),
      });
    },
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
    </FormDialog>
  );
}
