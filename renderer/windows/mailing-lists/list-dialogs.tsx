/** Creating and changing mailing lists. */
import { Text } from '@fluentui/react-components';
import * as z from 'zod';
import { mailAddressSchema } from '../../../shared/admin-api/directory.ts';
import type { MailingList, MailingListSettings } from '../../../shared/admin-api/lists.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { only, wayBack } from '../../client/way-back.ts';
import { texts } from '../../texts.ts';
import { addressLinesSchema } from '../../ui/address-lines.ts';
import { ChangedElsewhere } from '../../ui/changed-elsewhere.tsx';
import { FormChoice } from '../../ui/form-choice.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { type Edit, useEditForm } from '../../ui/use-edit-form.ts';

const words = texts.mailingLists;
/** As the admin API has them. */
const MOST_POSTERS = 10_000;
const NAME_LENGTH = 200;

const POSTING = ['members', 'anyone', 'named'] as const satisfies readonly MailingList['posting'][];
const REPLY_TO = ['sender', 'list'] as const satisfies readonly MailingList['replyTo'][];

const schema = z.object({
  address: mailAddressSchema,
  name: z.string().trim().max(NAME_LENGTH, words.form.nameLong),
  posting: z.enum(POSTING),
  posters: addressLinesSchema({ least: 0, most: MOST_POSTERS }),
  replyTo: z.enum(REPLY_TO),
  owner: z
    .string()
    .trim()
    .refine((owner) => owner === '' || mailAddressSchema.safeParse(owner).success, words.form.ownerWrong),
});
export interface ListDialogProps {
  /** Undefined: a new one. */
  readonly list?: MailingList;
  readonly onCreated?: (address: string) => void;
  readonly onClose: () => void;
}

/** A new list before anything has been typed. */
const FRESH: MailingListSettings & Pick<MailingList, 'address'> = { address: '', name: '', posting: 'members', posters: [], replyTo: 'sender', owner: '' };

export function ListDialog({ list, onCreated, onClose }: ListDialogProps) {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  const save = (address: string, values: z.output<typeof schema>, { seen, changed }: Edit<typeof FRESH, typeof FRESH>): Promise<boolean> =>
    change({
      send: () => client.lists.update({ ...only(values, changed), address, opened: only(seen, changed) }),
      said: words.changed(address),
      undo: ({ before, ...after }) => {
        const way = wayBack(before, after);
        return way && (() => client.lists.update({ address, ...way.back, opened: way.opened }));
      },
    });
  const form = useEditForm({
    opened: list ?? FRESH,
    toValues: ({ address, name, posting, posters, replyTo, owner }: typeof FRESH) => ({ address, name, posting, posters: posters.join('\n'), replyTo, owner }),
    schema,
    send: async (values, { seen, changed }) => {
      if (list !== undefined) return await save(list.address, values, { seen, changed });
      const made = await change({
        send: () => client.lists.add(values),
        said: ({ address }) => words.added(address),
        undo:
          ({ address }) =>
          (confirmed) =>
            client.lists.remove({ address, onlyEmpty: !confirmed }),
      });
      if (made) onCreated?.(values.address);
      return made;
    },
    look: async ({ address }) => {
      const now = (await client.lists.list()).find((one) => one.address === (list?.address ?? address));
      return now && { now };
    },
    onDone: onClose,
  });
  const { control } = form;
  return (
    <FormDialog
      title={list === undefined ? words.form.createTitle : words.form.editTitle(list.address)}
      submitLabel={list === undefined ? words.form.create : words.form.save}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      {list === undefined ? (
        <FormField control={control} name="address" label={words.form.address} hint={words.form.addressHint} required />
      ) : (
        <Text size={200}>{words.form.addressStays}</Text>
      )}
      <FormField control={control} name="name" label={words.form.name} hint={words.form.nameHint} />
      <FormChoice
        control={control}
        name="posting"
        label={words.form.posting}
        choices={POSTING.map((value) => ({ value, label: words.posting[value], help: words.form.postingHelp[value] }))}
      />
      <FormField control={control} name="posters" label={words.form.posters} hint={words.form.postersHint} lines={2} />
      <FormChoice
        control={control}
        name="replyTo"
        label={words.form.replyTo}
        horizontal
        choices={REPLY_TO.map((value) => ({ value, label: words.replyTo[value] }))}
      />
      <FormField control={control} name="owner" label={words.form.owner} hint={words.form.ownerHint} />
      <ChangedElsewhere elsewhere={form.elsewhere} labels={words.form} choices={{ posting: words.posting, replyTo: words.replyTo }} />
    </FormDialog>
  );
}
