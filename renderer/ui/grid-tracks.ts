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
  /** Left out where it would take room from the others: whoever wants to know it finds it in the details, or in a column that stands in for several. */
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

/** With more room each column is to keep about so much of what it has with little: whoever makes a window wider wants to see more, not less. */
const KEPT = 0.95;

export function columnsFor<Column extends FittingColumn>(columns: readonly Column[], width: number): readonly Column[] {
  const all = columns.filter(({ standIn }) => standIn !== true);
  if (width === 0) return all;
  const narrow = columns.map((column) => ({
    ...column,
    width: column.narrow ?? column.width,
    label: column.shortLabel ?? column.label,
    hint: column.hint ?? column.label,
  }));
  let shown: readonly Column[] = narrow.filter(({ spare }) => spare !== true);
  if (width < ROOM) return shown;
  // What one column says in place of others is all there, in other columns.
  if (all.length < columns.length) return all;
  const least = widthsOf(shown, ROOM);
  const fit = (wider: readonly Column[]): boolean => {
    const widths = widthsOf(wider, width);
    return [...least].every(([id, pixels]) => (widths.get(id) ?? 0) >= pixels * KEPT);
  };
  if (fit(all)) return all;
  for (const { id, spare } of narrow) {
    if (spare !== true) continue;
    const ids = new Set([...shown.map((column) => column.id), id]);
    const wider = narrow.filter((column) => ids.has(column.id));
    if (fit(wider)) shown = wider;
  }
  return shown;
}

const TRACK = /^(?:minmax\((\d+)px, )?([\d.]+)(px|fr)\)?$/;

/** How wide each column becomes, as CSS grids share the width out: fixed ones first, then by shares, but for those whose least is more than that. */
export function widthsOf(columns: readonly FittingColumn[], width: number): ReadonlyMap<string, number> {
  const widths = new Map<string, number>();
  let sharing: { readonly id: string; readonly least: number; readonly share: number }[] = [];
  let left = width;
  for (const { id, width: track } of columns) {
    const [, least = '0', size = '0', unit] = TRACK.exec(track) ?? [];
    if (unit === 'fr') sharing.push({ id, least: Number(least) * LEAST, share: Number(size) });
    else take(id, Number(size));
  }
  for (;;) {
    const all = sharing.reduce((sum, { share }) => sum + share, 0);
    const one = Math.max(0, left) / all;
    const short = sharing.find(({ least, share }) => least > share * one);
    if (short === undefined) {
      for (const { id, share } of sharing) widths.set(id, share * one);
      return widths;
    }
    take(short.id, short.least);
    sharing = sharing.filter((other) => other !== short);
  }

  function take(id: string, pixels: number): void {
    widths.set(id, pixels);
    left -= pixels;
  }
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
