/** The commands above a list, in a row; several that belong together can share a menu. */
import { Button, makeStyles, Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger, useRestoreFocusTarget } from '@fluentui/react-components';

export interface Command {
  readonly label: string;
  /** Undefined: it cannot be carried out now, since no row is selected. */
  readonly run: (() => void) | undefined;
  readonly primary?: boolean;
}

export interface CommandMenu {
  readonly label: string;
  readonly commands: readonly Command[];
}

export type ListCommand = Command | CommandMenu;

const useStyles = makeStyles({ button: { flexShrink: 0, minWidth: 'max-content', whiteSpace: 'nowrap' } });

export function CommandButtons({ commands }: { readonly commands: readonly ListCommand[] }) {
  return commands.map((command) => ('commands' in command ? <MenuOf key={command.label} {...command} /> : <One key={command.label} {...command} />));
}

function One({ label, run, primary }: Command) {
  const styles = useStyles();
  // Whatever a command opens, the focus comes back to its button.
  const restoreFocus = useRestoreFocusTarget();
  return (
    <Button
      size="small"
      className={styles.button}
      appearance={primary === true ? 'primary' : 'secondary'}
      disabled={run === undefined}
      onClick={run}
      {...restoreFocus}
    >
      {label}
    </Button>
  );
}

function MenuOf({ label, commands }: CommandMenu) {
  const styles = useStyles();
  const restoreFocus = useRestoreFocusTarget();
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton size="small" className={styles.button} disabled={commands.every(({ run }) => run === undefined)} {...restoreFocus}>
          {label}
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {commands.map(({ label: words, run }) => (
            <MenuItem key={words} disabled={run === undefined} onClick={run}>
              {words}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
