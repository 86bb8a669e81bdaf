/** Filters: the texts that messages must not contain. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { EntryRow } from '../../../shared/admin-api/entries.ts';
import type { FilterEntry } from '../../../shared/settings/security/filters.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { texts } from '../../texts.ts';
import { EntryText } from '../../ui/entry-list/entry-text.tsx';
import { lastHitColumn } from '../../ui/entry-list/last-hit-column.tsx';
import { EntryList } from '../../ui/entry-list/entry-list.tsx';
import { ExpiryCell } from '../../ui/entry-list/expiry-cell.tsx';
import { formatCount } from '../../ui/format.ts';
import type { MultiColumn } from '../../ui/multi-table.tsx';
import { FilterDialog } from './filter-dialog.tsx';

const words = texts.lists;
const FRESH: FilterEntry = { text: '', scope: 'anywhere', action: 'reject', enabled: true, note: '', expires: null };

const COLUMNS: readonly MultiColumn<EntryRow<FilterEntry>>[] = [
  { id: 'main', label: words.column.text, width: 'minmax(180px, 2fr)', cell: ({ entry }) => <EntryText text={entry.text} /> },
  { id: 'scope', label: words.column.scope, width: '104px', cell: ({ entry }) => words.scopes[entry.scope] },
  { id: 'action', label: words.column.action, width: '112px', cell: ({ entry }) => words.actions[entry.action] },
  { id: 'enabled', label: words.column.state, width: '76px', cell: ({ entry }) => (entry.enabled ? words.on : words.off) },
  { id: 'note', label: words.column.note, width: 'minmax(90px, 1fr)', spare: true, cell: ({ entry }) => <EntryText text={entry.note} /> },
  { id: 'expires', label: words.column.expires, width: '116px', narrow: '104px', cell: ({ entry }) => <ExpiryCell expires={entry.expires} /> },
  { id: 'hits', label: words.column.hits, width: '62px', align: 'end', cell: ({ hits }) => formatCount(hits) },
  lastHitColumn(),
];

export function FiltersWindow() {
  const client = useAdminClient();
  const navigate = useNavigate();
  const { text, scope, trace } = useSearch({ from: '/security/filters' });
  return (
    <EntryList
      list="filters"
      client={client.entries.filters}
      columns={COLUMNS}
      mainOf={(entry) => entry.text}
      isOff={(entry) => !entry.enabled || (entry.expires !== null && Date.parse(entry.expires) <= Date.now())}
      states={['active', 'off', 'expired', 'never-hit']}
      fresh={FRESH}
      proposed={text === undefined ? undefined : { ...FRESH, text, scope: scope ?? 'anywhere' }}
      onProposedDone={() => void navigate({ to: '/security/filters', search: {}, replace: true })}
      renderDialog={(asked) => <FilterDialog key={trace} {...asked} trace={trace} />}
    />
  );
}
