/** What stands above a list: its commands, what of it is listed, and how much that is. */
import { Button, makeStyles, SearchBox, Select, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { useId } from 'react';
import type { EntryQuery } from '../../../shared/admin-api/entries.ts';
import { texts } from '../../texts.ts';
import type { ListCommand } from '../list-window.tsx';

export type EntryState = NonNullable<EntryQuery['state']>;

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '6px', padding: '6px 8px' },
  second: { paddingTop: 0, borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  title: { margin: '0 10px 0 0', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  command: { flexShrink: 0, whiteSpace: 'nowrap' },
  search: { flex: 1, minWidth: '160px', maxWidth: '420px' },
  state: { minWidth: '150px' },
  space: { flex: 1 },
  count: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
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
  const styles = useStyles();
  const titleId = useId();
  // Whatever a command opens, the focus comes back to its button.
  const restoreFocus = useRestoreFocusTarget();
  const words = texts.lists;
  return (
    <div role="toolbar" aria-labelledby={titleId}>
      <div className={styles.bar}>
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
      </div>
      <div className={`${styles.bar} ${styles.second}`}>
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
        <span className={styles.space} />
        <span className={styles.count} aria-live="polite">
          {count}
        </span>
      </div>
    </div>
  );
}
