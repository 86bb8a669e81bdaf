/** Creating, changing and removing mailing lists. */
import { Text } from '@fluentui/react-components';
import * as z from 'zod';
import { mailAddressSchema } from '../../../shared/admin-api/directory.ts';
import type { MailingList } from '../../../shared/admin-api/lists.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { useDirectoryChange } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { addressLinesSchema } from '../../ui/address-lines.ts';
import { FormChoice } from '../../ui/form-choice.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useServerForm } from '../../ui/use-form.ts';
import { addInParts } from './member-parts.ts';

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
type Values = z.output<typeof schema>;

export interface ListDialogProps {
  /** Undefined: a new one. */
  readonly list?: MailingList;
  readonly onCreated?: (address: string) => void;
  readonly onClose: () => void;
}

export function ListDialog({ list, onCreated, onClose }: ListDialogProps) {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  const add = useDirectoryChange((values: Values) => client.lists.add(values));
  const form = useServerForm({
    initial: {
      address: list?.address ?? '',
      name: list?.name ?? '',
      posting: list?.posting ?? 'members',
      posters: (list?.posters ?? []).join('\n'),
      replyTo: list?.replyTo ?? 'sender',
      owner: list?.owner ?? '',
    },
    schema,
    send: async (values) => {
      if (list === undefined) {
        onCreated?.((await add.mutateAsync(values)).address);
        return;
      }
      const { address, name, posting, posters, replyTo, owner } = list;
      await change({
        send: () => client.lists.update({ ...values, address }),
        said: words.changed(address),
        undo: () => () => client.lists.update({ address, name, posting, posters, replyTo, owner }),
      });
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
    </FormDialog>
  );
}

/** A removed list, for making it anew. */
interface RemovedList {
  readonly list: MailingList;
  readonly members: readonly string[];
}

export function RemoveListsDialog({ lists, onClose }: { readonly lists: readonly MailingList[]; readonly onClose: () => void }) {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  const [first] = lists;
  const removeAll = async (): Promise<readonly RemovedList[]> => {
    const removed: RemovedList[] = [];
    for (const list of lists) {
      const { address } = list;
      // Who is suspended because mail keeps coming back is not put on it again: adding a member ends that.
      const members = (await client.lists.members({ address })).filter(({ suspendedAt }) => suspendedAt === null).map((member) => member.address);
      await client.lists.remove({ address });
      removed.push({ list, members });
    }
    return removed;
  };
  const makeAgain = async (removed: readonly RemovedList[]): Promise<void> => {
    for (const { list, members } of removed) {
      const { address, name, posting, posters, replyTo, owner } = list;
      await client.lists.add({ address, name, posting, posters, replyTo, owner });
      await addInParts(client, address, members);
    }
  };
  const form = useServerForm({
    initial: {},
    schema: z.object({}),
    send: () =>
      change({
        send: removeAll,
        said: words.removal.done(lists.length, first?.address ?? ''),
        undo: (removed) => () => makeAgain(removed),
      }),
    onDone: onClose,
  });
  const members = lists.reduce((sum, { memberCount }) => sum + memberCount, 0);
  return (
    <FormDialog
      title={words.removal.title(lists.length, first?.address ?? '')}
      submitLabel={words.removal.confirm(lists.length)}
      danger
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      {words.removal.text(lists.length, members)}
    </FormDialog>
  );
}
