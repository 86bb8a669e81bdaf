/** Every revision of the settings: when, who, what; a change can be taken back, and an earlier state restored. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Revision } from '../../../shared/admin-api/settings.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { sentence } from '../../client/problems.ts';
import { settingsKeys } from '../../client/settings.ts';
import { useSettingsChanges } from '../../client/settings-changes.tsx';
import { names, said, texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { ListWindow } from '../../ui/list-window.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useNotices } from '../../ui/notices.tsx';
import { useListState } from '../../ui/use-list-state.ts';
import { allRevisions } from './all-revisions.ts';
import { ChangeList } from './change-list.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { summaryOf } from './revision-diff.ts';

const words = texts.history;
const useStyles = makeStyles({
  details: {
    maxHeight: '45%',
    overflowY: 'auto',
    padding: '8px 12px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  title: { margin: '0 0 4px', fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold },
});

export function HistoryWindow() {
  const styles = useStyles();
  const client = useAdminClient();
  const changes = useSettingsChanges();
  const notices = useNotices();
  const history = useQuery({ queryKey: [...settingsKeys.all, 'history'], queryFn: () => allRevisions(client.settings.history) });
  const [restoring, setRestoring] = useState<Revision>();
  const list = useListState(history.data ?? [], keyOf, textOf);
  if (history.data === undefined) return <Loading error={history.error} retry={() => void history.refetch()} />;

  const all = history.data;
  const { selected } = list;
  const newest = all[0]?.revision;
  const takeBack = async ({ revision }: Revision): Promise<void> => {
    const result = await changes.undoRevision(revision, words.takenBack(revision));
    if (result.state !== 'refused') return;
    notices.failed(result.problems.map(({ field, message }) => sentence(`${names.field(field)?.label ?? field} ${said(message)}`)).join(' '));
  };
  return (
    <>
      <ListWindow
        title={windowTitle(names, 'history')}
        search={list.search}
        onSearch={list.setSearch}
        count={
          list.search === '' ? texts.table.count(all.length, words.one, words.many) : texts.table.countOf(list.shown.length, all.length, words.one, words.many)
        }
        commands={[
          { label: words.undo, run: selected !== undefined && selected.changes.length > 0 ? () => void takeBack(selected) : undefined },
          { label: words.restore, run: selected !== undefined && selected.revision !== newest ? () => setRestoring(selected) : undefined },
        ]}
      >
        {list.shown.length === 0 ? (
          <EmptyState title={texts.table.noMatch} action={{ label: texts.table.clearSearch, run: () => list.setSearch('') }} />
        ) : (
          <DataTable
            label={windowTitle(names, 'history')}
            rows={list.shown}
            rowKey={keyOf}
            columns={COLUMNS}
            selected={list.selectedKey}
            onSelect={list.select}
            descending
          />
        )}
        {selected !== undefined && (
          <section className={styles.details} aria-label={words.details(selected.revision)}>
            <h2 className={styles.title}>{words.details(selected.revision)}</h2>
            {selected.changes.length === 0 ? words.noChanges : <ChangeList changes={selected.changes} />}
          </section>
        )}
      </ListWindow>
      {restoring !== undefined && <RestoreDialog revisions={all} revision={restoring} onClose={() => setRestoring(undefined)} />}
    </>
  );
}

function keyOf({ revision }: Revision): string {
  return String(revision);
}

function who({ by }: Revision): string {
  const known: Readonly<Record<string, string>> = words.who;
  return known[by] ?? by;
}

function textOf(revision: Revision): string {
  return [revision.revision, who(revision), formatDateTime(revision.at), summaryOf(revision), ...revision.changes.map(({ path }) => path)].join(' ');
}

const COLUMNS: readonly Column<Revision>[] = [
  { id: 'at', label: words.column.at, width: '170px', cell: ({ at }) => formatDateTime(at), sortBy: ({ revision }) => revision },
  { id: 'revision', label: words.column.revision, width: '80px', align: 'end', cell: ({ revision }) => revision, sortBy: ({ revision }) => revision },
  { id: 'by', label: words.column.by, width: '140px', cell: who, sortBy: who },
  { id: 'changes', label: words.column.changes, width: 'minmax(240px, 1fr)', cell: summaryOf, sortBy: summaryOf },
];
