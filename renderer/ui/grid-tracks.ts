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

/** What every table knows of a column, and what becomes of it where there is little room. */
export interface FittingColumn extends TrackColumn {
  readonly id: string;
  readonly label: string;
  /** The tooltip of the heading, where the label is too short to say all. */
  readonly hint?: string;
  /** Left out then: whoever wants to know it finds it in the details, or in a column that stands in for several. */
  readonly spare?: boolean;
  /** There only then, in place of spare ones. */
  readonly standIn?: boolean;
  /** Its track then, where the others need the room more. */
  readonly narrow?: string;
  /** Its label then. */
  readonly shortLabel?: string;
}

/** Below this width of a table there is little room; 0 is a table that is not drawn yet. */
const ROOM = 900;

export function columnsFor<Column extends FittingColumn>(columns: readonly Column[], width: number): readonly Column[] {
  if (width === 0 || width >= ROOM) return columns.filter(({ standIn }) => standIn !== true);
  return columns
    .filter(({ spare }) => spare !== true)
    .map((column) => ({ ...column, width: column.narrow ?? column.width, label: column.shortLabel ?? column.label, hint: column.hint ?? column.label }));
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
