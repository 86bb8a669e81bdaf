/** The editor of one list of the Security menu: the table with its commands, and the dialogs that they open. */
import { Fragment, type ReactNode, useMemo, useState } from 'react';
import type { EntryQuery, EntryRow, EntrySelection } from '../../../shared/admin-api/entries.ts';
import { LIST_FORMATS, type ListEntries, type ListId } from '../../../shared/lists/list-formats.ts';
import type { SecurityFinding } from '../../../shared/admin-api/security.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { sentence } from '../../client/problems.ts';
import { sentAgain } from '../../client/sent-again.ts';
import { useFindings } from '../../client/settings.ts';
import { type ChangeResult, useSettingsChanges } from '../../client/settings-changes.tsx';
import { names, texts } from '../../texts.ts';
import { EmptyState } from '../empty-state.tsx';
import { Loading } from '../loading.tsx';
import { isSelected, type MultiSelection, NO_SELECTION, onlyKey, selectedCount } from '../multi-selection.ts';
import { type MultiColumn, MultiTable } from '../multi-table.tsx';
import type { Sorting } from '../sort-rows.ts';
import { useNotices } from '../notices.tsx';
import { useLater } from '../use-later.ts';
import { EntryDetails } from './entry-details.tsx';
import { EntryToolbar, type EntryState } from './entry-toolbar.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { OptionSettings } from './option-settings.tsx';
import { ImportDialog } from './import-dialog.tsx';
import type { ListClient } from './list-client.ts';
import type { SaveEntry } from './use-saving.ts';
import { useEntryRows } from './use-entry-rows.ts';

/** The list is asked for what was typed once the typing rests. */
const SEARCH_MS = 200;

export interface EntryDialogAsked<Entry> {
  readonly title: string;
  readonly initial: Entry;
  readonly onSave: SaveEntry<Entry>;
  readonly onClose: () => void;
}

export interface EntryListProps<Id extends ListId> {
  readonly list: Id;
  readonly client: ListClient<ListEntries[Id]>;
  readonly columns: readonly MultiColumn<EntryRow<ListEntries[Id]>>[];
  readonly mainOf: (entry: ListEntries[Id]) => string;
  readonly isOff: (entry: ListEntries[Id]) => boolean;
  readonly states: readonly EntryState[];
  /** A new entry. */
  readonly fresh: ListEntries[Id];
  /** Opens the dialog for a new entry with this, as whoever has opened the window has it. */
  readonly proposed: ListEntries[Id] | undefined;
  /** What was proposed is dealt with. */
  readonly onProposedDone: () => void;
  readonly renderDialog: (asked: EntryDialogAsked<ListEntries[Id]>) => ReactNode;
}

type Asking<Entry> =
  | { readonly what: 'add'; readonly initial: Entry }
  | { readonly what: 'edit'; readonly row: EntryRow<Entry> }
  | { readonly what: 'import' | 'export' };

export function EntryList<Id extends ListId>(props: EntryListProps<Id>) {
  const { list, client, columns, mainOf, isOff, states, fresh, proposed, onProposedDone, renderDialog } = props;
  type Entry = ListEntries[Id];
  type Row = EntryRow<Entry>;
  const words = texts.lists;
  const changes = useSettingsChanges();
  const notices = useNotices();
  const [search, setSearch] = useState('');
  const [state, setState] = useState<EntryState>();
  const [sorting, setSorting] = useState<Sorting>({ column: 'list', descending: false });
  const [selection, setSelection] = useState<MultiSelection>(NO_SELECTION);
  const [asked, setAsking] = useState<Asking<Entry>>();
  const laterSearch = useLater(search, SEARCH_MS);
  const query = useMemo(
    (): EntryQuery => ({
      search: laterSearch.trim(),
      ...(state === undefined ? {} : { state }),
      sort: sortOf(sorting.column),
      descending: sorting.descending,
    }),
    [laterSearch, state, sorting],
  );
  const rows = useEntryRows(client, list, query);
  const findings = useOddEntries(list);
  // Another entry in the address of the window is asked for anew, whatever was being typed.
  const proposal = proposed === undefined ? undefined : JSON.stringify(proposed);
  const [knownProposal, setKnownProposal] = useState(proposal);
  if (proposal !== knownProposal) {
    setKnownProposal(proposal);
    if (proposal !== undefined) setAsking(undefined);
  }
  const asking: Asking<Entry> | undefined = asked ?? (proposed === undefined ? undefined : { what: 'add', initial: proposed });
  const close = (): void => {
    setAsking(undefined);
    if (proposed !== undefined) onProposedDone();
  };
  const narrow = (change: () => void): void => {
    change();
    setSelection(NO_SELECTION);
  };

  if (rows.total === undefined) return <Loading error={rows.error} retry={rows.reload} />;
  const { total } = rows;
  const count = selectedCount(selection, total);
  const key = onlyKey(selection);
  const cursorRow = rows.rowAt(selection.cursor);
  const selected = key !== undefined && cursorRow?.key === key ? cursorRow : undefined;
  const which: EntrySelection = selection.all
    ? { all: { search: query.search, ...(state === undefined ? {} : { state }) }, except: [...selection.keys] }
    : { keys: [...selection.keys] };
  const undo = ({ undo: name }: { readonly undo: string }): ((confirmed: boolean) => Promise<void>) =>
    sentAgain((confirmed: boolean) => client.undo({ undo: name, confirmed }), 'NOT_FOUND');
  const tell = async (result: Promise<ChangeResult>): Promise<void> => {
    const answer = await result;
    if (answer.state === 'refused') notices.failed(answer.problems.map(({ message }) => sentence(message)).join(' '));
  };
  const isBan = selected !== undefined && selected.source !== 'manual';
  const remove = (): void => {
    if (count === 0) return;
    const said = words.done.removed(count, selected === undefined ? '' : mainOf(selected.entry));
    setSelection({ ...NO_SELECTION, cursor: selection.cursor });
    void tell(changes.run({ send: () => client.remove({ selection: which }), said, undo }));
  };
  const enable = (enabled: boolean): void => {
    const said = enabled ? words.done.enabled(count) : words.done.disabled(count);
    void tell(changes.run({ send: () => client.enable({ selection: which, enabled }), said, undo }));
  };
  const edit = (row: Row): void => {
    // What the server has banned by itself is not in the settings: it can be ended, or be made an entry.
    if (row.source === 'manual') setAsking({ what: 'edit', row });
  };
  const canSwitch = Object.hasOwn(fresh, 'enabled');
  const someSelected = count > 0;
  const editing = selected !== undefined && !isBan ? () => edit(selected) : undefined;

  return (
    <>
      <EntryToolbar
        title={windowTitle(names, `security/${list}`)}
        commands={[
          { label: words.add, run: () => setAsking({ what: 'add', initial: fresh }), primary: true },
          { label: words.edit, run: editing },
          ...(canSwitch
            ? [
                { label: words.enable, run: someSelected ? () => enable(true) : undefined },
                { label: words.disable, run: someSelected ? () => enable(false) : undefined },
              ]
            : []),
          { label: isBan ? words.unban : words.remove, run: someSelected ? remove : undefined },
          { label: words.import, run: () => setAsking({ what: 'import' }) },
          { label: words.export, run: rows.all > 0 ? () => setAsking({ what: 'export' }) : undefined },
        ]}
        search={search}
        onSearch={(text) => narrow(() => setSearch(text))}
        states={states}
        state={state}
        onState={(next) => narrow(() => setState(next))}
        count={countText(count, total, rows.all)}
      />
      <OptionSettings option={list} />
      {rows.all === 0 ? (
        <EmptyState {...words.empty[list]} action={{ label: words.add, run: () => setAsking({ what: 'add', initial: fresh }) }} />
      ) : total === 0 ? (
        <EmptyState
          title={texts.table.noMatch}
          action={{
            label: texts.table.clearSearch,
            run: () =>
              narrow(() => {
                setSearch('');
                setState(undefined);
              }),
          }}
        />
      ) : (
        <MultiTable<Row>
          label={windowTitle(names, `security/${list}`)}
          count={total}
          rowAt={rows.rowAt}
          keyOf={(row) => row.key}
          columns={columns}
          sorting={sorting}
          onSort={(next) => narrow(() => setSorting(next))}
          selection={selection}
          onSelect={setSelection}
          keysBetween={rows.keysBetween}
          onShow={rows.onShow}
          onOpen={edit}
          onRemove={remove}
          isFaint={({ entry }) => isOff(entry)}
          warns={(row) =>
            row.index === null
              ? undefined
              : findings
                  .get(row.index)
                  ?.map(({ finding }) => names.findings[finding])
                  .join('. ')
          }
        />
      )}
      {selected !== undefined && isSelected(selection, selected.key) && (
        <EntryDetails row={selected} main={mainOf(selected.entry)} findings={selected.index === null ? [] : (findings.get(selected.index) ?? [])} />
      )}
      {asking?.what === 'add' && (
        <Fragment key={proposal}>
          {renderDialog({
            title: words.titles[list].add,
            initial: asking.initial,
            onSave: (entry, signal) =>
              changes.run({
                send: (confirmed) => client.add({ entry, confirmed }),
                said: ({ lengthened }) => words.done[lengthened ? 'lengthened' : 'added'](mainOf(entry)),
                undo,
                revision: ({ revision }) => revision,
                signal,
              }),
            onClose: close,
          })}
        </Fragment>
      )}
      {asking?.what === 'edit' &&
        renderDialog({
          title: words.titles[list].edit,
          initial: asking.row.entry,
          onSave: (entry, signal) =>
            changes.run({
              send: (confirmed) => client.update({ key: asking.row.key, entry, confirmed }),
              said: words.done.updated(mainOf(entry)),
              undo,
              revision: ({ revision }) => revision,
              signal,
            }),
          onClose: close,
        })}
      {asking?.what === 'import' && (
        <ImportDialog
          list={list}
          format={LIST_FORMATS[list]}
          onImport={(text, { skipUnreadable, signal }) =>
            changes.run({
              send: (confirmed) => client.import({ text, skipUnreadable, confirmed }),
              said: (taken) => words.done.imported(taken),
              undo,
              revision: ({ revision }) => revision,
              signal,
            })
          }
          onClose={close}
        />
      )}
      {asking?.what === 'export' && <ExportDialog client={client} list={list} onClose={close} />}
    </>
  );
}

/** The first column of each list is what an entry is about; without a choice the list is as in the settings. */
function sortOf(column: string): EntryQuery['sort'] {
  switch (column) {
    case 'scope':
    case 'action':
    case 'enabled':
    case 'note':
    case 'expires':
    case 'source':
    case 'hits':
    case 'lastHitAt':
    case 'main':
      return column;
    default:
      return 'list';
  }
}

function countText(selected: number, total: number, all: number): string {
  const words = texts.lists;
  const listed = total === all ? texts.table.count(all, words.one, words.many) : texts.table.countOf(total, all, words.one, words.many);
  return selected < 2 ? listed : `${words.selected(selected)} · ${listed}`;
}

/** What is odd about the entries, by their place in the list. */
function useOddEntries(list: ListId): ReadonlyMap<number, readonly SecurityFinding[]> {
  const { data } = useFindings(list);
  return useMemo(() => {
    const byIndex = new Map<number, SecurityFinding[]>();
    for (const finding of data?.findings ?? []) {
      if (finding.index !== undefined) byIndex.set(finding.index, [...(byIndex.get(finding.index) ?? []), finding]);
    }
    return byIndex;
  }, [data]);
}
