/**
 * The name of an attached file as the system of a reader would come to understand it. Names are hostile text: they are
 * written so that a filter sees one type and the reader's system another. Where systems differ (a NUL, a colon, characters
 * that Windows forbids), all readings are returned, and the file counts as each of them.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';

/** Controls, bidi overrides and other formatting, lone surrogates, line separators, and what is drawn as nothing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/gu;
/** Windows trims dots and spaces at the end; people see no difference with the other kinds of white space. */
const TRIMMED_AT_END = /[\s.\u2800]/;
const TRIMMED_AT_START = /[\s\u2800]/;
/** What a character of a name may be in one that reads the same in every way, as nearly all do. */
const ANYWHERE = 1;
const INSIDE = 2;
const SEPARATOR = 3;
const PLAIN = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_()[]-') PLAIN[character.charCodeAt(0)] = ANYWHERE;
for (const character of ' .') PLAIN[character.charCodeAt(0)] = INSIDE;
for (const character of '/\\') PLAIN[character.charCodeAt(0)] = SEPARATOR;

/** Not allowed in a Windows file name: some programs leave them out when they save a file, some put `_` in their place. */
const FORBIDDEN_ON_WINDOWS = /[":<>|*?]/g;

/**
 * All readings of a name, the likeliest first; none if nothing is left of it. Paths, controls, invisible characters,
 * trailing dots and spaces and NTFS streams are gone, compatibility forms (full-width letters and dots) are plain
 * (NFKC). Percent-encoding stays: no system decodes it in a file name. Of an overlong name the end counts, where its type is.
 */
export function fileNameReadings(raw: string): readonly string[] {
  if (readsPlainly(raw)) return [raw.slice(lastSeparator(raw) + 1)];
  const readings = new Set<string>();
  const add = (text: string): void => {
    const name = trim(text);
    if (name !== '') readings.add(name);
  };
  const nul = raw.indexOf('\0');
  for (const whole of nul < 0 ? [raw] : [raw, raw.slice(0, nul)]) {
    const part = lastPathPart(plain(whole));
    add(withoutStream(part));
    add(part);
    add(part.replaceAll(FORBIDDEN_ON_WINDOWS, ''));
  }
  return [...readings];
}

/** The name reads the same in every way, as it is written, but for folders before it. Archives have thousands: no expression. */
export function readsPlainly(raw: string): boolean {
  if (raw.length === 0 || raw.length > FIXED_LIMITS.fileNameCharacters || PLAIN[raw.charCodeAt(raw.length - 1)] !== ANYWHERE) return false;
  let first = ANYWHERE;
  let inFolder = false;
  for (let at = raw.length - 1; at >= 0; at -= 1) {
    const kind = PLAIN[raw.charCodeAt(at)] ?? 0;
    if (kind === 0) return false;
    if (kind === SEPARATOR) inFolder = true;
    else if (!inFolder) first = kind;
  }
  return first === ANYWHERE;
}

function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
}

/** The type of a cleaned name: its last extension with the dot, as it is written; '' where there is none. */
export function fileType(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

/** Normalised for comparison, without anything that cannot be seen. Patterns go through this, too. */
export function plain(text: string): string {
  const visible = text.slice(-FIXED_LIMITS.fileNameCharacters).replaceAll(INVISIBLE, '');
  // Normalising can bring forth invisible characters anew (U+FFA0 becomes U+1160).
  return visible.normalize('NFKC').replaceAll(INVISIBLE, '').slice(-FIXED_LIMITS.fileNameCharacters);
}

/** Behind the last slash or backslash; `evil.exe/` and `evil.exe/.` are evil.exe. A drive letter or `file:` is no part of the name. */
function lastPathPart(path: string): string {
  const parts = path.split(/[\\/]/);
  const last = parts.findLast((part) => trim(part) !== '') ?? '';
  return last.replace(/^\s*(?:file|[a-z]):(?!:)/i, '');
}

/** NTFS: `a.exe::$DATA` and `a.exe:stream` are the file a.exe. */
function withoutStream(name: string): string {
  const colon = name.indexOf(':');
  return colon > 0 ? name.slice(0, colon) : name;
}

function trim(name: string): string {
  let start = 0;
  let end = name.length;
  while (end > start && TRIMMED_AT_END.test(name.charAt(end - 1))) end -= 1;
  while (start < end && TRIMMED_AT_START.test(name.charAt(start))) start += 1;
  return name.slice(start, end);
}
