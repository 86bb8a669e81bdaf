/**
 * Where a script ends. In a script that begins like a comment and then has another `<script>` in it, the next `</script>` does not
 * end it (HTML, "script data double escaped state"); simple readers know nothing of that.
 */

/** How deep it is: in nothing, in what begins like a comment, in a script within that. */
export type Escape = 'plain' | 'escaped' | 'double';

export interface ScriptPiece {
  readonly escape: Escape;
  /** The script is over: its end tag stands at `next`. */
  readonly ends: boolean;
  /** Where to read on, once there is more. */
  readonly next: number;
  /** Where a browser reads on in the script while a simple reader takes it for over. */
  readonly deeper: number | undefined;
}

const MARKS = /<!--|-->|<\/?script(?=[\s/>])/gi;
/** What may be the beginning of a mark: one character less than `</script` and the one behind it. */
const HELD = '</script'.length;

/** Reads a script from `at` on. @param exact as browsers do */
export function scriptPiece(begun: Escape, html: string, at: number, final: boolean, exact: boolean): ScriptPiece {
  let escape = begun;
  let next = at;
  MARKS.lastIndex = at;
  for (let mark = MARKS.exec(html); mark !== null; mark = MARKS.exec(html)) {
    const text = mark[0].toLowerCase();
    next = mark.index + text.length;
    if (text === '-->') escape = 'plain';
    else if (text === '<!--') {
      if (escape === 'plain') escape = 'escaped';
      // Its hyphens may be those of its end: `<!-->`.
      next = mark.index + '<!'.length;
      MARKS.lastIndex = next;
    } else if (text === '<script') {
      if (escape === 'escaped') escape = 'double';
    } else if (escape !== 'double') return { escape, ends: true, next: mark.index, deeper: undefined };
    else if (!exact) return { escape, ends: true, next: mark.index, deeper: next };
    else escape = 'escaped';
  }
  return { escape, ends: false, next: final ? html.length : Math.max(next, html.length - HELD), deeper: undefined };
}
