/** The heading of a column: pressed, it sorts by it; pressed again, the other way round. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDown12Regular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUp12Regular } from '@fluentui/react-icons/svg/arrow-up';
import type { Sorting } from './sort-rows.ts';

const useStyles = makeStyles({
  root: { minWidth: 0 },
  title: {
    boxSizing: 'border-box',
    display: 'flex',
    alignItems: 'center',
    columnGap: '4px',
    width: '100%',
    height: '24px',
    padding: '0 8px',
    border: 'none',
    background: 'none',
    color: tokens.colorNeutralForeground2,
    font: 'inherit',
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    whiteSpace: 'nowrap',
  },
  end: { justifyContent: 'flex-end' },
  sort: {
    cursor: 'pointer',
    ':hover': { color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  label: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' },
});

export interface GridHeaderCellProps {
  readonly column: { readonly id: string; readonly label: string; readonly hint?: string; readonly align?: 'end' };
  /** False: nobody can sort by it. */
  readonly sortable?: boolean;
  /** Of the whole table. */
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

export function GridHeaderCell({ column: { id, label, hint = label, align }, sortable = true, sorting, onSort }: GridHeaderCellProps) {
  const styles = useStyles();
  const className = mergeClasses(styles.title, align === 'end' && styles.end, sortable && styles.sort);
  const words = (
    <span className={styles.label} title={hint}>
      {label}
    </span>
  );
  if (!sortable) {
    return (
      <div role="columnheader" className={styles.root}>
        <span className={className}>{words}</span>
      </div>
    );
  }
  const isSorted = sorting.column === id;
  const { descending } = sorting;
  return (
    <div role="columnheader" aria-sort={!isSorted ? 'none' : descending ? 'descending' : 'ascending'} className={styles.root}>
      <button type="button" className={className} onClick={() => onSort({ column: id, descending: isSorted ? !descending : false })}>
        {words}
        {isSorted && (descending ? <ArrowDown12Regular aria-hidden /> : <ArrowUp12Regular aria-hidden />)}
      </button>
    </div>
  );
}
