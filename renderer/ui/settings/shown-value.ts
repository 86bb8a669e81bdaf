/** Values of settings as a person reads them: "on", "25 MB", "none", "3 entries". */
import * as z from 'zod';
import { declaredField } from '../../../shared/settings/declarations.ts';
import { texts } from '../../texts.ts';
import { formatBytes, formatCount } from '../format.ts';
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
  if (declaredField(path)?.field.kind !== 'choice') return value;
  const known: Readonly<Record<string, string>> = texts.settings.choices;
  return known[value] ?? value;
}

/** An entry of a list by the values of its fields. */
export function shownEntry(entry: unknown): string {
  const object = objectSchema.safeParse(entry);
  if (!object.success) return cut(String(entry));
  const parts = Object.values(object.data)
    .filter((value) => value !== '' && value !== null && value !== true && value !== SECRET && !(Array.isArray(value) && value.length === 0))
    .map(String);
  return cut(parts.join(' · '));
}

function cut(text: string): string {
  return text.length > ENTRY_CHARACTERS ? `${text.slice(0, ENTRY_CHARACTERS)}…` : text;
}
