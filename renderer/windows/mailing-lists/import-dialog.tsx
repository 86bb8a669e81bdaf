/** Importing members, and lists that are not there yet: pasted or from a file, each line judged while it is typed. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { Domain } from '../../../shared/admin-api/directory.ts';
import type { MailingList } from '../../../shared/admin-api/lists.ts';
import { sentence } from '../../client/problems.ts';
import { useAccounts, useAliases } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextOrFile } from '../../ui/text-or-file.tsx';
import { byList, type MemberLine, readMembers } from './list-csv.ts';
import { useListImport } from './list-import.tsx';

const words = texts.mailingLists.importing;

const useStyles = makeStyles({
  preview: { display: 'flex', height: '200px', border: `1px solid ${tokens.colorNeutralStroke2}` },
  wrong: { color: tokens.colorPaletteRedForeground1 },
});

export interface ImportListsDialogProps {
  readonly domains: readonly Domain[];
  readonly lists: readonly MailingList[];
  /** The list that is selected: a line with one address is a member of it. */
  readonly list: string | undefined;
  readonly onClose: () => void;
}

export function ImportListsDialog({ domains, lists, list, onClose }: ImportListsDialogProps) {
  const styles = useStyles();
  const { start, stands } = useListImport();
  const accounts = useAccounts().data ?? [];
  const aliases = useAliases().data ?? [];
  const [text, setText] = useState('');
  const [selected, select] = useState<string>();
  const known = {
    domains: domains.map(({ name }) => name),
    lists: lists.map(({ address }) => address),
    taken: [...accounts, ...aliases].map(({ address }) => address),
    list,
  };
  const lines = readMembers(text, known, words.problems);
  const groups = byList(lines);
  const count = groups.reduce((sum, { members }) => sum + members.length, 0);
  const created = groups.filter(({ isNew }) => isNew).length;
  // By its address it can be opened over another import: it waits for the end of that.
  if (stands) return null;
  return (
    <FormDialog
      title={words.title}
      submitLabel={words.submit(count)}
      wide
      disabled={count === 0}
      busy={false}
      onSubmit={() => {
        onClose();
        start(groups);
      }}
      onClose={onClose}
    >
      <TextOrFile
        label={words.list}
        hint={list === undefined ? words.hint : `${words.hint} ${words.hintMember(list)}`}
        text={text}
        onText={setText}
        read={text.trim() === '' ? '' : words.counted(count, created, lines.length - count)}
      />
      {lines.length > 0 && (
        <div className={styles.preview}>
          <DataTable label={words.preview} rows={lines} rowKey={({ line }) => String(line)} columns={COLUMNS} selected={selected} onSelect={select} />
        </div>
      )}
    </FormDialog>
  );
}

function Remark({ line: { problem, isNew } }: { readonly line: MemberLine }) {
  const styles = useStyles();
  if (problem === undefined) return isNew ? words.newList : '';
  return (
    <span className={styles.wrong} title={sentence(problem)}>
      {sentence(problem)}
    </span>
  );
}

const { column } = words;
const COLUMNS: readonly Column<MemberLine>[] = [
  { id: 'line', label: column.line, width: '76px', align: 'end', cell: ({ line }) => line, sortBy: ({ line }) => line },
  { id: 'list', label: column.list, width: 'minmax(150px, 1fr)', cell: ({ list }) => list, sortBy: ({ list }) => list },
  { id: 'member', label: column.member, width: 'minmax(150px, 1fr)', cell: ({ member }) => member, sortBy: ({ member }) => member },
  { id: 'remark', label: column.remark, width: 'minmax(170px, 1.5fr)', cell: (line) => <Remark line={line} />, sortBy: ({ problem = '' }) => problem },
];
