/**
 * `settings.json` in the data folder. `conf` writes it, whole or not at all; it is read and judged here, because a
 * damaged file must be set aside and not emptied, and a file that is no object must not pass for an empty one.
 */
import { chmodSync, readFileSync, renameSync } from 'node:fs';
import * as path from 'node:path';
import Conf from 'conf';
import * as z from 'zod';
import type { Settings } from '../../shared/settings/settings.ts';
import { type Json, isJsonObject } from './json-path.ts';
import { NewerVersionError, migrateSettings } from './migrations.ts';
import { SettingsError, validSettings } from './validation.ts';

/** The file cannot be read or written at all: where it is, why, and what to do. */
export class SettingsFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SettingsFileError';
  }
}

export type LoadedFile =
  | { readonly state: 'good'; readonly settings: Settings }
  | { readonly state: 'absent' }
  /** The file is now called `setAside`; `why` says what is wrong with it. */
  | { readonly state: 'damaged'; readonly setAside: string; readonly why: string };

export class SettingsFile {
  readonly path: string;
  readonly #dataFolder: string;
  #conf: Conf<Settings> | undefined;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
    this.path = path.join(dataFolder, 'settings.json');
  }

  /** @param now milliseconds since 1970, for the name of a file set aside. Throws SettingsFileError. */
  load(now: number): LoadedFile {
    const text = this.#read();
    if (text === undefined) return { state: 'absent' };
    try {
      const settings = validSettings(migrateSettings(parseObject(text)));
      this.#makePrivate();
      return { state: 'good', settings };
    } catch (error) {
      if (error instanceof NewerVersionError) throw new SettingsFileError(`${this.path}: ${error.message}`, { cause: error });
      if (error instanceof SettingsError || error instanceof SyntaxError) return { state: 'damaged', setAside: this.#setAside(now), why: error.message };
      throw error;
    }
  }

  save(settings: Settings): void {
    try {
      this.#conf ??= new Conf<Settings>({
        cwd: this.#dataFolder,
        configName: 'settings',
        configFileMode: 0o600, // There are secrets in it.
        accessPropertiesByDotNotation: false,
        serialize: (document) => `${JSON.stringify(document, undefined, 2)}\n`,
      });
      this.#conf.store = settings;
    } catch (error) {
      throw new SettingsFileError(`the settings could not be saved to ${this.path}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.path, 'utf8').replace(/^\uFEFF/, '');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw new SettingsFileError(`${this.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }

  /** A file written by hand or by another tool may be open to all. */
  #makePrivate(): void {
    try {
      chmodSync(this.path, 0o600);
    } catch (error) {
      throw new SettingsFileError(`${this.path} must belong to the user who runs the server: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  #setAside(now: number): string {
    const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const setAside = `${this.path}.damaged-${stamp}`;
    try {
      renameSync(this.path, setAside);
    } catch (error) {
      throw new SettingsFileError(`${this.path} is damaged and cannot be set aside: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
    return setAside;
  }
}

function parseObject(text: string): Json {
  const value: Json = z.json().parse(JSON.parse(text));
  if (!isJsonObject(value)) throw new SyntaxError('it is not a JSON object');
  return value;
}
