/** What stands above a list: its commands, what of it is listed, and how much that is. */
import { makeStyles, mergeClasses, SearchBox, Select, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import type { EntryQuery } from '../../../shared/admin-api/entries.ts';
import { texts } from '../../texts.ts';
import { useBarStyles } from '../bar-styles.ts';
import { CommandButtons, type ListCommand } from '../command-buttons.tsx';

export type EntryState = NonNullable<EntryQuery['state']>;

const useStyles = makeStyles({
  second: { paddingTop: 0, borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  search: { flex: 1, minWidth: '160px', maxWidth: '420px' },
  state: { minWidth: '150px' },
});

export interface EntryToolbarProps {
  readonly title: string;
  readonly commands: readonly ListCommand[];
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly states: readonly EntryState[];
  readonly state: EntryState | undefined;
  readonly onState: (state: EntryState | undefined) => void;
  readonly count: string;
}

export function EntryToolbar({ title, commands, search, onSearch, states, state, onState, count }: EntryToolbarProps) {
  const bar = useBarStyles();
  const styles = useStyles();
  const titleId = useId();
  const words = texts.lists;
  return (
    <div role="toolbar" aria-labelledby={titleId}>
      <div className={bar.root}>
        <h1 id={titleId} className={bar.title}>
          {title}
        </h1>
        <CommandButtons commands={commands} />
      </div>
      <div className={mergeClasses(bar.root, styles.second)}>
        <SearchBox
          size="small"
          className={styles.search}
          placeholder={texts.table.search}
          aria-label={texts.table.search}
          value={search}
          onChange={(_event, data) => onSearch(data.value)}
        />
        <Select
          size="small"
          className={styles.state}
          aria-label={words.filter}
          value={state ?? ''}
          onChange={(_event, data) => onState(states.find((one) => one === data.value))}
        >
          {(['', ...states] as const).map((one) => (
            <option key={one} value={one}>
              {words.states[one]}
            </option>
          ))}
        </Select>
        <span className={bar.space} />
        <span className={bar.count} aria-live="polite">
          {count}
        </span>
      </div>
    </div>
  );
}
