/** The lists of banned and of trusted addresses: the same list, with other consequences. */
import { Field, Input } from '@fluentui/react-components';
import type { EntryRow } from '../../../shared/admin-api/entries.ts';
import { type AddressEntry, addressEntrySchema } from '../../../shared/settings/security/address-entry.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { texts } from '../../texts.ts';
import { EntryText } from '../../ui/entry-list/entry-text.tsx';
import { EntryDialog } from '../../ui/entry-list/entry-dialog.tsx';
import { entryWords, NoteField, wrong } from '../../ui/entry-list/entry-fields.tsx';
import { lastHitColumn } from '../../ui/entry-list/last-hit-column.tsx';
import { EntryList, type EntryDialogAsked } from '../../ui/entry-list/entry-list.tsx';
import { ExpiryField } from '../../ui/entry-list/expiry-field.tsx';
import { useEntryForm } from '../../ui/entry-list/use-entry-form.ts';
import { useSaving } from '../../ui/entry-list/use-saving.ts';
import { formatCount } from '../../ui/format.ts';
import type { MultiColumn } from '../../ui/multi-table.tsx';
import { SessionsPreview } from '../../ui/what-if/sessions-preview.tsx';
import { useSessionsHit } from '../../ui/what-if/use-what-if.ts';
import { ExpiryCell } from '../../ui/entry-list/expiry-cell.tsx';

type ListId = 'banned-addresses' | 'trusted-addresses';
const words = texts.lists;
const FRESH: AddressEntry = { address: '', note: '', expires: null };

const COLUMNS: readonly MultiColumn<EntryRow<AddressEntry>>[] = [
  { id: 'main', label: words.column.address, width: 'minmax(180px, 1.2fr)', cell: ({ entry }) => entry.address },
  { id: 'note', label: words.column.note, width: 'minmax(140px, 2fr)', cell: ({ entry }) => <EntryText text={entry.note} /> },
  { id: 'expires', label: words.column.expires, width: '116px', narrow: '104px', cell: ({ entry }) => <ExpiryCell expires={entry.expires} /> },
];
const SOURCE: MultiColumn<EntryRow<AddressEntry>> = {
  id: 'source',
  label: words.column.source,
  width: '150px',
  cell: ({ source }) => words.sources[source],
};
const HITS: readonly MultiColumn<EntryRow<AddressEntry>>[] = [
  { id: 'hits', label: words.column.hits, width: '70px', align: 'end', cell: ({ hits }) => formatCount(hits) },
  lastHitColumn(),
];

export interface AddressListWindowProps {
  readonly list: ListId;
  /** An address to be added, as whoever opened the window has it. */
  readonly address: string | undefined;
  readonly onAddressDone: () => void;
}

export function AddressListWindow({ list, address, onAddressDone }: AddressListWindowProps) {
  const client = useAdminClient();
  const isBanned = list === 'banned-addresses';
  return (
    <EntryList
      list={list}
      client={isBanned ? client.entries.bannedAddresses : client.entries.trustedAddresses}
      columns={isBanned ? [...COLUMNS, SOURCE, ...HITS] : [...COLUMNS, ...HITS]}
      mainOf={(entry) => entry.address}
      isOff={(entry) => entry.expires !== null && Date.parse(entry.expires) <= Date.now()}
      states={isBanned ? ['active', 'expired', 'never-hit', 'manual', 'automatic'] : ['active', 'expired', 'never-hit']}
      fresh={FRESH}
      proposed={address === undefined ? undefined : { ...FRESH, address }}
      onProposedDone={onAddressDone}
      renderDialog={(asked) => <AddressDialog list={list} {...asked} />}
    />
  );
}

function AddressDialog({ list, title, initial, onSave, onClose }: EntryDialogAsked<AddressEntry> & { readonly list: ListId }) {
  const form = useEntryForm(initial, addressEntrySchema, false);
  const { busy, save } = useSaving(form, onSave, onClose);
  const { address, expires } = form.value;
  const isAddress = addressEntrySchema.shape.address.safeParse(address).success;
  const asked = useSessionsHit(isAddress ? { list, entry: { address } } : undefined);
  const path = `security.${list}.entries`;
  return (
    <EntryDialog
      title={title}
      submitLabel={words.save}
      busy={busy}
      problems={form.otherProblems}
      onSubmit={save}
      onClose={onClose}
      preview={<SessionsPreview asked={asked} />}
    >
      <Field label={entryWords(path, 'address').label} hint={entryWords(path, 'address').help} required {...wrong(form.problemOf('address'))}>
        <Input spellCheck={false} value={address} onChange={(_event, data) => form.set({ address: data.value.trim() })} />
      </Field>
      <NoteField list={path} form={form} />
      <ExpiryField value={expires} onChange={(next) => form.set({ expires: next })} />
    </EntryDialog>
  );
}
