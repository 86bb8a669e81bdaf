/** The quarantine: messages that were accepted and are held until somebody decides. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { HeldMessage } from '../../../shared/admin-api/quarantine.ts';
import { checkIdSchema } from '../../../shared/decisions/verdicts.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useAddressBans } from '../../client/address-bans.ts';
import { names, said, texts } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ListWindow } from '../../ui/list-window.tsx';
import { Loading } from '../../ui/loading.tsx';
import { MultiListTable } from '../../ui/multi-list-table.tsx';
import { useNotices } from '../../ui/notices.tsx';
import type { Sorting } from '../../ui/sort-rows.ts';
import { type MultiListColumn, useMultiList } from '../../ui/use-multi-list.ts';
import { whyWords } from '../../ui/why.ts';
import { HELD_COLUMNS } from './held-columns.ts';
import { keptUntil, MessagePreview, whyHeld } from './message-preview.tsx';

const words = texts.quarantine;
const PAGE = 1000;
/** Mail is held while the window is open. */
const REFRESH_MS = 10_000;

const COLUMNS: readonly MultiListColumn<HeldMessage>[] = [
  HELD_COLUMNS.when,
  HELD_COLUMNS.from,
  HELD_COLUMNS.to,
  HELD_COLUMNS.subject,
  {
    id: 'why',
    label: words.column.why,
    width: 'minmax(90px, 2fr)',
    narrow: 'minmax(226px, 2fr)',
    cell: (message) => <span title={whyHeld(message)}>{checkName(message)}</span>,
    sortBy: checkName,
  },
  {
    id: 'entry',
    label: words.column.entry,
    width: 'minmax(90px, 1.5fr)',
    spare: true,
    cell: ({ entry }) => <span title={entry}>{entry}</span>,
    sortBy: ({ entry }) => entry,
  },
  HELD_COLUMNS.size,
  {
    id: 'until',
    label: words.column.until,
    width: '140px',
    spare: true,
    cell: keptUntil,
    sortBy: ({ discardedAt }) => discardedAt ?? Number.MAX_SAFE_INTEGER,
  },
];

/** The title of the option that wanted it held. */
function checkName({ check }: HeldMessage): string {
  const known = checkIdSchema.safeParse(check);
  return known.success ? whyWords.check(known.data) : check;
}

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', flex: '1 1 45%', minHeight: '120px' },
  more: { display: 'flex', alignItems: 'center', columnGap: '10px', padding: '4px 8px', fontSize: tokens.fontSizeBase200 },
  hint: {
    margin: 0,
    padding: '8px 12px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
  },
});

const NEWEST_FIRST: Sorting = { column: 'when', descending: true };
const keyOf = ({ id }: HeldMessage): string => String(id);
const textOf = ({ reversePath, recipients, subject, entry, remoteAddress }: HeldMessage): string =>
  [reversePath, ...recipients, subject, entry, remoteAddress].join(' ');

/** Another `?find=` in the address is another start: that is searched for then. */
export function QuarantineWindow() {
  const { find = '' } = useSearch({ from: '/quarantine' });
  return <HeldMessages key={find} find={find} />;
}

function HeldMessages({ find }: { readonly find: string }) {
  const styles = useStyles();
  const client = useAdminClient();
  const queries = useQueryClient();
  const notices = useNotices();
  const bans = useAddressBans();
  const [removing, setRemoving] = useState(false);
  const [busy, setBusy] = useState(false);
  const held = useInfiniteQuery({
    queryKey: ['quarantine', 'list'],
    queryFn: ({ pageParam }) => client.quarantine.list({ limit: PAGE, ...(pageParam === undefined ? {} : { before: pageParam }) }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ more, messages }) => (more ? messages.at(-1)?.id : undefined),
    refetchInterval: REFRESH_MS,
  });
  const loaded = useMemo(() => held.data?.pages.flatMap(({ messages }) => messages) ?? [], [held.data]);
  const list = useMultiList({ rows: loaded, keyOf, textOf, columns: COLUMNS, sorting: NEWEST_FIRST, search: find });
  if (held.data === undefined) return <Loading error={held.error} retry={() => void held.refetch()} />;

  const all = held.data.pages[0]?.count ?? 0;
  const { chosen, only } = list;
  const settled = async (): Promise<void> => {
    list.unselect();
    await queries.invalidateQueries({ queryKey: ['quarantine', 'list'] });
  };
  /** As many as one call takes, until all are done. */
  const inParts = async (work: (ids: number[]) => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      const ids = chosen.map(({ id }) => id);
      for (let from = 0; from < ids.length; from += PAGE) await work(ids.slice(from, from + PAGE));
    } catch (error) {
      notices.failed(error);
    } finally {
      setBusy(false);
      await settled();
    }
  };
  const release = (): Promise<void> =>
    inParts(async (ids) => {
      const { released, refused } = await client.quarantine.release({ ids });
      const skipped = released.flatMap((message) => message.skipped);
      const lost = released.filter(({ contentLost }) => contentLost).length;
      const remarks = [...(skipped.length === 0 ? [] : [words.skipped(skipped.join(', '))]), ...(lost === 0 ? [] : [words.contentLost(lost)])];
      notices.done([words.released(released.length), remarks.join(' ')].filter((text) => text !== '').join('. '));
      if (refused.length > 0) notices.failed(words.notReleased(refused.length, said(refused[0]?.message ?? '')));
    });
  const remove = async (): Promise<void> => {
    await inParts(async (ids) => {
      const { removed } = await client.quarantine.remove({ ids });
      notices.done(words.removed(removed.length));
    });
    setRemoving(false);
  };
  const clients = new Map(chosen.filter(({ remoteAddress }) => remoteAddress !== '').map(({ remoteAddress, subject }) => [remoteAddress, subject]));
  const ban = async (): Promise<void> => {
    await bans.banAll([...clients].map(([address, subject]) => ({ address, note: words.banNote(subject), expires: null })));
  };
  const some = chosen.length > 0 && !busy;

  return (
    <ListWindow
      title={windowTitle(names, 'quarantine')}
      search={list.search}
      onSearch={list.setSearch}
      count={list.count(words.one, words.many, all)}
      commands={[
        { label: words.release, run: some ? () => void release() : undefined, primary: true },
        { label: words.remove, run: some ? () => setRemoving(true) : undefined },
        { label: words.ban, run: some && clients.size > 0 ? () => void ban() : undefined },
      ]}
    >
      <div className={styles.list}>
        <MultiListTable
          label={windowTitle(names, 'quarantine')}
          list={list}
          empty={<EmptyState title={words.empty.title} text={words.empty.text} />}
          onRemove={() => setRemoving(true)}
        />
        {held.hasNextPage && (
          <div className={styles.more}>
            <Button size="small" disabledFocusable={held.isFetchingNextPage} onClick={() => void held.fetchNextPage()}>
              {words.more}
            </Button>
            <span>{words.moreShown(loaded.length, all)}</span>
          </div>
        )}
      </div>
      {all > 0 && (only === undefined ? <p className={styles.hint}>{words.preview.none}</p> : <MessagePreview key={only.id} message={only} />)}
      {removing && (
        <FormDialog
          title={words.removal.title(chosen.length)}
          submitLabel={words.removal.confirm}
          danger
          busy={busy}
          onSubmit={() => void remove()}
          onClose={() => setRemoving(false)}
        >
          <span>{words.removal.text}</span>
        </FormDialog>
      )}
    </ListWindow>
  );
}
