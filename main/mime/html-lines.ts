/** Which tags of HTML break the text. */

const BLOCKS: ReadonlySet<string> = new Set(
  `address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6
  head header hr html legend li main menu nav ol optgroup option p pre section select summary table tbody tfoot thead title tr ul`.split(/\s+/),
);
const CELLS: ReadonlySet<string> = new Set(['td', 'th']);

export function isBlock(name: string): boolean {
  return BLOCKS.has(name);
}

/** What stands in the text for the tag, where that is seen to. */
export function breakFor(name: string): '\n' | ' ' | '' {
  return BLOCKS.has(name) ? '\n' : CELLS.has(name) ? ' ' : '';
}
