/** A list of entries with fields of their own, such as listeners: a table made from the declarations, with add, edit and remove. */
import { Button, makeStyles, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import * as z from 'zod';
import { type Declaration, declaredField } from '../../../shared/settings/declarations.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { settingsKeys } from '../../client/settings.ts';
import { useSettingsChanges } from '../../client/settings-changes.tsx';
import { sentence } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../data-table.tsx';
import { Loading } from '../loading.tsx';
import { useNotices } from '../notices.tsx';
import { childrenOf, type Draft, nameOf, nameOfEntry } from './draft-fields.tsx';
import { EntryDialog } from './entry-dialog.tsx';
import { useFieldPointer } from './field-pointer.ts';
import { wordsOf } from './field-words.ts';
import { shownValue } from './shown-value.ts';

const ROW_HEIGHT = 28;
const HEAD_HEIGHT = 28;
/** Rows that are shown before the table scrolls by itself. */
const MOST_ROWS = 10;

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', gap: '6px', padding: '6px 8px' },
  button: { minWidth: 'max-content' },
  table: { display: 'flex', border: `1px solid ${tokens.colorNeutralStroke2}`, margin: '0 8px' },
  empty: { margin: 0, padding: '8px', color: tokens.colorNeutralForeground2 },
  help: { margin: 0, padding: '6px 8px 0', color: tokens.colorNeutralForeground2 },
});

/** An entry and its place in the list. */
export interface Entry {
  readonly place: number;
  readonly draft: Draft;
}

export interface ExtraColumn {
  readonly id: string;
  readonly label: string;
  readonly renderCell: (entry: Draft) => ReactNode;
  readonly sortBy: (entry: Draft) => string | number;
}

export interface EntryTableProps {
  /** Of the list, such as `server.listeners`. */
  readonly path: string;
  readonly words: {
    readonly add: string;
    readonly edit: string;
    readonly remove: string;
    readonly addTitle: string;
    readonly editTitle: string;
    readonly empty: string;
    readonly added: (name: string) => string;
    readonly changed: (name: string) => string;
    readonly removed: (name: string) => string;
  };
  readonly extra?: readonly ExtraColumn[];
}

const listSchema = z.array(z.record(z.string(), z.json()));

export function EntryTable({ path, words, extra = [] }: EntryTableProps) {
  const styles = useStyles();
  const client = useAdminClient();
  const changes = useSettingsChanges();
  const notices = useNotices();
  const restoreFocus = useRestoreFocusTarget();
  const { ref, pointed } = useFieldPointer(path);
  const entries = useQuery({ queryKey: [...settingsKeys.all, 'list', path], queryFn: async () => listSchema.parse(await client.settings.get({ path })) });
  const [selected, setSelected] = useState<string>();
  const [editing, setEditing] = useState<Entry | 'new'>();
  if (entries.data === undefined) return <Loading error={entries.error} retry={() => void entries.refetch()} />;

  const list = entries.data;
  const fields = childrenOf(`${path}[]`);
  const rows = list.map((draft, place): Entry => ({ draft, place }));
  const chosen = rows.find(({ place }) => String(place) === selected);
  const label = declaredField(path);
  const remove = async ({ place, draft }: Entry): Promise<void> => {
    const result = await changes.change([{ path, value: list.toSpliced(place, 1) }], words.removed(nameOfEntry(draft)));
    if (result.state === 'refused') notices.failed(result.problems.map(({ message }) => sentence(message)).join(' '));
    if (result.state === 'done') setSelected(undefined);
  };
  return (
    <div ref={ref} data-setting={path} data-pointed={pointed}>
      <div className={styles.bar} role="toolbar" aria-label={label === undefined ? path : wordsOf(label).label}>
        <Button size="small" className={styles.button} {...restoreFocus} onClick={() => setEditing('new')}>
          {words.add}
        </Button>
        <Button size="small" className={styles.button} disabled={chosen === undefined} {...restoreFocus} onClick={() => setEditing(chosen)}>
          {words.edit}
        </Button>
        <Button
          size="small"
          className={styles.button}
          disabled={chosen === undefined}
          {...restoreFocus}
          onClick={() => chosen !== undefined && void remove(chosen)}
        >
          {words.remove}
        </Button>
      </div>
      {rows.length === 0 ? (
        <p className={styles.empty}>{words.empty}</p>
      ) : (
        <div className={styles.table} style={{ height: Math.min(rows.length, MOST_ROWS) * ROW_HEIGHT + HEAD_HEIGHT }}>
          <DataTable
            label={label === undefined ? path : wordsOf(label).label}
            rows={rows}
            rowKey={({ place }) => String(place)}
            columns={[...columnsOf(fields), ...extra.map(extraColumn)]}
            selected={selected}
            onSelect={setSelected}
            onOpen={setEditing}
            onRemove={(entry) => void remove(entry)}
          />
        </div>
      )}
      {editing !== undefined && (
        <EntryDialog
          path={path}
          list={list}
          entry={editing === 'new' ? undefined : editing}
          fields={fields}
          words={words}
          onClose={() => setEditing(undefined)}
        />
      )}
    </div>
  );
}

function columnsOf(fields: readonly Declaration[]): Column<Entry>[] {
  return fields
    .filter(({ secret }) => !secret)
    .map((field, place) => ({
      id: field.path,
      label: wordsOf(field).label,
      width: place === 0 ? 'minmax(120px, 1.5fr)' : 'minmax(90px, 1fr)',
      ...(field.field.kind === 'number' ? { align: 'end' as const } : {}),
      cell: ({ draft }) => cellText(field, draft),
      sortBy: ({ draft }) => (field.field.kind === 'number' ? Number(draft[nameOf(field)]) : cellText(field, draft)),
    }));
}

/** What an empty field of an entry stands for, where that is more than nothing. */
const MEANT_BY_NOTHING: Readonly<Record<string, string>> = { 'server.listeners[].address': texts.server.allAddresses };

function cellText(field: Declaration, draft: Draft): string {
  const value = draft[nameOf(field)];
  const meant = MEANT_BY_NOTHING[field.path];
  if (value === '' && meant !== undefined) return meant;
  if (value === '' || value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  // A port is a name, not a quantity.
  return typeof value === 'number' ? String(value) : shownValue(field.path, value);
}

function extraColumn({ id, label, renderCell, sortBy }: ExtraColumn): Column<Entry> {
  return { id, label, width: 'minmax(110px, 1fr)', cell: ({ draft }) => renderCell(draft), sortBy: ({ draft }) => sortBy(draft) };
}
