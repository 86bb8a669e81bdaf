/** JSON values, and the dotted paths that lead into them: `server.listeners.0.port`. Nothing here changes its input. */

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** '' is the whole. */
export function splitPath(path: string): string[] {
  return path === '' ? [] : path.split('.');
}

/** The value at a path; undefined if there is none. */
export function valueAt(document: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = document;
  for (const part of path) {
    if (Array.isArray(value)) value = isIndex(part) ? value[Number(part)] : undefined;
    else if (isJsonObject(value) && Object.hasOwn(value, part)) value = value[part];
    else return undefined;
  }
  return value;
}

/**
 * The document with another value at a path. Objects on the way are made where there is none; a list takes the index
 * of an item it has, or the next one.
 * @returns undefined if the path leads through a list in another way
 */
export function withValueAt(document: Json | undefined, path: readonly string[], value: Json): Json | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (Array.isArray(document)) {
    const index = Number(part);
    if (!isIndex(part) || index > document.length) return undefined;
    const item = withValueAt(document[index], rest, value);
    return item === undefined ? undefined : [...document.slice(0, index), item, ...document.slice(index + 1)];
  }
  const object = isJsonObject(document) ? document : {};
  const inner = withValueAt(Object.hasOwn(object, part) ? object[part] : undefined, rest, value);
  return inner === undefined ? undefined : { ...object, [part]: inner };
}

/** The document with what a partial one says; its lists replace those of the document. */
export function merged(document: Json, partial: Json): Json {
  if (!isJsonObject(document) || !isJsonObject(partial)) return partial;
  const result: JsonObject = { ...document };
  for (const [key, value] of Object.entries(partial)) {
    const before = Object.hasOwn(document, key) ? document[key] : undefined;
    // Defined, not assigned: a key called __proto__ must be an ordinary key, which validation then refuses.
    Object.defineProperty(result, key, { value: before === undefined ? value : merged(before, value), enumerable: true, configurable: true, writable: true });
  }
  return result;
}

export interface JsonChange {
  readonly path: readonly string[];
  /** Null where there was nothing. */
  readonly from: Json;
  readonly to: Json;
}

/** What differs, by path; a list that differs counts as a whole. */
export function changesBetween(before: Json, after: Json, path: readonly string[] = []): JsonChange[] {
  if (before === after) return [];
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => changesBetween(before[key] ?? null, after[key] ?? null, [...path, key]));
  }
  return isSame(before, after) ? [] : [{ path, from: before, to: after }];
}

/** Entries of lists that are the same object are not looked into. */
export function isSame(before: Json, after: Json): boolean {
  if (before === after) return true;
  if (!Array.isArray(before) || !Array.isArray(after)) return JSON.stringify(before) === JSON.stringify(after);
  return before.length === after.length && before.every((item, place) => isSame(item, after[place] ?? null));
}

function isIndex(part: string): boolean {
  return /^(?:0|[1-9]\d{0,8})$/.test(part);
}
