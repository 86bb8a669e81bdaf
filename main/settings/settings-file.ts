/**
 * `settings.json` in the data folder. `conf` writes it, whole or not at all; it is read and judged here, because a
 * damaged file must be set aside and not emptied, and a file that is no object must not pass for an empty one.
 */
import { chmodSync, readFileSync, renameSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import * as path from 'node:path';
import { Readable } from 'node:stream';
import { writeFile } from 'atomically';
import Conf from 'conf';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { type Json, isJsonObject } from './json-path.ts';
import { NewerVersionError, migrateSettings } from './migrations.ts';
import { type SecretKeeper, SealedSecretError, opened } from './secret-keeper.ts';
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
  readonly #secrets: SecretKeeper;

  constructor(dataFolder: string, secrets: SecretKeeper) {
    this.#dataFolder = dataFolder;
    this.#secrets = secrets;
    this.path = path.join(dataFolder, 'settings.json');
  }

  /** @param now milliseconds since 1970, for the name of a file set aside. Throws SettingsFileError. */
  load(now: number): LoadedFile {
    const text = this.#read();
    if (text === undefined) return { state: 'absent' };
    try {
      const settings = validSettings(opened(migrateSettings(parseObject(text)), this.#secrets));
      this.#makePrivate();
      return { state: 'good', settings };
    } catch (error) {
      // The file is all right, and this host must neither set it aside nor go on without the secret.
      if (error instanceof SealedSecretError) throw new SettingsFileError(`${this.path}: ${error.message}`, { cause: error });
      if (error instanceof NewerVersionError) throw new SettingsFileError(`${this.path}: ${error.message}`, { cause: error });
      if (error instanceof SettingsError || error instanceof SyntaxError) return { state: 'damaged', setAside: this.#setAside(now), why: error.message };
      throw error;
    }
  }

  /** @param json the whole file. Resolves once it is on disk; rejects with SettingsFileError, and the file is as it was. */
  async save(json: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await this.#refuseFullDisk(json.length);
      if (json.length <= FIXED_LIMITS.settingsFileBytes) writeWithConf(this.#dataFolder, json);
      else await writeAside(this.path, json);
    } catch (error) {
      throw new SettingsFileError(`the settings could not be saved to ${this.path}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  /** `conf` takes what a full disk has written half of for the whole file, and puts it in the place of the old one. */
  async #refuseFullDisk(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#dataFolder);
    if (bavail * bsize < bytes + FIXED_LIMITS.settingsFileBytes) throw new Error('the disk is full: make room on it, and try again');
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
      const why = error instanceof Error ? error.message : String(error);
      const others = error instanceof Error && 'code' in error && error.code === 'EPERM';
      throw new SettingsFileError(`${this.path} must ${others ? 'belong to' : 'be writable for'} the user who runs the server: ${why}`, { cause: error });
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

/** What JSON.parse returns is JSON: nothing of it needs another look before it is judged. */
function parseObject(text: string): Json {
  const value = JSON.parse(text) as Json;
  if (!isJsonObject(value)) throw new SyntaxError('it is not a JSON object');
  return value;
}

/** Writes the file on the calling thread, whole or not at all. */
function writeWithConf(dataFolder: string, json: Uint8Array): void {
  const conf = new Conf({
    cwd: dataFolder,
    configName: 'settings',
    configFileMode: 0o600, // There are secrets in it.
    accessPropertiesByDotNotation: false,
    // The text is made by serialise.ts, in turns. What is there already is not asked for.
    serialize: () => json,
    deserialize: () => ({}),
  });
  conf.store = {};
}

/**
 * Writes a long file without holding up the sessions, whole or not at all: by the library that `conf` writes with. As a
 * stream, since what a full disk took but half of is an error there, and only there.
 */
async function writeAside(file: string, json: Uint8Array): Promise<void> {
  await writeFile(file, Readable.from([json]), { mode: 0o600 });
}
