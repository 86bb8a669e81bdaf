/** The members of one mailing list: put on it, taken off it, saved as a file. */
import { makeStyles, mergeClasses, SearchBox, tokens } from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import * as z from 'zod';
import type { ListMember, MailingList } from '../../../shared/admin-api/lists.ts';
import { csvLine } from '../../../shared/lists/csv.ts';
import { loginKey } from '../../../shared/mail/address.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { keys } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { addressLinesSchema } from '../../ui/address-lines.ts';
import { useBarStyles } from '../../ui/bar-styles.ts';
import { CommandButtons } from '../../ui/command-buttons.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { Loading } from '../../ui/loading.tsx';
import { MultiListTable } from '../../ui/multi-list-table.tsx';
import { useNotices } from '../../ui/notices.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { useServerForm } from '../../ui/use-form.ts';
import { type MultiListColumn, useMultiList } from '../../ui/use-multi-list.ts';
import { putBackInParts, removeInParts, takeOffInParts } from './member-parts.ts';

const words = texts.mailingLists.members;

const useStyles = makeStyles({
  bar: { borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  title: { margin: '0 8px 0 0', fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  search: { width: '200px', minWidth: '110px' },
});

const COLUMNS: readonly MultiListColumn<ListMember>[] = [
  { id: 'address', label: words.column.address, width: 'minmax(220px, 2fr)', cell: ({ address }) => address, sortBy: ({ address }) => address },
  {
    id: 'joined',
    label: words.column.joined,
    width: 'minmax(150px, 1fr)',
    cell: ({ joinedAt }) => formatDateTime(joinedAt),
    sortBy: ({ joinedAt }) => joinedAt,
  },
  {
    id: 'suspended',
    label: words.column.suspended,
    width: 'minmax(150px, 1fr)',
    cell: ({ suspendedAt }) => (suspendedAt === null ? '' : formatDateTime(suspendedAt)),
    sortBy: ({ suspendedAt }) => suspendedAt ?? 0,
  },
];

const NOBODY: readonly ListMember[] = [];
const keyOf = ({ address }: ListMember): string => address;

export function MembersPane({ list: { address: list, memberCount } }: { readonly list: MailingList }) {
  const bar = useBarStyles();
  const styles = useStyles();
  const titleId = useId();
  const client = useAdminClient();
  const { run } = useUndoableDirectory();
  const [adding, setAdding] = useState(false);
  // Whoever joins or leaves elsewhere changes the count of the list, which is looked at again and again.
  const members = useQuery({
    queryKey: [...keys.mailingLists, list, memberCount],
    queryFn: () => client.lists.members({ address: list }),
    placeholderData: keepPreviousData,
  });
  const shown = useMultiList({ rows: members.data ?? NOBODY, keyOf, textOf: keyOf, columns: COLUMNS });
  if (members.data === undefined) return <Loading error={members.error} retry={() => void members.refetch()} />;
  const { chosen } = shown;
  const remove = (): void => {
    const gone = chosen.map(keyOf);
    shown.unselect();
    void run({
      send: () => removeInParts(client, list, gone),
      said: (removed) => words.removed(removed.length, list),
      undo: (removed) => (removed.length === 0 ? undefined : () => putBackInParts(client, list, removed)),
    });
  };
  const save = (): void => {
    const lines = [words.csvColumns, ...shown.shown.map(({ address, joinedAt }) => [list, address, new Date(joinedAt).toISOString()])];
    saveFile(
      `${list}.csv`,
      lines.map((line) => `${csvLine(line)}\r\n`),
      'text/csv',
    );
  };
  return (
    <>
      <div className={mergeClasses(bar.root, styles.bar)} role="toolbar" aria-labelledby={titleId}>
        <h2 id={titleId} className={styles.title}>
          {words.title(list)}
        </h2>
        <CommandButtons
          commands={[
            { label: words.add, run: () => setAdding(true) },
            { label: words.remove, run: chosen.length > 0 ? remove : undefined },
            { label: words.export, run: shown.shown.length > 0 ? save : undefined },
          ]}
        />
        <span className={bar.space} />
        <span className={bar.count} aria-live="polite">
          {shown.count(words.one, words.many)}
        </span>
        <SearchBox
          size="small"
          className={styles.search}
          placeholder={words.find}
          aria-label={words.find}
          value={shown.search}
          onChange={(_event, { value }) => shown.setSearch(value)}
        />
      </div>
      <MultiListTable
        label={words.title(list)}
        list={shown}
        empty={<EmptyState {...words.empty} action={{ label: words.add, run: () => setAdding(true) }} />}
        onRemove={remove}
      />
      {adding && <AddMembersDialog list={list} known={members.data} onClose={() => setAdding(false)} />}
    </>
  );
}

/** As the admin API has it. */
const MOST_MEMBERS = 10_000;
const schema = z.object({ members: addressLinesSchema({ least: 1, most: MOST_MEMBERS }) });

interface AddMembersDialogProps {
  readonly list: string;
  readonly known: readonly ListMember[];
  readonly onClose: () => void;
}

function AddMembersDialog({ list, known, onClose }: AddMembersDialogProps) {
  const client = useAdminClient();
  const notices = useNotices();
  const { change } = useUndoableDirectory();
  const form = useServerForm({
    initial: { members: '' },
    schema,
    send: async ({ members }) => {
      // Whoever gets nothing any more because mail came back gets it again.
      const there = new Set(known.filter(({ suspendedAt }) => suspendedAt === null).map(({ address }) => loginKey(address)));
      const fresh = members.filter((member) => !there.has(loginKey(member)));
      if (fresh.length === 0) {
        notices.done(words.alreadyThere);
        return true;
      }
      return await change({
        send: () => client.lists.addMembers({ address: list, members: fresh }),
        said: ({ added, revived }) => words.added(added.length + revived.length, list),
        undo: (done) => (done.added.length + done.revived.length === 0 ? undefined : () => takeOffInParts(client, list, done)),
      });
    },
    onDone: onClose,
  });
  return (
    <FormDialog
      title={words.form.title(list)}
      submitLabel={words.form.submit}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <FormField control={form.control} name="members" label={words.form.addresses} hint={words.form.hint} required lines={6} />
    </FormDialog>
  );
}
