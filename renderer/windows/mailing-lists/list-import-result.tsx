/** What came of an import of mailing lists that was stopped, or not done in full: list by list. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { DoneChange } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { ImportResultDialog } from '../../ui/import/import-result-dialog.tsx';
import { importedMembers, outcomesByList, type StepOutcome } from './import-lists.ts';

const words = texts.mailingLists.importing;

const useStyles = makeStyles({ wrong: { color: tokens.colorPaletteRedForeground1 } });

export interface ListImportResultProps {
  readonly outcomes: readonly StepOutcome[];
  /** Members of lists that it has not come to. */
  readonly untried: number;
  readonly done: DoneChange | undefined;
  readonly onClose: () => void;
  readonly onTakenBack: () => void;
}

export function ListImportResult({ outcomes, untried, done, onClose, onTakenBack }: ListImportResultProps) {
  const [selected, select] = useState<string>();
  const created = outcomes.filter((outcome) => outcome.created).length;
  return (
    <ImportResultDialog
      title={words.done(importedMembers(outcomes), created)}
      done={done}
      onClose={onClose}
      onTakenBack={onTakenBack}
      remarks={untried > 0 && <span>{words.stopped(untried)}</span>}
      table={
        <DataTable label={words.result} rows={outcomesByList(outcomes)} rowKey={({ list }) => list} columns={COLUMNS} selected={selected} onSelect={select} />
      }
    />
  );
}

function outcomeText(outcome: StepOutcome): string {
  const count = importedMembers([outcome]);
  if (count > 0 || outcome.created) return words.imported(count, outcome.created);
  return outcome.problem === undefined ? words.allThere : '';
}

function Outcome({ outcome }: { readonly outcome: StepOutcome }) {
  const styles = useStyles();
  if (outcome.problem === undefined) return outcomeText(outcome);
  return (
    <span className={styles.wrong} title={outcome.problem}>
      {[outcomeText(outcome), outcome.problem].filter((text) => text !== '').join('; ')}
    </span>
  );
}

const COLUMNS: readonly Column<StepOutcome>[] = [
  { id: 'list', label: words.column.list, width: 'minmax(180px, 1fr)', cell: ({ list }) => list, sortBy: ({ list }) => list },
  {
    id: 'outcome',
    label: words.outcome,
    width: 'minmax(280px, 2fr)',
    cell: (outcome) => <Outcome outcome={outcome} />,
    sortBy: (outcome) => outcome.problem ?? outcomeText(outcome),
  },
];
