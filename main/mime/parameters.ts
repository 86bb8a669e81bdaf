/**
 * The parameters of Content-Type and Content-Disposition (RFC 2045 section 5.1, RFC 2231), as the wild writes them. Clients
 * read malformed ones each in its own way, and attackers write what one client shows and a strict parser misses: so a
 * parameter has not one value but all that some client may see.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { decodeBytes } from './charset-decoder.ts';
import { decodeHeaderText } from './header-words.ts';

export interface Parameter {
  /** Lower case, with the `*`, `*0` or `*0*` of RFC 2231. */
  readonly name: string;
  /** Bytes as latin1 characters, quotes gone; the usual reading first. */
  readonly values: readonly string[];
}

/** The field without its comments (RFC 5322 section 3.2.2), where they are closed; parentheses within quotes are none. */
export function withoutComments(raw: string): string {
  if (!raw.includes('(')) return raw;
  let out = '';
  let depth = 0;
  let quoted = false;
  for (const [piece] of raw.matchAll(/\\[\s\S]|[()"]|[^\\()"]+|\\/g)) {
    if (piece === '"' && depth === 0) quoted = !quoted;
    if (!quoted && piece === '(') depth += 1;
    else if (!quoted && piece === ')' && depth > 0) depth -= 1;
    else if (depth === 0) out += piece;
  }
  // A comment that never ends would swallow the rest: then it was none.
  return depth > 0 ? raw : out;
}

const QUOTED = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)(?:"|\\?$)/y;
const SEPARATORS = /[\s;]*/y;
const SPACES = /\s*/y;
const NAME = /[\s;]?([^\s;=(]+)\s*(?:\([^()]*\)\s*)?=\s*/y;
const BARE_NAME = /[\s;]?([^\s;=(]+)/y;

/** Where comments may be (RFC 5322 section 3.2.2): for each parenthesis that is closed the index behind what closes it. Found in one go, since thousands may be left open. */
function commentsIn(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: piece, index } of text.matchAll(/\\[\s\S]|[()]/g)) {
    if (piece === '(') open.push(index);
    const begun = piece === ')' ? open.pop() : undefined;
    if (begun !== undefined) ends.set(begun, index + 1);
  }
  return ends;
}

/** Behind what fits `space`, and the comments, that stand at `at`. */
function behindComments(text: string, at: number, space: RegExp, comments: ReadonlyMap<number, number>): number {
  let next = at;
  for (let end: number | undefined = at; end !== undefined; end = comments.get(next)) {
    space.lastIndex = end;
    space.test(text);
    next = Math.max(end, space.lastIndex);
  }
  return next;
}

function quotedValues(inner: string, after: string): string[] {
  const values = [inner.replace(/\\([\s\S])/g, '$1'), inner];
  const tail = after.trim();
  // `"a.txt".exe`: some clients take all of it.
  if (tail !== '') values.push(`${values[0] ?? ''}${tail}`);
  return values;
}

function bareValues(text: string): string[] {
  const whole = text.trim();
  const uncommented = withoutComments(whole).trim();
  // The RFC ends a value at white space; clients show names with spaces all the same.
  const values = [uncommented.split(/\s/, 1)[0] ?? '', uncommented, whole];
  if (/^'.*'$/.test(whole)) values.push(whole.slice(1, -1));
  return values;
}

/**
 * Takes the parameters apart.
 * @param raw what follows the first value of the field, with or without the semicolon; bytes as latin1 characters.
 */
export function parseParameters(raw: string): Parameter[] {
  const text = raw.replaceAll('\0', '');
  const plain = parametersOf(text);
  // A comment may stand anywhere between; and whoever knows of none sees what is in it.
  return text.includes('(') ? [...plain, ...parametersOf(text, commentsIn(text))] : plain;
}

/** @param comments that are passed over; without them all is taken as it stands */
function parametersOf(text: string, comments?: ReadonlyMap<number, number>): Parameter[] {
  const parameters: { name: string; values: string[] }[] = [];
  let at = 0;
  let semicolon = -1;
  while (at < text.length) {
    at = comments === undefined ? lastSeparator(text, at) : behindComments(text, at, SEPARATORS, comments);
    const [name, valueAt] = comments === undefined ? nameAt(text, at) : commentedName(text, at, comments);
    if (name === undefined) {
      at = takeStray(text, at, parameters.at(-1)?.values);
      continue;
    }
    at = valueAt;
    QUOTED.lastIndex = at;
    const inner = text[at] === '"' ? QUOTED.exec(text)?.[1] : undefined;
    const afterQuotes = inner === undefined ? at : QUOTED.lastIndex;
    if (semicolon < afterQuotes) semicolon = text.indexOf(';', afterQuotes);
    if (semicolon < 0) semicolon = text.length;
    const end = semicolon;
    const rest = text.slice(afterQuotes, end);
    // A missing semicolon: `name="a" charset=x`, `name=a charset=x`.
    const next = /\s[^\s;="']{1,60}=/.exec(rest);
    const own = next === null ? rest : rest.slice(0, next.index);
    const values =
      inner === undefined
        ? [...bareValues(own), ...(next === null || rest.length > FIXED_LIMITS.mimePiecedCharacters ? [] : [rest.trim()])]
        : quotedValues(inner, own);
    parameters.push({ name: name.toLowerCase(), values: [...new Set(values)] });
    at = next === null ? end : afterQuotes + next.index;
  }
  return parameters;
}

/** The name of the parameter at `at`, and where its value begins. */
function nameAt(text: string, at: number): [string | undefined, number] {
  NAME.lastIndex = at;
  const name = NAME.exec(text)?.[1];
  return [name, NAME.lastIndex];
}

/** The same, with comments on either side of the equals sign. */
function commentedName(text: string, at: number, comments: ReadonlyMap<number, number>): [string | undefined, number] {
  BARE_NAME.lastIndex = at;
  const name = BARE_NAME.exec(text)?.[1];
  const equals = behindComments(text, BARE_NAME.lastIndex, SPACES, comments);
  return text[equals] === '=' ? [name, behindComments(text, equals + 1, SPACES, comments)] : [undefined, at];
}

/** The last of the separators that stand at `at`: thousands of them, as some spam has, cost no more than one look each. */
function lastSeparator(text: string, at: number): number {
  SEPARATORS.lastIndex = at;
  SEPARATORS.test(text);
  return Math.max(at, SEPARATORS.lastIndex - 1);
}

/** What is no parameter: `name=a;b.exe` may be part of the value before. Gives the index after it. */
function takeStray(text: string, at: number, before: string[] | undefined): number {
  const semicolon = text.indexOf(';', at + 1);
  const end = semicolon < 0 ? text.length : semicolon;
  const stray = text.slice(at, end).trim();
  const first = before?.[0];
  if (first === undefined || before === undefined || !/[^;\s]/.test(stray)) return end;
  const few = before.length < FIXED_LIMITS.mimeParameterReadings && first.length + stray.length <= FIXED_LIMITS.mimePiecedCharacters;
  if (few) before.push(`${first}${stray.startsWith(';') ? '' : ';'}${stray}`);
  return end;
}

/** Percent escapes (RFC 2231 section 4) to bytes, as latin1 characters; what is no escape stays. */
function unescape2231(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** `charset'language'text`; the quotes may be missing. */
function decodeExtended(text: string): string {
  const parts = /^([^']{0,80})'[^']{0,80}'([\s\S]*)$/.exec(text);
  return decodeBytes(parts?.[1] ?? '', Buffer.from(unescape2231(parts?.[2] ?? text), 'latin1'));
}

interface Segment {
  readonly extended: boolean;
  readonly value: string;
}

/** Joins the segments of RFC 2231 section 3. The charset stands in the first; percent escapes count where the segment says so. */
function joinSegments(segments: readonly Segment[]): string {
  if (!segments.some((segment) => segment.extended)) return decodeHeaderText(segments.map((segment) => segment.value).join(''));
  const prefix = /^([^']{0,80})'[^']{0,80}'/.exec(segments[0]?.value ?? '');
  const bytes = segments.map((segment, index) => {
    const value = index === 0 && prefix !== null ? segment.value.slice(prefix[0].length) : segment.value;
    return segment.extended ? unescape2231(value) : value;
  });
  return decodeBytes(prefix?.[1] ?? '', Buffer.from(bytes.join(''), 'latin1'));
}

/** All readings of a value in segments: with the first and with the last of those that are given twice, and up to the first gap. */
function continuedValues(parameters: readonly Parameter[], name: string): string[] {
  const first = new Map<number, Segment>();
  const last = new Map<number, Segment>();
  for (const parameter of parameters) {
    if (!parameter.name.startsWith(`${name}*`)) continue;
    const [, digits, star] = /^(\d{1,6})(\*?)$/.exec(parameter.name.slice(name.length + 1)) ?? [];
    const value = parameter.values[0];
    if (digits === undefined || value === undefined) continue;
    const segment = { extended: star === '*', value };
    if (!first.has(Number(digits))) first.set(Number(digits), segment);
    last.set(Number(digits), segment);
  }
  if (first.size === 0) return [];
  return [first, last].flatMap((segments) => {
    const sorted = [...segments].toSorted(([a], [b]) => a - b);
    const gap = sorted.findIndex(([number], index) => number !== index);
    const all = sorted.map(([, segment]) => segment);
    return gap > 0 ? [joinSegments(all), joinSegments(all.slice(0, gap))] : [joinSegments(all)];
  });
}

/**
 * Every value that some client may see for the parameter `name` (lower case), decoded: plain ones with encoded words (which
 * RFC 2047 section 5 forbids and mailers write), extended ones, continued ones. Empty values are left out.
 */
export function parameterValues(parameters: readonly Parameter[], name: string): string[] {
  const values: string[] = [];
  for (const parameter of parameters) {
    if (parameter.name === `${name}*`) values.push(...parameter.values.map(decodeExtended));
    if (parameter.name !== name) continue;
    for (const value of parameter.values) {
      values.push(decodeHeaderText(value));
      // Percent escapes and a charset without the `*` that announces them.
      if (/%[0-9a-f]{2}/i.test(value)) values.push(decodeExtended(value));
    }
  }
  values.push(...continuedValues(parameters, name));
  return [...new Set(values.filter((value) => value.trim() !== ''))];
}
