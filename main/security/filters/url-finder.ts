/** Finds the addresses of web pages in text while it streams by, as mail programs make links of them. */

import { domainToUnicode } from 'node:url';

/** What mail programs make a link of: the schemes of the web and of files, and `www.`. Any scheme would take the end of a long word for one. */
const URL = /(?:(?:https?|ftps?|file):\/\/|www\.)[^\s"'<>`\\]+/gi;
/** Ends a URL, and everything else that may become one. */
const BREAK = /[\s"'<>`\\]/;
/** Characters by which the pieces overlap in which a word without end is looked at: more than any filter has, escapes included. */
const OVERLAP = 4096;

/** However the text is cut up, each URL is told whole, or in pieces that overlap where it is longer than anything people write. */
export class UrlFinder {
  readonly #found: (url: string) => void;
  /** The word at hand, which may be, or become, a URL; less than two overlaps. */
  #held = '';
  /** The word began as a URL, and what is held is the rest of it. */
  #inUrl = false;

  constructor(found: (url: string) => void) {
    this.#found = found;
  }

  write(text: string): void {
    const end = lastBreak(text);
    if (end >= 0) {
      this.#search(this.#held + text.slice(0, end));
      this.#inUrl = false;
      this.#held = text.slice(end);
    } else {
      this.#held += text;
    }
    while (this.#held.length >= 2 * OVERLAP) {
      const begun = this.#search(this.#held.slice(0, 2 * OVERLAP));
      // One that begins in the second half is found again, as a whole.
      this.#inUrl = begun >= 0 && begun < OVERLAP;
      this.#held = this.#held.slice(OVERLAP);
    }
  }

  end(): void {
    this.#search(this.#held);
    this.#held = '';
    this.#inUrl = false;
  }

  /** @returns where the URL begins within which the text ends; -1 if there is none */
  #search(text: string): number {
    let rest = text;
    if (this.#inUrl) {
      const end = text.search(BREAK);
      this.#found(end < 0 ? text : text.slice(0, end));
      if (end < 0) return 0;
      rest = text.slice(end);
    }
    let last = { begin: -1, end: -1 };
    if (rest.includes('://') || /www\./i.test(rest)) {
      for (const { 0: url, index } of rest.matchAll(URL)) {
        this.#found(url);
        last = { begin: index, end: index + url.length };
      }
    }
    return last.end === rest.length ? text.length - rest.length + last.begin : -1;
  }
}

/** Where the last character stands that ends a URL; -1 if there is none. */
function lastBreak(text: string): number {
  for (let at = text.length - 1; at >= 0; at -= 1) if (BREAK.test(text.charAt(at))) return at;
  return -1;
}

/** A URL as it is written, and as browsers understand it where that is something else. */
export function urlReadings(url: string): readonly string[] {
  const decoded = withoutEscapes(url);
  // WHATWG URL, "special authority slashes state" and "domain to ASCII": a backslash is a slash, and an ideographic full stop a dot.
  const understood = withoutPunycode(decoded.replaceAll('\\', '/').replaceAll('\u3002', '.'));
  return [...new Set([url, decoded, understood])];
}

function withoutEscapes(url: string): string {
  if (!url.includes('%')) return url;
  return url.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'));
}

/** The longest host name (RFC 1035 section 2.3.4), in which international names stand as `xn--…`. */
const HOST = /[a-z0-9.-]{1,255}/gi;

function withoutPunycode(url: string): string {
  if (!/xn--/i.test(url)) return url;
  return url.replace(HOST, (host) => (/xn--/i.test(host) ? domainToUnicode(host) || host : host));
}
