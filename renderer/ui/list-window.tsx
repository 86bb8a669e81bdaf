/** The frame of a window with a list: commands and search above, the table or what an empty list says below. */
import { makeStyles, mergeClasses, SearchBox, tokens } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';
import { texts } from '../texts.ts';
import { useBarStyles } from './bar-styles.ts';
import { CommandButtons, type ListCommand } from './command-buttons.tsx';

const useStyles = makeStyles({
  bar: { borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, backgroundColor: tokens.colorNeutralBackground1 },
  search: { flex: '1 1 120px', minWidth: '110px', maxWidth: '200px' },
});

export interface ListWindowProps {
  readonly title: string;
  readonly commands: readonly ListCommand[];
  /** More commands, beside the others. */
  readonly more?: ReactNode;
  readonly search: string;
  readonly onSearch: (text: string) => void;
  /** Such as "3 accounts", or "1 of 3 accounts". */
  readonly count: string;
  /** More to choose what is listed, beside the search. */
  readonly filter?: ReactNode;
  readonly children: ReactNode;
}

export function ListWindow({ title, commands, more, search, onSearch, count, filter, children }: ListWindowProps) {
  const bar = useBarStyles();
  const styles = useStyles();
  const titleId = useId();
  return (
    <>
      <div className={mergeClasses(bar.root, styles.bar)} role="toolbar" aria-labelledby={titleId}>
        <h1 id={titleId} className={bar.title}>
          {title}
        </h1>
        <CommandButtons commands={commands} />
        {more}
        <span className={bar.space} />
        <span className={bar.count} aria-live="polite">
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
