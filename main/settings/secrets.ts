/**
 * Settings that are secret, as their schema marks them (`secretField`): read as a stand-in, never as they are. Written
 * back, the stand-in means: leave it as it is.
 */
import * as z from 'zod';
import { settingsSchema } from '../../shared/settings/settings.ts';
import { type Json, isJsonObject, valueAt } from './json-path.ts';

export const SECRET_STAND_IN = '(secret)';

/** Every item of a list, in the path of a secret. */
export const EACH = '*';

/** The part of JSON Schema that leads to the fields; `secret` comes from the field's meta. */
const schemaNode = z.object({
  secret: z.boolean().optional(),
  get properties() {
    return z.record(z.string(), schemaNode).optional();
  },
  get items() {
    return schemaNode.optional();
  },
  get anyOf() {
    return z.array(schemaNode).optional();
  },
});
type SchemaNode = z.infer<typeof schemaNode>;

function secretPathsOf(node: SchemaNode, path: readonly string[]): string[][] {
  if (node.secret === true) return [[...path]];
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => secretPathsOf(child, [...path, key])),
    ...(node.items === undefined ? [] : secretPathsOf(node.items, [...path, EACH])),
    ...(node.anyOf ?? []).flatMap((child) => secretPathsOf(child, path)),
  ];
}

/** The paths of all secrets of a schema; `*` stands for each item of a list. */
export function secretPaths(schema: z.ZodType): readonly (readonly string[])[] {
  return secretPathsOf(schemaNode.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })), []);
}

const SETTINGS_SECRETS = secretPaths(settingsSchema);

function isSecret(path: readonly string[], secrets: readonly (readonly string[])[]): boolean {
  return secrets.some((secret) => secret.length === path.length && secret.every((part, place) => part === EACH || part === path[place]));
}

/** True if there may be secrets below a path: what holds none is handed on as it is, however long it is. */
function leadsToSecret(path: readonly string[], secrets: readonly (readonly string[])[]): boolean {
  return secrets.some((secret) => secret.length > path.length && path.every((part, place) => secret[place] === EACH || secret[place] === part));
}

/** The value at `path` with each secret in it as `(secret)`, or '' where it is not set. */
export function withoutSecrets(value: Json, path: readonly string[], secrets = SETTINGS_SECRETS): Json {
  if (isSecret(path, secrets)) return value === '' || value === null ? value : SECRET_STAND_IN;
  if (!leadsToSecret(path, secrets)) return value;
  if (Array.isArray(value)) return value.map((item, place) => withoutSecrets(item, [...path, String(place)], secrets));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, [...path, key], secrets)]));
}

/** The document with each stand-in replaced by the secret that is now in force; '' where there is none. */
export function withSecretsOf(document: Json, inForce: Json, secrets = SETTINGS_SECRETS): Json {
  const fill = (value: Json, path: readonly string[], old: Json | undefined): Json => {
    if (value === SECRET_STAND_IN && isSecret(path, secrets)) return typeof old === 'string' ? old : '';
    if (!leadsToSecret(path, secrets)) return value;
    if (Array.isArray(value)) {
      const counterpart = counterpartsIn(old);
      return value.map((item, place) => fill(item, [...path, String(place)], counterpart(item)));
    }
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, [...path, key], valueAt(old ?? null, [key]))]));
  };
  return fill(document, [], inForce);
}

/**
 * Finds the same entry of the old list, wherever it stands there: entries are known by the first field of their schema,
 * which is the order of those in force. What is written may have its fields in any order: by its own first field, a note
 * that two entries share would give one the secret of the other.
 */
function counterpartsIn(old: Json | undefined): (item: Json) => Json | undefined {
  const entries = Array.isArray(old) ? old.filter(isJsonObject) : [];
  const [name] = Object.keys(entries[0] ?? {});
  if (name === undefined) return () => undefined;
  let byName: Map<Json, Json> | undefined;
  return (item) => {
    if (!isJsonObject(item) || item[name] === undefined) return undefined;
    byName ??= new Map(entries.toReversed().map((entry) => [entry[name] ?? null, entry]));
    return byName.get(item[name]);
  };
}
