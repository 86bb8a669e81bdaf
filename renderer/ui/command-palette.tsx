/** The command palette: type a few letters of anything, Enter goes there. A combobox with a list box (WAI-ARIA combobox pattern). */
import { Dialog, DialogSurface, DialogBody, DialogContent, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useAccounts } from '../client/queries.ts';
import { texts } from '../texts.ts';
import { useCommands } from './commands.ts';
import { findEntries, type PaletteEntry } from './palette-entries.ts';

const useStyles = makeStyles({
  surface: { maxWidth: '620px', padding: 0, marginTop: '10vh', alignSelf: 'start' },
  body: { display: 'block' },
  content: { padding: 0 },
  input: {
    boxSizing: 'border-box',
    width: '100%',
    height: '40px',
    padding: '0 14px',
    border: 'none',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    font: 'inherit',
    fontSize: tokens.fontSizeBase300,
    outlineStyle: 'none',
    '::placeholder': { color: tokens.colorNeutralForeground3, opacity: 1 },
  },
  list: { margin: 0, padding: '4px 0', maxHeight: '50vh', overflowY: 'auto' },
  entry: { display: 'flex', alignItems: 'center', columnGap: '16px', height: '28px', padding: '0 14px', cursor: 'default', fontSize: tokens.fontSizeBase200 },
  active: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    color: tokens.colorNeutralForeground1Selected,
    boxShadow: `inset 3px 0 0 ${tokens.colorBrandStroke1}`,
    '@media (forced-colors: active)': { forcedColorAdjust: 'none', backgroundColor: 'Highlight', color: 'HighlightText' },
  },
  label: { flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  place: { flexShrink: 0, color: 'inherit', opacity: 0.8 },
  nothing: { padding: '10px 14px', color: tokens.colorNeutralForeground2 },
});

export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const styles = useStyles();
  const listId = useId();
  const navigate = useNavigate();
  const commands = useCommands();
  const accounts = useAccounts().data;
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const entries = useMemo(() => findEntries(typed, accounts ?? []), [typed, accounts]);
  const activeRow = useRef<HTMLDivElement>(null);
  useEffect(() => {
    activeRow.current?.scrollIntoView({ block: 'nearest' });
  }, [active, entries]);

  const run = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    const { action } = entry;
    if (action.do === 'command') commands.run(action.command);
    else void navigate({ to: action.path, search: action.search ?? {} });
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter') run(entries[active]);
    else if (step !== 0 && entries.length > 0) setActive((active + step + entries.length) % entries.length);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog open onOpenChange={(_event, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface} aria-label={texts.palette.title} aria-describedby={undefined}>
        <DialogBody className={styles.body}>
          <DialogContent className={styles.content}>
            <input
              className={styles.input}
              role="combobox"
              aria-expanded
              aria-controls={listId}
              aria-activedescendant={entries.length > 0 ? `${listId}-${active}` : undefined}
              aria-autocomplete="list"
              aria-label={texts.palette.title}
              placeholder={texts.palette.placeholder}
              spellCheck={false}
              autoComplete="off"
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setActive(0);
              }}
              onKeyDown={press}
            />
            {entries.length === 0 && <div className={styles.nothing}>{texts.palette.nothing}</div>}
            <div className={styles.list} id={listId} role="listbox" aria-label={texts.palette.found}>
              {entries.map((entry, place) => (
                <div
                  key={entry.id}
                  id={`${listId}-${place}`}
                  ref={place === active ? activeRow : null}
                  role="option"
                  tabIndex={-1}
                  aria-selected={place === active}
                  className={mergeClasses(styles.entry, place === active && styles.active)}
                  onMouseMove={() => setActive(place)}
                  onMouseDown={(event) => {
                    event.preventDefault();
                    run(entry);
                  }}
                >
                  <span className={styles.label}>{entry.label}</span>
                  <span className={styles.place}>{entry.place}</span>
                </div>
              ))}
            </div>
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
