/** The parts of a window, and F6 from one to the next: nobody should have to walk through all that stands before what is wanted. */
import { useEffect } from 'react';

/** In the order that F6 goes, and what in each gets the focus: the first of these that is there, or the part itself. Of the content its first table is one, too: that is where most windows are worked in. */
const PANES = [
  { part: '#menu-bar', at: ['button'] },
  { part: 'nav[data-pane]', at: ['[data-shown]', 'a'] },
  { part: 'main', at: [] },
  { part: 'main [role="grid"]', at: [] },
  { part: '[data-toaster-position]', at: ['[role="listitem"]'] },
] as const;

/** Focuses what can have the focus for this alone: a click on it is as if it were nothing. */
function focusFor(element: HTMLElement): void {
  if (!element.hasAttribute('tabindex') && element.tabIndex < 0) {
    element.tabIndex = -1;
    element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
  }
  element.focus();
}

export function focusContent(): void {
  const content = document.querySelector<HTMLElement>('main');
  if (content !== null) focusFor(content);
}

function nextPane(backwards: boolean): void {
  const shown = PANES.flatMap(({ part, at }) => {
    const pane = document.querySelector<HTMLElement>(part);
    const target = at.length === 0 ? pane : at.map((selector) => pane?.querySelector<HTMLElement>(selector)).find((element) => element instanceof HTMLElement);
    return pane === null || !(target instanceof HTMLElement) ? [] : [{ pane, target }];
  });
  // The innermost: a table is a part of the content.
  const here = shown.findLastIndex(({ pane }) => pane.contains(document.activeElement));
  const next = backwards ? shown.at((here < 0 ? 0 : here) - 1) : shown[(here + 1) % shown.length];
  if (next !== undefined) focusFor(next.target);
}

/** Dialogs, and menus that are open. */
const ANSWERED_FIRST = '[aria-modal="true"], [role="menu"]';

/** F6, and Shift+F6 back. Not out of what is to be answered, or closed, first. */
export function usePaneKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'F6' || event.ctrlKey || event.altKey || document.querySelector(ANSWERED_FIRST) !== null) return;
      nextPane(event.shiftKey);
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
