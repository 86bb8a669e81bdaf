/** The widths of the columns of a table: as they were meant where there is room, and narrower rather than scrolling sideways. */

/** So much of its width a column keeps where there is little room; what does not fit then is cut, and whole in its tooltip. */
const LEAST = 0.62;

interface TrackColumn {
  /** A CSS grid track: `120px`, or `minmax(160px, 2fr)`. */
  readonly width: string;
}

function narrowed(pixels: string): string {
  return `${Math.round(Number(pixels) * LEAST)}px`;
}

/** Below this width of a table its spare columns go; 0 is a table that is not drawn yet. */
const ROOM = 900;

export function columnsFor<Column extends { readonly spare?: boolean }>(columns: readonly Column[], width: number): readonly Column[] {
  return width === 0 || width >= ROOM ? columns : columns.filter(({ spare }) => spare !== true);
}

/** For `grid-template-columns`. */
export function tracksOf(columns: readonly TrackColumn[]): string {
  return columns
    .map(({ width }) => width.replace(/^(\d+)px$/, (_whole, pixels: string) => `minmax(${narrowed(pixels)}, ${pixels}px)`))
    .map((width) => width.replace(/^minmax\((\d+)px, (.*fr)\)$/, (_whole, pixels: string, share: string) => `minmax(${narrowed(pixels)}, ${share})`))
    .join(' ');
}

/** The tooltip of a cell with plain text in it: whole where the cell is cut. */
export function titleOf(content: unknown): string | undefined {
  return typeof content === 'string' && content !== '' ? content : undefined;
}
