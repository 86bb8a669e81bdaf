/** The frame of a window with a list: commands and search above, the table or what an empty list says below. */
import { Button, makeStyles, SearchBox, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';
import { texts } from '../texts.ts';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '6px',
    padding: '6px 8px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  title: { margin: '0 10px 0 0', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  command: { flexShrink: 0, whiteSpace: 'nowrap' },
  space: { flex: 1 },
  search: { width: '200px', minWidth: '110px', flexShrink: 1 },
  count: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
});

export interface ListCommand {
  readonly label: string;
  /** Undefined: it cannot be carried out now, since no row is selected. */
  readonly run: (() => void) | undefined;
  readonly primary?: boolean;
}

export interface ListWindowProps {
  readonly title: string;
  readonly commands: readonly ListCommand[];
  readonly search: string;
  readonly onSearch: (text: string) => void;
  /** Such as "3 accounts", or "1 of 3 accounts". */
  readonly count: string;
  /** More to choose what is listed, beside the search. */
  readonly filter?: ReactNode;
  readonly children: ReactNode;
}

export function ListWindow({ title, commands, search, onSearch, count, filter, children }: ListWindowProps) {
  const styles = useStyles();
  const titleId = useId();
  // Whatever a command opens, the focus comes back to its button.
  const restoreFocus = useRestoreFocusTarget();
  return (
    <>
      <div className={styles.bar} role="toolbar" aria-labelledby={titleId}>
        <h1 id={titleId} className={styles.title}>
          {title}
        </h1>
        {commands.map(({ label, run, primary }) => (
          <Button
            key={label}
            size="small"
            className={styles.command}
            appearance={primary === true ? 'primary' : 'secondary'}
            disabled={run === undefined}
            onClick={run}
            {...restoreFocus}
          >
            {label}
          </Button>
        ))}
        <span className={styles.space} />
        <span className={styles.count} aria-live="polite">
          {count}
        </span>
        {filter}
        <SearchBox
          size="small"
          className={styles.search}
          placeholder={texts.table.search}
          aria-label={texts.table.search}
          value={search}
          onChange={(_event, data) => onSearch(data.value)}
        />
      </div>
      {children}
    </>
  );
}
