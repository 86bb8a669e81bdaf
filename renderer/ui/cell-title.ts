/** The tooltip of a cell that is made of more than plain text: all that it says, where it is cut. */
import type { MouseEvent } from 'react';

/** As it is drawn at this moment: whether it is cut depends on the room that there is. */
export function titleWhereCut({ currentTarget: cell }: MouseEvent<HTMLElement>): void {
  const isOwn = cell.dataset['cut'] !== undefined;
  if (!isOwn && (cell.title !== '' || cell.querySelector('[title]:not([title=""])') !== null)) return;
  if ([cell, ...cell.querySelectorAll<HTMLElement>('*')].some(isCut)) {
    cell.title = cell.textContent;
    cell.dataset['cut'] = '';
  } else if (isOwn) {
    cell.removeAttribute('title');
    delete cell.dataset['cut'];
  }
}

function isCut({ clientWidth, scrollWidth }: HTMLElement): boolean {
  return clientWidth > 0 && scrollWidth > clientWidth;
}
