/** Finds the addresses of web pages in text while it streams by, as mail programs make links of them. */

/** What may stand in front of what makes a URL: letters of the scheme, or `www.`. */
const URL = /(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s"'<>`\\]+/gi;
/** Longer ones are cut: no filter is that long. */
const LONGEST = 2048;

export class UrlFinder {
  readonly #found: (url: string) => void;
  /** What may be the beginning of one. */
  #held = '';

  constructor(found: (url: string) => void) {
    this.#found = found;
  }

  write(text: string): void {
    const all = this.#held + text;
    const end = lastBreak(all);
    this.#held = all.slice(end).slice(-LONGEST);
    this.#search(all.slice(0, end));
  }

  end(): void {
    this.#search(this.#held);
    this.#held = '';
  }

  #search(text: string): void {
    if (!text.includes('://') && !/www\./i.test(text)) return;
    for (const [url] of text.matchAll(URL)) this.#found(url.slice(0, LONGEST));
  }
}

/** Where the last word begins; all of the text if it is overlong, so that nothing without end is kept. */
function lastBreak(text: string): number {
  if (text.length > LONGEST && !/\s/.test(text.slice(-LONGEST))) return text.length;
  for (let at = text.length - 1; at >= 0; at -= 1) if (/\s/.test(text[at] ?? '')) return at + 1;
  return 0;
}

/** A URL with its percent escapes decoded, where that says something else; undefined where it does not, or cannot be. */
export function withoutEscapes(url: string): string | undefined {
  if (!url.includes('%')) return undefined;
  const bytes = url.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'));
  return bytes === url ? undefined : bytes;
}
