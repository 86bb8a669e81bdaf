/** Domains: the parts after the @ that this server takes mail for. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Domain } from '../../../shared/admin-api/directory.ts';
import { useDomains } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount, formatDateTime } from '../../ui/format.ts';
import { ListWindow } from '../../ui/list-window.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useListState } from '../../ui/use-list-state.ts';
import { AddDomainDialog, RemoveDomainDialog } from './domain-dialogs.tsx';

const words = texts.domains;

export function DomainsWindow() {
  const domains = useDomains();
  const navigate = useNavigate();
  const { create } = useSearch({ from: '/domains' });
  const [removing, setRemoving] = useState<Domain>();
  const list = useListState(
    domains.data ?? [],
    (domain) => domain.name,
    (domain) => domain.name,
  );
  const setCreating = (creating: boolean): void => void navigate({ to: '/domains', search: creating ? { create: true } : {}, replace: true });
  const { selected } = list;

  if (domains.data === undefined) return <Loading error={domains.error} retry={() => void domains.refetch()} />;
  return (
    <ListWindow
      title={words.title}
      search={list.search}
      onSearch={list.setSearch}
      count={
        list.search === ''
          ? texts.table.count(domains.data.length, words.one, words.many)
          : texts.table.countOf(list.shown.length, domains.data.length, words.one, words.many)
      }
      commands={[
        { label: words.add, run: () => setCreating(true), primary: true },
        { label: words.showAccounts, run: selected && (() => void navigate({ to: '/accounts', search: { domain: selected.name } })) },
        { label: words.remove, run: selected && (() => setRemoving(selected)) },
      ]}
    >
      {domains.data.length === 0 ? (
        <EmptyState {...words.empty} action={{ label: words.add, run: () => setCreating(true) }} />
      ) : list.shown.length === 0 ? (
        <EmptyState title={texts.table.noMatch} action={{ label: texts.table.clearSearch, run: () => list.setSearch('') }} />
      ) : (
        <DataTable
          label={words.title}
          rows={list.shown}
          rowKey={(domain) => domain.name}
          columns={COLUMNS}
          selected={list.selectedKey}
          onSelect={list.select}
          onOpen={(domain) => void navigate({ to: '/accounts', search: { domain: domain.name } })}
          onRemove={setRemoving}
        />
      )}
      {create === true && <AddDomainDialog onClose={() => setCreating(false)} />}
      {removing !== undefined && <RemoveDomainDialog domain={removing} onClose={() => setRemoving(undefined)} />}
    </ListWindow>
  );
}

const COLUMNS: readonly Column<Domain>[] = [
  { id: 'name', label: words.column.name, width: 'minmax(220px, 2fr)', cell: (domain) => domain.name, sortBy: (domain) => domain.name },
  {
    id: 'accounts',
    label: words.column.accounts,
    width: '110px',
    align: 'end',
    cell: (domain) => formatCount(domain.accounts),
    sortBy: (domain) => domain.accounts,
  },
  {
    id: 'aliases',
    label: words.column.aliases,
    width: '110px',
    align: 'end',
    cell: (domain) => formatCount(domain.aliases),
    sortBy: (domain) => domain.aliases,
  },
  {
    id: 'lists',
    label: words.column.lists,
    width: '120px',
    align: 'end',
    cell: (domain) => formatCount(domain.lists),
    sortBy: (domain) => domain.lists,
  },
  {
    id: 'created',
    label: words.column.created,
    width: 'minmax(160px, 1fr)',
    cell: (domain) => formatDateTime(domain.createdAt),
    sortBy: (domain) => domain.createdAt,
  },
];
