/** Which columns of a table are shown, and how wide: whoever makes a window wider sees more of each, not less. */
import { expect, test } from 'vitest';
import { columnsFor, type FittingColumn, widthsOf } from '../../renderer/ui/grid-tracks.ts';

const column = (id: string, width: string, more: Partial<FittingColumn> = {}): FittingColumn => ({ id, label: id, width, ...more });

const HELD = [
  column('when', '140px'),
  column('from', 'minmax(130px, 1fr)', { narrow: 'minmax(130px, 3fr)' }),
  column('to', 'minmax(120px, 1fr)', { narrow: 'minmax(120px, 3fr)' }),
  column('subject', 'minmax(150px, 2fr)', { narrow: 'minmax(120px, 3fr)' }),
  column('entry', 'minmax(90px, 1fr)', { spare: true }),
  column('size', '72px', { spare: true }),
  column('until', '140px', { spare: true }),
];

const shown = (columns: readonly FittingColumn[], width: number): string[] => columnsFor(columns, width).map(({ id }) => id);

test('spare columns come where they take nothing from the others', () => {
  expect(shown(HELD, 816)).toEqual(['when', 'from', 'to', 'subject']);
  const [narrow, wide] = [816, 1096].map((width) => widthsOf(columnsFor(HELD, width), width));
  for (const id of ['from', 'to', 'subject']) expect(wide?.get(id) ?? 0).toBeGreaterThanOrEqual(narrow?.get(id) ?? Infinity);
  expect(shown(HELD, 1096)).toContain('size');
  expect(shown(HELD, 1900)).toEqual(HELD.map(({ id }) => id));
});

test('no column is left with less than it has where there is little room', () => {
  const least = widthsOf(columnsFor(HELD, 899), 899);
  for (let width = 900; width < 2000; width += 7) {
    const widths = widthsOf(columnsFor(HELD, width), width);
    for (const [id, pixels] of least) expect(widths.get(id) ?? 0, `${id} at ${width}`).toBeGreaterThan(pixels * 0.94);
  }
});

test('what stands in for others is there while they are not', () => {
  const columns = [column('from', '1fr'), column('reason', '120px', { spare: true }), column('about', '1fr', { standIn: true })];
  expect([shown(columns, 500), shown(columns, 1200), shown(columns, 0)]).toEqual([
    ['from', 'about'],
    ['from', 'reason'],
    ['from', 'reason'],
  ]);
});
