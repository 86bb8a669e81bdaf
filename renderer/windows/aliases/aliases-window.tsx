/** Aliases: addresses whose mail goes to other addresses. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Alias } from '../../../shared/admin-api/directory.ts';
import { useAliases, useDomains } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { DomainFilter, inDomain } from '../../ui/domain-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { ListWindow } from '../../ui/list-window.tsx';
import { Loading } from '../../ui/loading.tsx';
import { NoDomainYet } from '../../ui/no-domain-yet.tsx';
import { useListState } from '../../ui/use-list-state.ts';
import { CreateAliasDialog, EditAliasDialog, RemoveAliasDialog } from './alias-dialogs.tsx';

const words = texts.aliases;

type Asking = { readonly what: 'edit' | 'remove'; readonly alias: Alias };

export function AliasesWindow() {
  const aliases = useAliases();
  const domains = useDomains();
  const navigate = useNavigate();
  const { create, domain } = useSearch({ from: '/aliases' });
  const [asking, setAsking] = useState<Asking>();
  const ofDomain = (aliases.data ?? []).filter((alias) => inDomain(alias.address, domain));
  const list = useListState(
    ofDomain,
    (alias) => alias.address,
    (alias) => `${alias.address} ${alias.targets.join(' ')}`,
  );
  const show = (search: { domain?: string; create?: true }): void => void navigate({ to: '/aliases', search, replace: true });
  const within = domain === undefined ? {} : { domain };
  const startCreating = (): void => show({ ...within, create: true });
  const { selected } = list;

  if (aliases.data === undefined || domains.data === undefined) return <Loading error={aliases.error ?? domains.error} retry={() => void aliases.refetch()} />;
  return (
    <ListWindow
      title={words.title}
      search={list.search}
      onSearch={list.setSearch}
      count={
        list.search === ''
          ? texts.table.count(ofDomain.length, words.one, words.many)
          : texts.table.countOf(list.shown.length, ofDomain.length, words.one, words.many)
      }
      filter={<DomainFilter domains={domains.data} value={domain} onChange={(chosen) => show(chosen === undefined ? {} : { domain: chosen })} />}
      commands={[
        { label: words.add, run: startCreating, primary: true },
        { label: words.edit, run: selected && (() => setAsking({ what: 'edit', alias: selected })) },
        { label: words.remove, run: selected && (() => setAsking({ what: 'remove', alias: selected })) },
      ]}
    >
      {domains.data.length === 0 ? (
        <NoDomainYet text={words.empty.text} />
      ) : ofDomain.length === 0 ? (
        <EmptyState {...words.empty} action={{ label: words.add, run: startCreating }} />
      ) : list.shown.length === 0 ? (
        <EmptyState title={texts.table.noMatch} action={{ label: texts.table.clearSearch, run: () => list.setSearch('') }} />
      ) : (
        <DataTable
          label={words.title}
          rows={list.shown}
          rowKey={(alias) => alias.address}
          columns={COLUMNS}
          selected={list.selectedKey}
          onSelect={list.select}
          onOpen={(alias) => setAsking({ what: 'edit', alias })}
          onRemove={(alias) => setAsking({ what: 'remove', alias })}
        />
      )}
      {create === true && domains.data.length > 0 && <CreateAliasDialog onClose={() => show(within)} />}
      {asking?.what === 'edit' && <EditAliasDialog alias={asking.alias} onClose={() => setAsking(undefined)} />}
      {asking?.what === 'remove' && <RemoveAliasDialog alias={asking.alias} onClose={() => setAsking(undefined)} />}
    </ListWindow>
  );
}

const COLUMNS: readonly Column<Alias>[] = [
  { id: 'address', label: words.column.address, width: 'minmax(200px, 1fr)', cell: (alias) => alias.address, sortBy: (alias) => alias.address },
  {
    id: 'targets',
    label: words.column.targets,
    width: 'minmax(240px, 2fr)',
    cell: (alias) => <span title={alias.targets.join('\n')}>{alias.targets.join(', ')}</span>,
    sortBy: (alias) => alias.targets.join(', '),
  },
  { id: 'created', label: words.column.created, width: '180px', cell: (alias) => formatDateTime(alias.createdAt), sortBy: (alias) => alias.createdAt },
];
