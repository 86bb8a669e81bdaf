/** A menu within a menu. It opens at a click at once and when it is pointed at for a while, and no second click shuts it. */
import { Menu, type MenuProps, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { type ReactElement, type ReactNode, useState } from 'react';

export interface SubmenuProps extends Pick<MenuProps, 'checkedValues' | 'hasCheckmarks'> {
  /** The entry of the outer menu that opens it. */
  readonly trigger: ReactElement;
  /** Its list. */
  readonly children: ReactNode;
}

export function Submenu({ trigger, children, ...menu }: SubmenuProps) {
  const [open, setOpen] = useState(false);
  return (
    <Menu
      {...menu}
      open={open}
      // Fluent takes a click on the entry of an open submenu for a wish to shut it. But resting the pointer on the entry has
      // opened it by then, on a slow machine between the two halves of one click: whoever clicks there wants it open.
      onOpenChange={(_event, change) => setOpen(change.open || change.type === 'menuTriggerClick')}
    >
      <MenuTrigger disableButtonEnhancement>{trigger}</MenuTrigger>
      <MenuPopover>{children}</MenuPopover>
    </Menu>
  );
}
