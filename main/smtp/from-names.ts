/**
 * The domains that anybody may read in From headers: programs differ in what they take for a header, for a dot and for a letter,
 * in what they drop, and where they take an address to end. Where it matters, all of these readings count.
 */
import { domainToASCII, domainToUnicode } from 'node:url';
import { decodeHeaderText } from '../mime/header-words.ts';

/** Characters of From headers in which names are looked for; more, which no real mail has, are not believed. */
const MOST_CHARACTERS = 10_000;
/** Names that may be read in them, 20 ms of work at most: forty words in a row make as many, or a hundred authors with two names each. */
export const MOST_NAMES = 1000;
/** Characters of a name, with its marks apart from its letters: twice what a domain has at most (RFC 5321 section 4.5.3.1.2). */
const LONGEST_NAME = 510;
/** RFC 1035 section 2.3.4. What is longer costs the square of its length to map. */
const LONGEST_LABEL = 63;

/** What some readers drop and others take for a blank or an end: control characters, what nobody sees, broken characters. */
const HIDDEN = /[\p{C}\p{DI}\ufffd]/gu;
/** Besides those of ASCII (RFC 3490 section 3.1). */
const DOTS = /[\u3002\uff0e\uff61]/g;
/** What ends a domain to everybody. */
const ENDS = /[@,<>:;[\]]/;
/** Whatever stands between the pieces of a domain. */
const BETWEEN = /[^\p{L}\p{M}\p{N}._-]+/u;

interface FromField {
  /** What it says; bytes as latin1 characters. */
  readonly text: string;
  /** All readers see the same lines of it (RFC 5322 section 2.2.3). */
  readonly regular: boolean;
}

/** Between the letters of a field's name what is no printable character of ASCII may be dropped, and lines folded. */
const DROPPED = /(?:[^!-~\n]|\n[ \t])*/.source;
/** With a blank in front it is part of the field before; and no line begins between CR and LF. */
const NAME = new RegExp(`^(?![ \\t\\n])${['', 'f', 'r', 'o', 'm'].join(DROPPED)}[^!-~]*:`);
/** Lines that begin no field go on with the one before them to many readers. */
const VALUE = /([^\n]*(?:\n(?![!-9;-~]+[ \t]*:)[^\n]*)*)/;
const FROM = new RegExp(NAME.source + VALUE.source, 'gim');

/** All that somebody may take for a From header. */
export function fromFields(head: Buffer): FromField[] {
  return [...head.toString('latin1').matchAll(FROM)].map(([, text = '']) => ({
    text,
    regular: /^[^\n]*(?:\n[ \t][^\n]*)*[\r\n]*$/.test(text),
  }));
}

/** @param fields what From headers say; bytes as latin1 characters @returns undefined where they hold more than is looked at */
export function namesIn(fields: readonly string[]): string[] | undefined {
  const raw = fields.join(',');
  if (raw.length > MOST_CHARACTERS) return undefined;
  const names = new Set<string>();
  let count = 0;
  const texts = [Buffer.from(raw, 'latin1').toString(), decodeHeaderText(raw)].map(plainText);
  for (const reading of new Set([...texts, ...texts.map(withoutComments)])) {
    for (const run of reading.split(ENDS)) {
      const pieces = run.split(BETWEEN).filter((piece) => piece !== '');
      count += (pieces.length * (pieces.length + 1)) / 2;
      if (count > MOST_NAMES) return undefined;
      for (const name of joins(pieces)) names.add(name);
    }
  }
  return [...names];
}

/** In the letters that many characters stand for, marks apart from them. */
function plainText(text: string): string {
  return text.replaceAll(HIDDEN, ' ').normalize('NFKD').replaceAll(DOTS, '.').toLowerCase();
}

/** Each piece, and each that they make with their neighbours; up to its last plain letter as well, where many take an address to end. */
function* joins(pieces: readonly string[]): Generator<string> {
  for (let start = 0; start < pieces.length; start += 1) {
    let name = '';
    for (const piece of pieces.slice(start)) {
      name += piece;
      if (name.length > LONGEST_NAME) break;
      yield name;
      yield name.replace(/[^a-z0-9]+$/, '');
    }
  }
}

/** Comments nest (RFC 5322 section 3.2.2); what is no comment for lack of its end stays. */
function withoutComments(text: string): string {
  const kept: string[] = [];
  const opened: number[] = [];
  for (const character of text) {
    const start = character === ')' ? opened.pop() : undefined;
    if (character === '(') opened.push(kept.length);
    if (start === undefined) kept.push(character);
    else kept.length = start;
  }
  return kept.join('');
}

/**
 * What a name is in the DNS, by its mapping of today (UTS 46, nontransitional), and by the one before (RFC 3490), to which
 * ß is ss and ς is σ. Without empty labels; a label that has no such form is left as it is.
 */
export function spellings(name: string): string[] {
  const labels = name
    .normalize('NFC')
    .split('.')
    .filter((label) => label !== '');
  if (/^(?!.*xn--)\p{ASCII}*$/u.test(name)) return [labels.join('.')];
  const readable = labels.map((label) => mapped(label, domainToUnicode));
  const older = readable.map((label) => label.replaceAll('ß', 'ss').replaceAll('ς', 'σ'));
  return [readable, older].map((form) => form.map((label) => mapped(label, domainToASCII)).join('.'));
}

function mapped(label: string, how: (label: string) => string): string {
  return label.length > LONGEST_LABEL ? label : how(label) || label;
}
