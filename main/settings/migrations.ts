/**
 * Settings documents of older versions, led step by step to the present one. A step leads from its number to the next;
 * it may meet partial documents (imports), so it changes what is there and adds nothing that has a default.
 */
import { SETTINGS_VERSION } from '../../shared/settings/settings.ts';
import { type Json, type JsonObject, isJsonObject } from './json-path.ts';

export type MigrationStep = (document: JsonObject) => JsonObject;

/** By the version that a step starts from. Version 1 is the first. */
const STEPS: Readonly<Record<number, MigrationStep>> = {};

/** The document was written by a newer program: using it would lose what this one does not know. */
export class NewerVersionError extends Error {
  constructor(version: number, known: number) {
    super(`the settings are of version ${version}, but this program knows only up to version ${known}: install the newer program again`);
    this.name = 'NewerVersionError';
  }
}

/** @returns the document in the present version. What is not an object or has no version is left to validation. */
export function migrateSettings(document: Json, steps = STEPS, present: number = SETTINGS_VERSION): Json {
  const from = isJsonObject(document) ? document['version'] : undefined;
  if (!isJsonObject(document) || typeof from !== 'number' || !Number.isInteger(from)) return document;
  if (from > present) throw new NewerVersionError(from, present);
  let migrated = document;
  for (let version = from; version < present; version += 1) {
    const step = steps[version];
    if (step === undefined) return migrated; // A version that never was: validation names the field.
    migrated = { ...step(migrated), version: version + 1 };
  }
  return migrated;
}
