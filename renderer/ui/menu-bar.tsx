/** The menu bar of shared/menu.ts in the page, for hosts without a native one. Arrow keys walk it as a menu bar (WAI-ARIA menubar pattern). */
import {
  Button,
  makeStyles,
  Menu,
  MenuDivider,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
  Toolbar,
} from '@fluentui/react-components';
import { useState } from 'react';
import { type MenuEntry, type Menu as MenuModel, MENUS } from '../../shared/menu.ts';
import { texts } from '../texts.ts';
import { useAppearance } from './appearance.tsx';
import { useCommands } from './commands.ts';

const useStyles = makeStyles({
  bar: { display: 'flex', padding: '2px 6px', columnGap: '2px', minHeight: '28px' },
  opener: { minWidth: 0, fontWeight: tokens.fontWeightRegular, padding: '0 8px', height: '24px' },
  // Else it keeps its own colour while the item is pointed at, which high contrast makes unreadable.
  accelerator: { color: 'inherit' },
});

export function MenuBar() {
  const styles = useStyles();
  const [openMenu, setOpenMenu] = useState<MenuModel['id']>();
  return (
    <Toolbar aria-label={texts.frame.menuBar} className={styles.bar} size="small" id="menu-bar">
      {MENUS.map((menu) => (
        <OneMenu
          key={menu.id}
          menu={menu}
          open={openMenu === menu.id}
          onOpen={(open) => setOpenMenu(open ? menu.id : undefined)}
          // With one menu open, pointing at another opens that one, as in every menu bar.
          onPoint={() => openMenu !== undefined && setOpenMenu(menu.id)}
          openerClass={styles.opener}
        />
      ))}
    </Toolbar>
  );
}

function commandOf(entry: MenuEntry | undefined): string {
  return typeof entry === 'object' ? entry.command : 'start';
}

interface OneMenuProps {
  readonly menu: MenuModel;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onPoint: () => void;
  readonly openerClass: string;
}

function OneMenu({ menu, open, onOpen, onPoint, openerClass }: OneMenuProps) {
  const styles = useStyles();
  const commands = useCommands();
  const { appearance } = useAppearance();
  return (
    <Menu
      open={open}
      onOpenChange={(_event, data) => onOpen(data.open)}
      checkedValues={{ appearance: [`appearance-${appearance}`] }}
      positioning="below-start"
      hasCheckmarks={menu.id === 'view'}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" size="small" className={openerClass} onPointerEnter={onPoint}>
          {menu.label}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {menu.entries.map((entry, index) => {
            if (entry === 'separator') return <MenuDivider key={`after-${commandOf(menu.entries[index - 1])}`} />;
            const common = {
              secondaryContent: { children: entry.accelerator?.replace('Control', 'Ctrl'), className: styles.accelerator },
              disabled: !commands.offers(entry.command),
              onClick: () => void commands.run(entry.command),
            };
            return entry.radio ? (
              <MenuItemRadio key={entry.command} name="appearance" value={entry.command} {...common}>
                {entry.label}
              </MenuItemRadio>
            ) : (
              <MenuItem key={entry.command} {...common}>
                {entry.label}
              </MenuItem>
            );
          })}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
