/** Help: all shortcuts, those of the menu read from the menu itself. */
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, makeStyles, tokens } from '@fluentui/react-components';
import { MENU_ITEMS } from '../../shared/menu.ts';
import { commandLabel } from '../../shared/words/shared-words.ts';
import { names, texts } from '../texts.ts';

const ofMenus = MENU_ITEMS.filter((entry) => entry.accelerator !== undefined).map((entry) => ({
  keys: (entry.accelerator ?? '').replace('Control', 'Ctrl'),
  does: commandLabel(names, entry.command).replace(/ ?…$/, ''),
}));

const { groups, keys } = texts.shortcuts;
const GROUPS = [
  { label: groups.anywhere, entries: [{ keys: 'F10', does: keys.menu }, { keys: 'F6 Shift+F6', does: keys.panes }, ...ofMenus] },
  {
    label: groups.log,
    entries: [
      { keys: '↑ ↓ PgUp PgDn', does: keys.rows },
      { keys: 'Home End', does: keys.logEnds },
      { keys: 'Space Pause', does: keys.pause },
      { keys: 'Enter', does: keys.details },
      { keys: 'Esc', does: keys.closeDetails },
    ],
  },
  {
    label: groups.tables,
    entries: [
      { keys: '↑ ↓ PgUp PgDn', does: keys.rows },
      { keys: 'Home End', does: keys.ends },
      { keys: 'Enter', does: keys.edit },
      { keys: 'Delete', does: keys.remove },
      { keys: 'Esc', does: keys.clearFilter },
    ],
  },
];

const useStyles = makeStyles({
  surface: { maxWidth: '640px' },
  columns: { display: 'grid', gridTemplateColumns: '1fr 1fr', columnGap: '24px', rowGap: '12px', '& > :first-child': { gridRow: '1 / span 2' } },
  title: { margin: '0 0 4px', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  list: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    columnGap: '12px',
    rowGap: '4px',
    margin: 0,
    fontSize: tokens.fontSizeBase200,
    alignItems: 'baseline',
  },
  keys: { fontFamily: tokens.fontFamilyMonospace, whiteSpace: 'nowrap' },
  does: { margin: 0, color: tokens.colorNeutralForeground2 },
});

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const styles = useStyles();
  return (
    <Dialog open onOpenChange={(_event, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle action={null}>{texts.shortcuts.title}</DialogTitle>
          <DialogContent className={styles.columns}>
            {GROUPS.map((group) => (
              <section key={group.label} aria-label={group.label}>
                <h3 className={styles.title}>{group.label}</h3>
                <dl className={styles.list}>
                  {group.entries.map((entry) => (
                    <Entry key={entry.keys} keys={entry.keys} does={entry.does} />
                  ))}
                </dl>
              </section>
            ))}
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {texts.action.close}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Entry({ keys: pressed, does }: { readonly keys: string; readonly does: string }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.keys}>{pressed}</dt>
      <dd className={styles.does}>{does}</dd>
    </>
  );
}
