/** Mailing lists: who may post, where replies go, and below the members of the one that is selected. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { MailingList } from '../../../shared/admin-api/lists.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { useDomains, useMailingLists } from '../../client/queries.ts';
import { names, texts } from '../../texts.ts';
import { DomainFilter, inDomain } from '../../ui/domain-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount, formatDateTime } from '../../ui/format.ts';
import { ListWindow } from '../../ui/list-window.tsx';
import { Loading } from '../../ui/loading.tsx';
import { MultiListTable } from '../../ui/multi-list-table.tsx';
import { NoDomainYet } from '../../ui/no-domain-yet.tsx';
import { type MultiListColumn, useMultiList } from '../../ui/use-multi-list.ts';
import { ImportListsDialog } from './import-dialog.tsx';
import { ListDialog } from './list-dialogs.tsx';
import { MembersPane } from './members-pane.tsx';
import { RemoveListsDialog } from './remove-lists-dialog.tsx';

const words = texts.mailingLists;

function postingText({ posting, posters }: MailingList): string {
  const whoever = words.posting[posting];
  return posting === 'members' && posters.length > 0 ? words.andNamed(whoever, posters.length) : whoever;
}

const COLUMNS: readonly MultiListColumn<MailingList>[] = [
  {
    id: 'address',
    label: words.column.address,
    width: 'minmax(190px, 2fr)',
    narrow: 'minmax(240px, 3fr)',
    cell: ({ address }) => address,
    sortBy: ({ address }) => address,
  },
  { id: 'name', label: words.column.name, width: 'minmax(110px, 1.3fr)', cell: ({ name }) => <span title={name}>{name}</span>, sortBy: ({ name }) => name },
  {
    id: 'members',
    label: words.column.members,
    width: '96px',
    // Its heading is longer than its figures, in German at least.
    narrow: 'minmax(92px, 96px)',
    align: 'end',
    cell: ({ memberCount }) => formatCount(memberCount),
    sortBy: ({ memberCount }) => memberCount,
  },
  { id: 'posting', label: words.column.posting, width: 'minmax(140px, 1fr)', narrow: 'minmax(200px, 1.3fr)', cell: postingText, sortBy: postingText },
  {
    id: 'replyTo',
    label: words.column.replyTo,
    width: '112px',
    narrow: 'minmax(112px, 120px)',
    cell: ({ replyTo }) => words.replyTo[replyTo],
    sortBy: ({ replyTo }) => replyTo,
  },
  {
    id: 'owner',
    label: words.column.owner,
    width: 'minmax(150px, 1fr)',
    cell: ({ owner }) => <span title={owner}>{owner === '' ? words.postmaster : owner}</span>,
    sortBy: ({ owner }) => owner,
  },
  {
    id: 'created',
    label: words.column.created,
    width: '150px',
    spare: true,
    cell: ({ createdAt }) => formatDateTime(createdAt),
    sortBy: ({ createdAt }) => createdAt,
  },
];

const useStyles = makeStyles({
  lists: { display: 'flex', flexDirection: 'column', flex: '1 1 40%', minHeight: '110px' },
  members: { display: 'flex', flexDirection: 'column', flex: '1 1 60%', minHeight: '160px', borderTop: `1px solid ${tokens.colorNeutralStroke1}` },
  hint: {
    margin: 0,
    padding: '8px 12px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
  },
});

/** With what is shown at that moment: what changes elsewhere closes no form. */
type Asking = { readonly what: 'edit'; readonly list: MailingList } | { readonly what: 'remove'; readonly lists: readonly MailingList[] };

const NO_LISTS: readonly MailingList[] = [];
const keyOf = ({ address }: MailingList): string => address;
const textOf = ({ address, name, owner }: MailingList): string => `${address} ${name} ${owner}`;

export function MailingListsWindow() {
  const styles = useStyles();
  const lists = useMailingLists();
  const domains = useDomains();
  const navigate = useNavigate();
  const { create, domain, import: importing, list: first } = useSearch({ from: '/lists' });
  const [asking, setAsking] = useState<Asking>();
  const rows = useMemo(() => (lists.data ?? NO_LISTS).filter(({ address }) => inDomain(address, domain)), [lists.data, domain]);
  const list = useMultiList({ rows, keyOf, textOf, columns: COLUMNS, selected: first });
  const { chosen, only } = list;
  const within = domain === undefined ? {} : { domain };
  const show = (search: { domain?: string; create?: true; import?: true }): void => void navigate({ to: '/lists', search, replace: true });
  const remove = (): void => setAsking({ what: 'remove', lists: chosen });
  const close = (): void => setAsking(undefined);
  const title = windowTitle(names, 'mailing-lists');

  if (lists.data === undefined || domains.data === undefined) return <Loading error={lists.error ?? domains.error} retry={() => void lists.refetch()} />;
  const hasDomain = domains.data.length > 0;
  return (
    <ListWindow
      title={title}
      search={list.search}
      onSearch={list.setSearch}
      count={list.count(words.one, words.many)}
      filter={<DomainFilter domains={domains.data} value={domain} onChange={(name) => show(name === undefined ? {} : { domain: name })} />}
      commands={[
        { label: words.add, run: hasDomain ? () => show({ ...within, create: true }) : undefined, primary: true },
        { label: words.edit, run: only && (() => setAsking({ what: 'edit', list: only })) },
        { label: words.import, run: hasDomain ? () => show({ ...within, import: true }) : undefined },
        { label: words.showLog, run: only && (() => void navigate({ to: '/log', search: { text: only.address } })) },
        { label: words.remove, run: chosen.length > 0 ? remove : undefined },
      ]}
    >
      {hasDomain ? (
        <div className={styles.lists}>
          <MultiListTable
            label={title}
            list={list}
            empty={<EmptyState {...words.empty} action={{ label: words.add, run: () => show({ ...within, create: true }) }} />}
            onOpen={(row) => setAsking({ what: 'edit', list: row })}
            onRemove={remove}
          />
        </div>
      ) : (
        <NoDomainYet text={words.emptyNoDomain} />
      )}
      {only === undefined ? (
        rows.length > 0 && <p className={styles.hint}>{words.members.none}</p>
      ) : (
        <div className={styles.members}>
          <MembersPane key={only.address} list={only} />
        </div>
      )}
      {create === true && hasDomain && <ListDialog onCreated={(address) => list.selectOnly(address)} onClose={() => show(within)} />}
      {importing === true && hasDomain && <ImportListsDialog domains={domains.data} lists={lists.data} list={only?.address} onClose={() => show(within)} />}
      {asking?.what === 'edit' && <ListDialog list={asking.list} onClose={close} />}
      {asking?.what === 'remove' && <RemoveListsDialog lists={asking.lists} onClose={close} />}
    </ListWindow>
  );
}
