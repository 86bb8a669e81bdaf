/**
 * What tags of HTML end besides the element that they name, as browsers have it (HTML, "tree construction"), as far as it
 * decides on where an element ends whose end tag is left out, misplaced, or of no effect.
 */

/** What the first reading is like: that of HTML, or of XML, in which elements may be empty by their tag, and text may stand in CDATA sections. */
export type Markup = 'html' | 'xml';

/** The elements that are open, each known by its place: how many were begun before it. */
export interface Nesting {
  /** Where the innermost one of this name is; -1 if none is open. */
  last(name: string): number;
  /** Where the innermost barrier of this kind is; -1 if there is none. */
  barrier(kind: Barrier): number;
  /** The name of the innermost one; '' for none. */
  readonly current: string;
  /** Ends the one at this place and all that were begun in it; nothing at -1. */
  cut(place: number): void;
  /** Ends this one and leaves those open that were begun in it. It is the innermost of its name. */
  endAlone(place: number): void;
}

/** Through these do not reach: the end tag of a block ("has an element in scope"); that of another element ("special"); a list item that ends another. */
export type Barrier = 'scope' | 'special' | 'item';
type Rule = (nesting: Nesting, name: string) => void;

export interface ElementKind {
  /** One of HTML that matters here. */
  readonly known: boolean;
  /** Nothing is in it, or all of the document. */
  readonly holds: 'something' | 'nothing';
  readonly barriers: readonly Barrier[];
  /** What its start tag ends, before it begins. */
  readonly start?: Rule;
  /** What its end tag ends, of which one at least is open. */
  readonly end: Rule;
  /** In a picture or a formula its start tag ends that. */
  readonly breaksOut: boolean;
  /** It is none outside of a table. */
  readonly ofTable: boolean;
}

const words = (list: string): string[] => list.trim().split(/\s+/);

/** Elements without content ("void elements"). */
const EMPTY = words('area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr');
/** Of these the document has one, which is never over; scripts and styles show nothing. */
const WHOLE = words('html head body frameset script style');
/** They end a paragraph that is open. */
const END_PARAGRAPH = words(`address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
  header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp`);
export const HEADINGS = words('h1 h2 h3 h4 h5 h6');
/** Their end tags end what is left open in them. */
const BLOCKS = words(`address applet article aside blockquote button center dd details dialog dir div dl dt fieldset figcaption figure footer header hgroup
  listing main marquee menu nav object ol pre search section select summary ul`);
/** Their end tags leave the blocks open that were begun in them ("adoption agency algorithm"). */
const FORMATTING = words('a b big code em font i nobr s small strike strong tt u');
/** Their end tags may be left out ("generate implied end tags"). */
const ENDED_BY_OTHERS = words('dd dt li optgroup option p rb rp rt rtc');
/** What seems to be open in these is text to a browser. */
const ONLY_TEXT = words('title textarea xmp iframe noembed noframes plaintext');
const CELLS = words('td th');
const TABLE_PARTS = words('caption colgroup tbody td tfoot th thead tr');
const RUBY_PARTS = words('rb rp rt rtc');

const SCOPE = words('applet caption desc foreignobject marquee object table td template th');
const SPECIAL = words(`address article aside blockquote button center colgroup dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
  header hgroup iframe li listing main menu nav noembed noframes noscript ol p plaintext pre search section select summary tbody textarea tfoot thead title tr
  ul xmp`);
/** List items reach through these. */
const PASSED_BY_ITEMS = words('address div p');
const BREAK_OUT = new Set(
  words(`b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong
    strike sub sup table tt u ul var`),
);

function lastOf(nesting: Nesting, names: readonly string[]): number {
  let best = -1;
  for (const name of names) best = Math.max(best, nesting.last(name));
  return best;
}

function endParagraph(nesting: Nesting): void {
  const paragraph = nesting.last('p');
  if (paragraph >= 0 && paragraph > Math.max(nesting.barrier('scope'), nesting.last('button'))) nesting.cut(paragraph);
}

export function isInScope(nesting: Nesting, name: string): boolean {
  const place = nesting.last(name);
  return place >= 0 && place >= nesting.barrier('scope');
}

function endInScope(nesting: Nesting, name: string): void {
  if (isInScope(nesting, name)) nesting.cut(nesting.last(name));
}

function endHeading(nesting: Nesting): void {
  const heading = lastOf(nesting, HEADINGS);
  if (heading >= nesting.barrier('scope')) nesting.cut(heading);
}

/** Ends all of these that are open in the innermost table. */
function endParts(nesting: Nesting, names: readonly string[]): void {
  const table = lastOf(nesting, ['table', 'template']);
  let first = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const place = nesting.last(name);
    if (place > table) first = Math.min(first, place);
  }
  nesting.cut(first);
}

function endFormatting(nesting: Nesting, name: string): void {
  const place = nesting.last(name);
  if (place < nesting.barrier('scope')) return;
  if (nesting.barrier('special') > place) nesting.endAlone(place);
  else nesting.cut(place);
}

function endCurrent(nesting: Nesting, names: readonly string[]): void {
  while (names.includes(nesting.current)) nesting.cut(nesting.last(nesting.current));
}

function endWhatever(nesting: Nesting, name: string): void {
  nesting.cut(nesting.last(name));
}

/** A table that is not in a cell of another one ends that. It ends a paragraph, too, which browsers leave open only where a document does not say what it is. */
function startTable(nesting: Nesting): void {
  const table = nesting.last('table');
  if (table > lastOf(nesting, ['caption', 'td', 'th', 'template'])) nesting.cut(table);
  endParagraph(nesting);
}

function startItem(items: readonly string[]): Rule {
  return (nesting) => {
    const item = lastOf(nesting, items);
    if (item >= nesting.barrier('item')) nesting.cut(item);
    endParagraph(nesting);
  };
}

/** Of the start tags; the later a line, the more it counts. */
const STARTS = new Map<string, Rule>([
  ...END_PARAGRAPH.map((name): [string, Rule] => [name, endParagraph]),
  ...HEADINGS.map((name): [string, Rule] => [
    name,
    (nesting) => {
      endParagraph(nesting);
      if (HEADINGS.includes(nesting.current)) endWhatever(nesting, nesting.current);
    },
  ]),
  ['li', startItem(['li'])],
  ...['dd', 'dt'].map((name): [string, Rule] => [name, startItem(['dd', 'dt'])]),
  ...['a', 'nobr'].map((name): [string, Rule] => [name, endFormatting]),
  ...['button', 'select'].map((name): [string, Rule] => [name, endInScope]),
  ['option', (nesting) => endCurrent(nesting, ['option'])],
  ['optgroup', (nesting) => endCurrent(nesting, isInScope(nesting, 'select') ? ['option', 'optgroup'] : ['option'])],
  ...RUBY_PARTS.map((name): [string, Rule] => [name, (nesting) => endCurrent(nesting, isInScope(nesting, 'ruby') ? RUBY_PARTS : [])]),
  ...TABLE_PARTS.map((name): [string, Rule] => [name, (nesting) => endParts(nesting, TABLE_PARTS)]),
  ...CELLS.map((name): [string, Rule] => [name, (nesting) => endParts(nesting, ['caption', 'colgroup', ...CELLS])]),
  ['table', startTable],
  ['tr', (nesting) => endParts(nesting, ['caption', 'colgroup', 'tr', ...CELLS])],
]);

const ENDS = new Map<string, Rule>([
  ...BLOCKS.map((name): [string, Rule] => [name, endInScope]),
  ...HEADINGS.map((name): [string, Rule] => [name, endHeading]),
  ['p', endParagraph],
  [
    'li',
    (nesting, name) => {
      if (nesting.last(name) > lastOf(nesting, ['ol', 'ul'])) endInScope(nesting, name);
    },
  ],
  [
    'form',
    (nesting, name) => {
      endCurrent(nesting, ENDED_BY_OTHERS);
      nesting.endAlone(nesting.last(name));
    },
  ],
  ...FORMATTING.map((name): [string, Rule] => [name, endFormatting]),
  ...[...ONLY_TEXT, 'template'].map((name): [string, Rule] => [name, endWhatever]),
  [
    'table',
    (nesting, name) => {
      if (nesting.last(name) > nesting.last('template')) nesting.cut(nesting.last(name));
    },
  ],
  ...TABLE_PARTS.map((name): [string, Rule] => [name, (nesting) => endParts(nesting, [name])]),
]);

/** Of all others: nothing ends if a special element is open in it. */
function endOrdinary(nesting: Nesting, name: string): void {
  if (nesting.last(name) >= nesting.barrier('special')) nesting.cut(nesting.last(name));
}

function barriersOf(name: string): readonly Barrier[] {
  if (SCOPE.includes(name)) return ['scope', 'special', 'item'];
  if (!SPECIAL.includes(name)) return [];
  return PASSED_BY_ITEMS.includes(name) ? ['special'] : ['special', 'item'];
}

function kindFor(name: string): ElementKind {
  const start = STARTS.get(name);
  return {
    known: name !== '',
    holds: EMPTY.includes(name) || WHOLE.includes(name) ? 'nothing' : 'something',
    barriers: barriersOf(name),
    ...(start === undefined ? {} : { start }),
    end: ENDS.get(name) ?? endOrdinary,
    breaksOut: BREAK_OUT.has(name),
    ofTable: TABLE_PARTS.includes(name),
  };
}

const ORDINARY = kindFor('');
const KINDS = new Map([EMPTY, WHOLE, SCOPE, SPECIAL, [...BREAK_OUT], [...STARTS.keys()], [...ENDS.keys()]].flat().map((name) => [name, kindFor(name)]));

export function elementKind(name: string): ElementKind {
  return KINDS.get(name) ?? ORDINARY;
}
