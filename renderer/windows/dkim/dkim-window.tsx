/** The keys that sign mail of the domains: made, put to use when their record is in the DNS, replaced, removed. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { DkimKey } from '../../../shared/admin-api/dkim.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useDomains } from '../../client/queries.ts';
import { names, texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { ListWindow } from '../../ui/list-window.tsx';
import { Loading } from '../../ui/loading.tsx';
import { NoDomainYet } from '../../ui/no-domain-yet.tsx';
import { ToneLabel } from '../../ui/tone-label.tsx';
import type { Tone } from '../../ui/tone.ts';
import { useListState } from '../../ui/use-list-state.ts';
import { DKIM_KEY, useDkimActions } from './dkim-actions.ts';
import { NewKeyDialog, RemoveKeyDialog, UseAnywayDialog } from './dkim-dialogs.tsx';
import { KeyRecord } from './key-record.tsx';

const words = texts.dkim;
/** Keys are made on the command line, too. */
const LOOK_AGAIN_MS = 10_000;

/** A key, or a domain that signs with none. */
interface Row {
  readonly domain: string;
  readonly key: DkimKey | undefined;
}

const keyOf = ({ domain, key }: Row): string => `${key?.selector ?? ''} ${domain}`;
const stateOf = ({ key }: Row): keyof typeof words.states => key?.state ?? 'none';
const TONES = { next: 'plain', active: 'good', retired: 'plain', none: 'watch' } as const satisfies Record<keyof typeof words.states, Tone>;
/** What signs stands first, what has to be thought of before what is over. */
const ORDER = ['active', 'none', 'next', 'retired'] as const;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'domain',
    label: words.column.domain,
    width: 'minmax(170px, 1.5fr)',
    cell: ({ domain }) => domain,
    sortBy: (row) => `${row.domain} ${ORDER.indexOf(stateOf(row))}`,
  },
  { id: 'selector', label: words.column.selector, width: 'minmax(110px, 1fr)', cell: ({ key }) => key?.selector, sortBy: ({ key }) => key?.selector ?? '' },
  {
    id: 'algorithm',
    label: words.column.algorithm,
    width: 'minmax(110px, 1fr)',
    cell: ({ key }) => key && words.algorithms[key.algorithm],
    sortBy: ({ key }) => key?.algorithm ?? '',
  },
  {
    id: 'state',
    label: words.column.state,
    width: 'minmax(200px, 1.5fr)',
    cell: (row) => <ToneLabel tone={TONES[stateOf(row)]} text={words.states[stateOf(row)]} />,
    sortBy: (row) => ORDER.indexOf(stateOf(row)),
  },
  { id: 'since', label: words.column.since, width: '150px', cell: ({ key }) => key && formatDateTime(key.stateAt), sortBy: ({ key }) => key?.stateAt ?? 0 },
  {
    id: 'created',
    label: words.column.created,
    width: '150px',
    spare: true,
    cell: ({ key }) => key && formatDateTime(key.createdAt),
    sortBy: ({ key }) => key?.createdAt ?? 0,
  },
];

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', flex: '1 1 50%', minHeight: '110px' },
  hint: { margin: 0, padding: '8px 12px', borderTop: `1px solid ${tokens.colorNeutralStroke2}`, color: tokens.colorNeutralForeground2 },
});

type Asking =
  | { readonly what: 'rotate' | 'remove' | 'use-anyway'; readonly key: DkimKey }
  /** A key for a domain that has none. */
  | { readonly what: 'add'; readonly domain: string };

export function DkimWindow() {
  const client = useAdminClient();
  const domains = useDomains();
  const keys = useQuery({ queryKey: DKIM_KEY, queryFn: () => client.dkim.list({}), refetchInterval: LOOK_AGAIN_MS });
  if (domains.data === undefined || keys.data === undefined) return <Loading error={domains.error ?? keys.error} retry={() => void keys.refetch()} />;
  if (domains.data.length === 0) return <NoDomainYet text={words.empty.text} />;
  return <KeyList domains={domains.data.map(({ name }) => name)} keys={keys.data} />;
}

function KeyList({ domains, keys }: { readonly domains: readonly string[]; readonly keys: readonly DkimKey[] }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const { create, domain: first } = useSearch({ from: '/dkim' });
  const [asking, setAsking] = useState<Asking>();
  const rows = useMemo(() => rowsOf(domains, keys), [domains, keys]);
  const list = useListState(rows, keyOf, ({ domain, key }) => `${domain} ${key?.selector ?? ''}`, first === undefined ? undefined : keyOf(rowOf(rows, first)));
  const actions = useDkimActions((key) => setAsking({ what: 'use-anyway', key }));
  const { selected } = list;
  const key = selected?.key;
  const setCreating = (creating: boolean): void => void navigate({ to: '/dkim', search: creating ? { create: true } : {}, replace: true });
  const close = (): void => setAsking(undefined);
  const show = (made: DkimKey): void => list.select(keyOf({ domain: made.domain, key: made }));
  return (
    <ListWindow
      title={windowTitle(names, 'dkim')}
      search={list.search}
      onSearch={list.setSearch}
      count={texts.table.count(keys.length, words.one, words.many)}
      commands={[
        { label: words.add, run: () => (selected === undefined ? setCreating(true) : setAsking({ what: 'add', domain: selected.domain })), primary: true },
        { label: words.use, run: key !== undefined && key.state !== 'active' ? () => void actions.sign(key) : undefined },
        { label: words.rotate, run: key?.state === 'active' ? () => setAsking({ what: 'rotate', key }) : undefined },
        { label: words.dnsRecords, run: selected && (() => void navigate({ to: '/dns', search: { domain: selected.domain } })) },
        { label: words.remove, run: key && (() => setAsking({ what: 'remove', key })) },
      ]}
    >
      <div className={styles.list}>
        {list.shown.length === 0 ? (
          <EmptyState title={texts.table.noMatch} action={{ label: texts.table.clearSearch, run: () => list.setSearch('') }} />
        ) : (
          <DataTable
            label={windowTitle(names, 'dkim')}
            rows={list.shown}
            rowKey={keyOf}
            columns={COLUMNS}
            selected={list.selectedKey}
            onSelect={list.select}
            onOpen={(row) => row.key === undefined && setAsking({ what: 'add', domain: row.domain })}
            onRemove={(row) => row.key !== undefined && setAsking({ what: 'remove', key: row.key })}
          />
        )}
      </div>
      {selected === undefined ? (
        <p className={styles.hint}>{words.record.none}</p>
      ) : key === undefined ? (
        <p className={styles.hint}>{words.stateHelp.none}</p>
      ) : (
        <KeyRecord key={keyOf(selected)} dkim={key} />
      )}
      {create === true && <NewKeyDialog domains={domains} onMade={show} onClose={() => setCreating(false)} />}
      {asking?.what === 'add' && <NewKeyDialog domains={domains} domain={asking.domain} onMade={show} onClose={close} />}
      {asking?.what === 'rotate' && <NewKeyDialog domains={domains} domain={asking.key.domain} replaced={asking.key} onMade={show} onClose={close} />}
      {asking?.what === 'use-anyway' && <UseAnywayDialog dkim={asking.key} onClose={close} />}
      {asking?.what === 'remove' && <RemoveKeyDialog dkim={asking.key} onClose={close} />}
    </ListWindow>
  );
}

/** All keys, and each domain that signs with none. */
function rowsOf(domains: readonly string[], keys: readonly DkimKey[]): readonly Row[] {
  return domains.flatMap((domain) => {
    const own = keys.filter((key) => key.domain === domain).map((key): Row => ({ domain, key }));
    return own.some(({ key }) => key?.state === 'active') ? own : [...own, { domain, key: undefined }];
  });
}

/** Of a domain the key that signs; else one that waits for that. */
function rowOf(rows: readonly Row[], domain: string): Row {
  const own = rows.filter((row) => row.domain === domain);
  return own.find((row) => stateOf(row) === 'active') ?? own.find(({ key }) => key !== undefined) ?? { domain, key: undefined };
}
