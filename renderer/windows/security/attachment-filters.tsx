/** Attachment filters: the kinds of files that messages must not carry. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { EntryRow } from '../../../shared/admin-api/entries.ts';
import type { AttachmentEntry } from '../../../shared/settings/security/attachment-filters.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { texts } from '../../texts.ts';
import { EntryText } from '../../ui/entry-list/entry-text.tsx';
import { lastHitColumn } from '../../ui/entry-list/last-hit-column.tsx';
import { EntryList } from '../../ui/entry-list/entry-list.tsx';
import { formatCount } from '../../ui/format.ts';
import type { MultiColumn } from '../../ui/multi-table.tsx';
import { AttachmentDialog } from './attachment-dialog.tsx';

const words = texts.lists;
const FRESH: AttachmentEntry = { pattern: '', action: 'reject', enabled: true, note: '' };

const COLUMNS: readonly MultiColumn<EntryRow<AttachmentEntry>>[] = [
  { id: 'main', label: words.column.pattern, width: 'minmax(160px, 1fr)', cell: ({ entry }) => <EntryText text={entry.pattern} /> },
  { id: 'action', label: words.column.action, width: '130px', cell: ({ entry }) => words.actions[entry.action] },
  { id: 'enabled', label: words.column.state, width: '76px', cell: ({ entry }) => (entry.enabled ? words.on : words.off) },
  { id: 'note', label: words.column.note, width: 'minmax(120px, 2fr)', cell: ({ entry }) => <EntryText text={entry.note} /> },
  { id: 'hits', label: words.column.hits, width: '70px', align: 'end', cell: ({ hits }) => formatCount(hits) },
  lastHitColumn(),
];

export function AttachmentFiltersWindow() {
  const client = useAdminClient();
  const navigate = useNavigate();
  const { pattern } = useSearch({ from: '/security/attachment-filters' });
  return (
    <EntryList
      list="attachment-filters"
      client={client.entries.attachmentFilters}
      columns={COLUMNS}
      mainOf={(entry) => entry.pattern}
      isOff={(entry) => !entry.enabled}
      states={['active', 'off', 'never-hit']}
      fresh={FRESH}
      proposed={pattern === undefined ? undefined : { ...FRESH, pattern }}
      onProposedDone={() => void navigate({ to: '/security/attachment-filters', search: {}, replace: true })}
      renderDialog={(asked) => <AttachmentDialog {...asked} />}
    />
  );
}
