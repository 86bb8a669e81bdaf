/** Elements in which browsers take all for text up to their end tag (HTML, "parsing elements that contain only text"), and where that stands. */

/** Their content is shown by no mail client. */
export const DROPPED: ReadonlySet<string> = new Set(['script', 'style']);
/** Readers that do not know these see tags in them. */
export const RAW: ReadonlySet<string> = new Set(['title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext']);
/** Of those, the ones in which character references are decoded. */
export const WITH_REFERENCES: ReadonlySet<string> = new Set(['title', 'textarea']);
/** Behind the name of a tag. */
export const ENDS_NAME = /[\s/>]/;

export interface EndTag {
  /** Where it stands; without it the end, or the complement of where the rest begins that has to wait for more. */
  readonly next: number;
  readonly ends: boolean;
}

/** Looks for the end tag of an element, from `at` on. */
export function untilEndTag(element: string, html: string, at: number, final: boolean): EndTag {
  for (let end = html.indexOf('</', at); end >= 0; end = html.indexOf('</', end + 2)) {
    const after = end + 2 + element.length;
    if (after >= html.length) return { next: final ? html.length : ~end, ends: false };
    if (html.slice(end + 2, after).toLowerCase() === element && ENDS_NAME.test(html.charAt(after))) return { next: end, ends: true };
  }
  return { next: final || !html.endsWith('<') ? html.length : ~(html.length - 1), ends: false };
}
