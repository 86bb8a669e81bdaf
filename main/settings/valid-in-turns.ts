/**
 * Judges settings as validation.ts does, with long lists taken apart: their entries are checked in turns, and those that
 * are in force already are taken over as they are. So an edit of one entry among 100,000 costs the checking of one.
 */
import type { Problem } from '../../shared/admin-api/errors.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { type Json, isJsonObject, valueAt, withValueAt } from './json-path.ts';
import { LONG, LONG_LISTS, type LongList, commonEnds } from './long-lists.ts';
import type { Turns } from './turns.ts';
import { SettingsError, inWords, toProblems, validSettings } from './validation.ts';

export interface Judged {
  readonly settings: Settings;
  /** Entries of long lists that were not in force and had to be checked. */
  readonly checked: number;
}

/** @param inForce settings whose entries are valid. Throws SettingsError. */
export async function validInTurns(document: Json, inForce: Settings, turns: Turns): Promise<Judged> {
  const judged: { readonly path: readonly string[]; readonly items: Json[]; readonly checked: number }[] = [];
  const problems: Problem[] = [];
  let rest = document;
  for (const list of LONG_LISTS) {
    const items = valueAt(document, list.path);
    if (!Array.isArray(items) || items.length < LONG) continue;
    rest = withValueAt(rest, list.path, []) ?? rest;
    if (items.length > list.max) problems.push({ field: list.path.join('.'), message: `must have at most ${list.max} entries` });
    else judged.push({ path: list.path, ...(await judgeItems(items, oldItems(inForce, list), list, turns, problems)) });
  }
  let settings: Json = problems.length === 0 ? validSettings(rest) : restWithProblems(rest, problems);
  for (const { path, items } of judged) settings = withValueAt(settings, path, items) ?? settings;
  return { settings: settings as Settings, checked: judged.reduce((sum, { checked }) => sum + checked, 0) };
}

/** The problems of the rest belong to the same answer. */
function restWithProblems(rest: Json, problems: readonly Problem[]): never {
  try {
    validSettings(rest);
  } catch (error) {
    if (error instanceof SettingsError) throw new SettingsError('invalid', [...error.problems, ...problems]);
    throw error;
  }
  throw new SettingsError('invalid', problems);
}

function oldItems(inForce: Settings, { path }: LongList): Json[] {
  const items = valueAt(inForce, path);
  return Array.isArray(items) ? items : [];
}

async function judgeItems(items: readonly Json[], old: Json[], list: LongList, turns: Turns, problems: Problem[]): Promise<{ items: Json[]; checked: number }> {
  const { start, end } = commonEnds(old, items);
  if (start === items.length && start === old.length) return { items: old, checked: 0 };
  const inForce = await byName(old.slice(start, old.length - end), turns);
  const result = [...items];
  let checked = 0;
  let wrong = 0;
  await turns.forEach(items.slice(start, items.length - end), (item, at) => {
    if (wrong >= FIXED_LIMITS.listProblems) return;
    const same = sameIn(inForce, item);
    if (same !== undefined) {
      result[start + at] = same;
      return;
    }
    checked += 1;
    if (list.isPlain !== undefined && isJsonObject(item) && list.isPlain(item)) return;
    const parsed = list.schema.safeParse(item, { error: inWords });
    if (parsed.success) result[start + at] = parsed.data;
    else {
      wrong += 1;
      const where = [...list.path, String(start + at)];
      problems.push(...parsed.error.issues.flatMap((issue) => toProblems({ ...issue, path: [...where, ...issue.path] })));
    }
  });
  return { items: result, checked };
}

/** Entries by their first field, which is their name in all of these lists. */
async function byName(entries: readonly Json[], turns: Turns): Promise<ReadonlyMap<Json, Json>> {
  const map = new Map<Json, Json>();
  await turns.forEach(entries, (entry) => map.set(nameOf(entry), entry));
  return map;
}

function nameOf(entry: Json): Json {
  return isJsonObject(entry) ? (Object.values(entry)[0] ?? null) : entry;
}

/** The entry in force that an item says all fields of; undefined if there is none. */
function sameIn(inForce: ReadonlyMap<Json, Json>, item: Json): Json | undefined {
  const old = inForce.get(nameOf(item));
  if (old === item) return old;
  if (!isJsonObject(old) || !isJsonObject(item)) return undefined;
  const fields = Object.keys(old);
  if (Object.keys(item).length !== fields.length) return undefined;
  return fields.every((field) => Object.hasOwn(item, field) && item[field] === old[field]) ? old : undefined;
}
