/** The tooltip of a cell that is made of more than plain text: all that it says, where it is cut. */
import type { PointerEvent } from 'react';

/** For the table: of the cell that is pointed at, as it is drawn at this moment. Whether it is cut depends on the room that there is. */
export function titleWhereCut({ target }: PointerEvent): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[role="gridcell"]') : null;
  if (cell === null) return;
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
