/** Lines of a message, and which of them are too long to be sent (RFC 5321 section 4.5.3.1.6). */

/** A line, or a piece of one that is very long; one character a byte. */
export interface Line {
  /** With the end of the line, where there is one. */
  readonly text: string;
  /** It is the first piece of its line. */
  readonly begins: boolean;
  /** It is the last. */
  readonly ends: boolean;
}

/** Octets of a line of text without its CR LF, at most (RFC 5321 section 4.5.3.1.6). */
const TEXT_LINE = 998;

export const EIGHT_BIT = /[\x80-\xff]/;

/** Pieces of a line in memory at one time, however long it is. Whole lines of base64, which are broken behind each 76 characters. */
const PIECE = 76 * 1000;

const [LF, CR] = [10, 13];

export function lineEnd(text: string): '' | '\n' | '\r\n' {
  return text.endsWith('\r\n') ? '\r\n' : text.endsWith('\n') ? '\n' : '';
}

/** @param text a line, or the beginning of one */
export function isLong(text: string): boolean {
  return text.length - lineEnd(text).length > TEXT_LINE;
}

/**
 * Whether any line is too long: asked of all mail that leaves. It leaps from line end to line end, as far as a line may
 * reach each time, and so looks at few of the bytes.
 */
export async function hasLongLine(chunks: AsyncIterable<Buffer>): Promise<boolean> {
  /** Bytes that have come of the line at hand. */
  let open = 0;
  let last = 0;
  for await (const chunk of chunks) {
    let start = -open;
    for (;;) {
      // Where the LF has to be at the latest, with a CR before it.
      const reach = start + TEXT_LINE + 1;
      let end = chunk.lastIndexOf(LF, Math.min(reach, chunk.length - 1));
      if (end === reach && (reach === 0 ? last : chunk[reach - 1]) !== CR) end = reach === 0 ? -1 : chunk.lastIndexOf(LF, reach - 1);
      const found = end >= Math.max(start, 0);
      if (found) start = end + 1;
      if (reach >= chunk.length) break;
      if (!found) return true;
    }
    open = chunk.length - start;
    last = chunk.at(-1) ?? last;
  }
  return open > TEXT_LINE;
}

/** All lines of a message, very long ones in pieces. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line, void, void> {
  let rest = '';
  let begins = true;
  for await (const chunk of chunks) {
    const known = rest.length;
    const text = rest + chunk.toString('latin1');
    let start = 0;
    for (;;) {
      const end = text.indexOf('\n', Math.max(start, known)) + 1;
      const length = (end === 0 ? text.length : end) - start;
      if (length > PIECE) {
        const cut = placeToCut(text, start, start + PIECE);
        yield { text: text.slice(start, cut), begins, ends: false };
        start = cut;
        begins = false;
        continue;
      }
      if (end === 0) break;
      yield { text: text.slice(start, end), begins, ends: true };
      start = end;
      begins = true;
    }
    rest = text.slice(start);
  }
  if (rest !== '') yield { text: rest, begins, ends: true };
}

/** At `end` or before it: not within what belongs together, which is CR and LF, an escape of quoted-printable, and white space with what follows. */
function placeToCut(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t' || text[at - 1] === '\r')) at -= 1;
  if (text[at - 1] === '=') at -= 1;
  else if (text[at - 2] === '=') at -= 2;
  return at > start ? at : end;
}

/** RFC 5322 section 2.1.1: where lines should end. */
const FOLDED = 78;

/**
 * A line of a header section, folded (RFC 5322 section 2.2.3) if it is too long: before white space, and so that no line is
 * nothing but white space. Where there is none it stays as it is.
 * @param goesOn it is a piece of a line that began before: then it does not stand alone
 */
export function folded(line: string, goesOn = false): string {
  if (!goesOn && !isLong(line)) return line;
  const end = lineEnd(line);
  let last = line.length - end.length;
  while (isBlank(line, last - 1)) last -= 1;
  const lines: string[] = [];
  let start = 0;
  while (last - start > FOLDED) {
    const foldable = (at: number): boolean => isBlank(line, at) && !isBlank(line, at - 1);
    let at = start + FOLDED;
    while (at > start && !foldable(at)) at -= 1;
    if (at === start) for (at = start + FOLDED + 1; at < last && !foldable(at); ) at += 1;
    if (at >= last) break;
    lines.push(line.slice(start, at));
    start = at;
  }
  return [...lines, line.slice(start)].join('\r\n');
}

function isBlank(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t';
}
