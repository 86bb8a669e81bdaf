/** Entries of lists to try out beside those that are there: a filter, a kind of file, an address. Nothing is saved. */
import {
  Button,
  Field,
  Input,
  makeStyles,
  Menu,
  MenuButton,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Select,
  tokens,
  Tooltip,
} from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons/svg/dismiss';
import { LIST_IDS, type ListId } from '../../../shared/lists/list-formats.ts';
import { FILTER_ACTIONS, FILTER_SCOPES } from '../../../shared/settings/security/filters.ts';
import { sentence } from '../../client/problems.ts';
import { names, texts } from '../../texts.ts';
import { numbered } from '../../ui/numbered.ts';
import { type DraftEntry, entryProblem, newEntry } from './simulator-form.ts';

const words = texts.simulator.entries;
const MAIN: Readonly<Record<ListId, string>> = {
  filters: 'security.filters.entries[].text',
  'attachment-filters': 'security.attachment-filters.entries[].pattern',
  'banned-addresses': 'security.banned-addresses.entries[].address',
  'trusted-addresses': 'security.trusted-addresses.entries[].address',
};

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', rowGap: '8px' },
  entry: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 24px', columnGap: '8px', rowGap: '4px', alignItems: 'start' },
  name: { fontSize: tokens.fontSizeBase200, lineHeight: '24px' },
  choices: { display: 'flex', columnGap: '6px', gridColumn: '1 / -1', '& > *': { flex: 1, minWidth: 0 } },
  wide: { gridColumn: '1 / -1' },
  icon: { minWidth: '24px', width: '24px', height: '24px', padding: 0 },
  add: { alignSelf: 'start', minWidth: 'max-content' },
});

export interface EntriesEditorProps {
  readonly entries: readonly DraftEntry[];
  readonly onChange: (entries: DraftEntry[]) => void;
}

export function EntriesEditor({ entries, onChange }: EntriesEditorProps) {
  const styles = useStyles();
  return (
    <>
      {entries.length > 0 && (
        <ul className={styles.list} aria-label={words.label}>
          {numbered(entries, ({ list }) => list).map(({ key, item }, place) => (
            <li key={key}>
              <OneEntry entry={item} onChange={(next) => onChange(entries.with(place, next))} onRemove={() => onChange(entries.toSpliced(place, 1))} />
            </li>
          ))}
        </ul>
      )}
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <MenuButton size="small" className={styles.add}>
            {words.add}
          </MenuButton>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {LIST_IDS.map((list) => (
              <MenuItem key={list} onClick={() => onChange([...entries, newEntry(list)])}>
                {words.kinds[list]}
              </MenuItem>
            ))}
          </MenuList>
        </MenuPopover>
      </Menu>
    </>
  );
}

interface OneEntryProps {
  readonly entry: DraftEntry;
  readonly onChange: (entry: DraftEntry) => void;
  readonly onRemove: () => void;
}

function OneEntry({ entry, onChange, onRemove }: OneEntryProps) {
  const styles = useStyles();
  const kind = words.kinds[entry.list];
  const label = names.field(MAIN[entry.list])?.label ?? kind;
  // Nothing typed yet is no mistake: such an entry is left out.
  const problem = entry.text.trim() === '' ? undefined : entryProblem(entry);
  return (
    <div className={styles.entry}>
      <span className={styles.name}>{kind}</span>
      <Tooltip content={words.remove(kind)} relationship="label">
        <Button size="small" appearance="subtle" className={styles.icon} icon={<Dismiss16Regular />} onClick={onRemove} />
      </Tooltip>
      <Field className={styles.wide} {...(problem === undefined ? {} : { validationMessage: sentence(problem), validationState: 'error' as const })}>
        <Input
          size="small"
          spellCheck={false}
          autoComplete="off"
          aria-label={label}
          placeholder={label}
          value={entry.text}
          onChange={(_event, { value }) => onChange({ ...entry, text: value })}
        />
      </Field>
      {(entry.list === 'filters' || entry.list === 'attachment-filters') && (
        <div className={styles.choices}>
          {entry.list === 'filters' && (
            <Select
              size="small"
              aria-label={texts.lists.column.scope}
              value={entry.scope}
              onChange={(_event, { value }) => onChange({ ...entry, scope: FILTER_SCOPES.find((scope) => scope === value) ?? 'anywhere' })}
            >
              {FILTER_SCOPES.map((scope) => (
                <option key={scope} value={scope}>
                  {texts.lists.scopes[scope]}
                </option>
              ))}
            </Select>
          )}
          <Select
            size="small"
            aria-label={texts.lists.column.action}
            value={entry.action}
            onChange={(_event, { value }) => onChange({ ...entry, action: FILTER_ACTIONS.find((action) => action === value) ?? 'reject' })}
          >
            {FILTER_ACTIONS.map((action) => (
              <option key={action} value={action}>
                {texts.lists.actions[action]}
              </option>
            ))}
          </Select>
        </div>
      )}
    </div>
  );
}
