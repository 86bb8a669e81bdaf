/** The menu bar of shared/menu.ts in the page, for hosts without a native one. Arrow keys walk it as a menu bar (WAI-ARIA menubar pattern). */
import {
  Button,
  makeStyles,
  Menu,
  MenuDivider,
  MenuItem,
  MenuItemCheckbox,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
  useArrowNavigationGroup,
} from '@fluentui/react-components';
import { Checkmark16Regular } from '@fluentui/react-icons/svg/checkmark';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import {
  type Menu as MenuModel,
  type MenuCommand,
  type MenuEntry,
  MENU_IDS,
  type MenuId,
  type MenuItem as MenuItemModel,
  MENUS,
  type Submenu as SubmenuModel,
} from '../../shared/menu.ts';
import { commandLabel } from '../../shared/words/shared-words.ts';
import { useOptionStates } from '../client/settings.ts';
import { names, texts } from '../texts.ts';
import { useCheckedCommands } from './checked-commands.ts';
import { useCommands } from './commands.ts';
import { Submenu } from './submenu.tsx';

const useStyles = makeStyles({
  bar: { display: 'flex', alignItems: 'center', padding: '2px 6px', columnGap: '2px', minHeight: '28px' },
  opener: { minWidth: 0, fontWeight: tokens.fontWeightRegular, padding: '0 8px', height: '24px' },
  // Else it keeps its own colour while the item is pointed at, which high contrast makes unreadable.
  accelerator: { color: 'inherit' },
  // Fluent shows the place of the mark only for entries that are checked by a click.
  mark: { visibility: 'visible' },
});

/** @param shut a dialog of the frame is open: no menu stays open behind it */
export function MenuBar({ shut }: { readonly shut: boolean }) {
  const styles = useStyles();
  // Left and right alone walk the bar: down opens a menu, which Fluent's Toolbar would not let it.
  const walk = useArrowNavigationGroup({ circular: true, axis: 'horizontal' });
  const [openMenu, setOpenMenu] = useState<MenuId>();
  if (shut && openMenu !== undefined) setOpenMenu(undefined);
  return (
    <div role="toolbar" aria-label={texts.frame.menuBar} className={styles.bar} id="menu-bar" {...walk}>
      {MENUS.map((menu) => (
        <OneMenu
          key={menu.id}
          menu={menu}
          open={openMenu === menu.id}
          // Only its own menu: a close that comes late must not shut the one that was opened meanwhile.
          onOpen={(open) => setOpenMenu((shown) => (open ? menu.id : shown === menu.id ? undefined : shown))}
          // With one menu open, pointing at another opens that one, as in every menu bar. A finger does not point: its tap opens.
          onPoint={(event) => event.pointerType === 'mouse' && openMenu !== undefined && setOpenMenu(menu.id)}
          onKey={(event) => setOpenMenu((open) => neighbour(event, open))}
        />
      ))}
    </div>
  );
}

interface OneMenuProps {
  readonly menu: MenuModel;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onPoint: (event: PointerEvent) => void;
  readonly onKey: (event: KeyboardEvent<HTMLDivElement>) => void;
}

function OneMenu({ menu: { id, entries }, open, onOpen, onPoint, onKey }: OneMenuProps) {
  const styles = useStyles();
  const checkedValues = useCheckedValues(entries);
  return (
    <Menu open={open} onOpenChange={(_event, data) => onOpen(data.open)} checkedValues={checkedValues} positioning="below-start" hasCheckmarks>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" size="small" className={styles.opener} onPointerEnter={onPoint}>
          {names.menus[id]}
        </Button>
      </MenuTrigger>
      <MenuPopover onKeyDown={onKey}>
        <Entries entries={entries} />
      </MenuPopover>
    </Menu>
  );
}

/** The menu that is open after a key: left and right go to the next menu, unless they open or close a submenu. */
function neighbour(event: KeyboardEvent<HTMLDivElement>, open: MenuId | undefined): MenuId | undefined {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const { target } = event;
  if (step === 0 || open === undefined || !(target instanceof HTMLElement) || !event.currentTarget.contains(target)) return open;
  if (step === 1 && target.getAttribute('aria-haspopup') !== null) return open;
  return MENU_IDS.at((MENU_IDS.indexOf(open) + step) % MENU_IDS.length);
}

function keyOf(entry: MenuEntry, place: number): string {
  return entry === 'separator' ? `separator-${place}` : 'option' in entry ? entry.option : entry.command;
}

/** The check marks of a menu's own entries, by their groups. */
function useCheckedValues(entries: readonly MenuEntry[]): Record<'check' | 'appearance' | 'language', MenuCommand[]> {
  const isChecked = useCheckedCommands();
  const items = entries.filter((entry): entry is MenuItemModel => entry !== 'separator' && 'command' in entry);
  const checkedOf = (kind: 'check' | 'appearance' | 'language'): MenuCommand[] =>
    items.filter((item) => (kind === 'check' ? item.check === true : item.radio === kind) && isChecked(item.command)).map(({ command }) => command);
  return { check: checkedOf('check'), appearance: checkedOf('appearance'), language: checkedOf('language') };
}

function Entries({ entries }: { readonly entries: readonly MenuEntry[] }) {
  return (
    <MenuList>
      {entries.map((entry, place) =>
        entry === 'separator' ? (
          <MenuDivider key={keyOf(entry, place)} />
        ) : 'option' in entry ? (
          <OptionMenu key={keyOf(entry, place)} menu={entry} />
        ) : (
          <Item key={keyOf(entry, place)} item={entry} />
        ),
      )}
    </MenuList>
  );
}

/** A security option: its check mark says whether it does anything, its submenu holds its switches. */
function OptionMenu({ menu }: { readonly menu: SubmenuModel }) {
  const on = useOptionStates().data?.find((state) => state.option === menu.option)?.on === true;
  const { title } = names.options[menu.option];
  const checkedValues = useCheckedValues(menu.entries);
  const styles = useStyles();
  return (
    <Submenu
      hasCheckmarks
      checkedValues={checkedValues}
      trigger={
        <MenuItem
          checkmark={{ children: on ? <Checkmark16Regular aria-hidden /> : null, className: styles.mark }}
          aria-label={on ? texts.frame.optionIsOn(title) : title}
        >
          {title}
        </MenuItem>
      }
    >
      <Entries entries={menu.entries} />
    </Submenu>
  );
}

function Item({ item }: { readonly item: MenuItemModel }) {
  const styles = useStyles();
  const commands = useCommands();
  const label = commandLabel(names, item.command);
  const common = {
    secondaryContent: { children: item.accelerator?.replace('Control', 'Ctrl'), className: styles.accelerator },
    disabled: !commands.offers(item.command),
    onClick: () => void commands.run(item.command),
  };
  if (item.radio !== undefined) {
    return (
      <MenuItemRadio name={item.radio} value={item.command} {...common}>
        {label}
      </MenuItemRadio>
    );
  }
  if (item.check === true) {
    return (
      <MenuItemCheckbox name="check" value={item.command} {...common}>
        {label}
      </MenuItemCheckbox>
    );
  }
  return <MenuItem {...common}>{label}</MenuItem>;
}
