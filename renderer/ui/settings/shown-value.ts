/** Values of settings as a person reads them: "on", "25 MB", "none", "3 entries". */
import * as z from 'zod';
import { declaredField } from '../../../shared/settings/declarations.ts';
import { escapeHostileText } from '../../../shared/text/escape.ts';
import { texts } from '../../texts.ts';
import { formatBytes, formatCount, formatDateTime } from '../format.ts';
import { unitOf } from './units.ts';

const objectSchema = z.record(z.string(), z.unknown());
/** How the server shows a secret that is set. */
const SECRET = '(secret)';
/** Characters of a list's entry that are shown. */
const ENTRY_CHARACTERS = 80;

/** @param path with or without the places of lists */
export function shownValue(path: string, value: unknown): string {
  const words = texts.settings.value;
  if (value === null || value === undefined) return words.none;
  if (typeof value === 'boolean') return value ? words.on : words.off;
  if (typeof value === 'number') return unitOf(path) === 'bytes' ? formatBytes(value) : formatCount(value);
  if (value === SECRET) return texts.settings.secret.isSet;
  if (typeof value === 'string') return value === '' ? words.empty : choiceName(path, value);
  if (Array.isArray(value)) return value.length === 0 ? words.noEntries : value.map((entry) => shownEntry(entry)).join(', ');
  return shownEntry(value);
}

/** What a choice is called; other texts stand for themselves. */
export function choiceName(path: string, value: string): string {
  if (declaredField(path)?.field.kind !== 'choice') return escapeHostileText(value);
  return wordFor(texts.settings.choices, value);
}

/** An entry of a list by the values of its fields. Entries are copied from hostile mail: what would turn the words beside them around is shown escaped. */
export function shownEntry(entry: unknown): string {
  const object = objectSchema.safeParse(entry);
  if (!object.success) return cut(escapeHostileText(String(entry)));
  const parts = Object.entries(object.data)
    .filter(([, value]) => value !== '' && value !== null && value !== true && value !== SECRET && !(Array.isArray(value) && value.length === 0))
    .map(([field, value]) => shownField(field, value));
  return cut(escapeHostileText(parts.join(' · ')));
}

/** A field of an entry; texts of people stand for themselves. */
function shownField(field: string, value: unknown): string {
  if (value === false) return texts.settings.value.off;
  const text = String(value);
  switch (field) {
    case 'expires':
      return formatDateTime(Date.parse(text));
    case 'scope':
      return wordFor(texts.lists.scopes, text);
    case 'action':
      return wordFor(texts.lists.actions, text);
    case 'protocol':
    case 'tls':
      return wordFor(texts.settings.choices, text);
    default:
      return text;
  }
}

function wordFor(known: Readonly<Record<string, string>>, word: string): string {
  return known[word] ?? word;
}

function cut(text: string): string {
  return text.length > ENTRY_CHARACTERS ? `${text.slice(0, ENTRY_CHARACTERS)}…` : text;
}
