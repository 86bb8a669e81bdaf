/**
 * The settings in force: loaded, changed, saved and told to everybody. A change is refused whole, or it is on disk, in
 * the history and in force, in this order, before anybody hears of it.
 */
import type { Problem } from '../../shared/admin-api/errors.ts';
import type { Revision } from '../../shared/admin-api/settings.ts';
import { type Settings, defaultSettings } from '../../shared/settings/settings.ts';
import type { Clock } from '../clock.ts';
import type { NewRevision, RevisionNote, RevisionRow, RevisionStore } from './revisions.ts';
import { describeChanges } from './change-notes.ts';
import { type Json, isJsonObject, merged, splitPath, valueAt, withValueAt } from './json-path.ts';
import { NewerVersionError, migrateSettings } from './migrations.ts';
import { PLAIN_SECRETS, SealedSecretError, type SecretKeeper, closedSecrets, opened, sealed } from './secret-keeper.ts';
import { withSecretsOf, withoutSecrets } from './secrets.ts';
import { serialise } from './serialise.ts';
import { SettingsFile } from './settings-file.ts';
import type { SettingsSource } from './settings-source.ts';
import { takenBack } from './taken-back.ts';
import { Turns } from './turns.ts';
import { validInTurns } from './valid-in-turns.ts';
import { SettingsError, validSettings } from './validation.ts';

/** Looks at more than the schema can, such as whether a file that is named can be used. */
export type SettingsCheck = (next: Settings, before: Settings) => Promise<Problem[]>;

/** Looks at a change that is valid, before it is made: whoever asked may have to think again. What it throws, the asker gets. */
export type SecondThoughts = (next: Settings, before: Settings) => Promise<void>;

const NO_SECOND_THOUGHTS: SecondThoughts = () => Promise.resolve();

/** Makes settings fit to be kept, such as by hashing passwords. Gives back the same object where nothing is to be done. */
type SettingsPreparation = (settings: Settings) => Promise<Settings>;

export interface SettingsStoreOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly checks?: readonly SettingsCheck[];
  readonly prepare?: SettingsPreparation;
  /** How secrets are kept on disk; left out: as they are. */
  readonly secrets?: SecretKeeper;
}

/** Revisions older than this are not looked through for one that is good. */
const RECOVERY_REVISIONS = 100;

export class SettingsStore implements SettingsSource {
  /** What was found and mended, one sentence each, for the log. */
  readonly repairs: string[] = [];
  readonly #file: SettingsFile;
  readonly #clock: Clock;
  readonly #checks: Set<SettingsCheck>;
  readonly #prepare: SettingsPreparation;
  readonly #secrets: SecretKeeper;
  readonly #listeners = new Set<(now: Settings, before: Settings) => void>();
  /** False while the settings are defaults for want of a good file; the history may know better. */
  #fromFile: boolean;
  #current: Settings;
  #revision = 0;
  #checkedEntries = 0;
  #revisions: RevisionStore | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  /** Reads the settings file. Throws SettingsFileError if it cannot be read, or is of a newer version. */
  constructor({ dataFolder, clock, checks = [], prepare = async (settings) => settings, secrets = PLAIN_SECRETS }: SettingsStoreOptions) {
    this.#file = new SettingsFile(dataFolder, secrets);
    this.#secrets = secrets;
    this.#clock = clock;
    this.#checks = new Set(checks);
    this.#prepare = prepare;
    const loaded = this.#file.load(clock.now());
    this.#fromFile = loaded.state === 'good';
    this.#current = loaded.state === 'good' ? loaded.settings : defaultSettings();
    if (loaded.state === 'damaged') this.repairs.push(`the settings file was damaged and is now ${loaded.setAside} (${loaded.why})`);
    for (const field of closedSecrets(this.#current)) {
      this.repairs.push(`the secret ${field} was sealed by another user, on another computer, or has been damaged, and cannot be read: type it in again`);
    }
  }

  get current(): Settings {
    return this.#current;
  }

  get revision(): number {
    return this.#revision;
  }

  onChange(listener: (now: Settings, before: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Has a change judged by one more check before it is made; returns the way to stop that. A check may also make ready what
   * the change will need, so that it is in force the moment the listeners hear of it.
   */
  addCheck(check: SettingsCheck): () => void {
    this.#checks.add(check);
    return () => this.#checks.delete(check);
  }

  /** Entries of long lists that the last change had to check: those that were not in force before. */
  get checkedEntries(): number {
    return this.#checkedEntries;
  }

  /**
   * Gives the store its history; changes can be made from now on. If the settings file was damaged or is gone, the
   * newest good revision comes into force. A file that was edited by hand becomes a revision.
   */
  async attachRevisions(revisions: RevisionStore): Promise<void> {
    const [newest] = await revisions.list(1);
    this.#revisions = revisions;
    this.#revision = newest?.revision ?? 0;
    if (!this.#fromFile) {
      await this.#recover(revisions);
      await this.#file.save(await this.#text(this.#current));
      this.#fromFile = true;
    }
    const prepared = await this.#prepare(this.#current);
    if (prepared !== this.#current) {
      await this.#file.save(await this.#text(prepared));
      this.#enforce(prepared);
    }
    const last = newest === undefined ? undefined : await revisions.get(newest.revision);
    const changes = describeChanges(last === undefined ? defaultSettings() : this.#readable(last.document), this.#current);
    if (last !== undefined && changes.length === 0) return;
    this.#revision = await revisions.add({ at: this.#clock.now(), by: 'start', json: await this.#text(this.#current), changes });
  }

  /** Puts the newest good revision into force. */
  async #recover(revisions: RevisionStore): Promise<void> {
    for (const { revision } of await revisions.list(RECOVERY_REVISIONS)) {
      const settings = settingsOf(await revisions.get(revision), this.#secrets);
      if (settings === undefined) continue;
      this.repairs.push(`the settings of revision ${revision} are in force instead of the settings file`);
      this.#enforce(settings);
      return;
    }
    if (this.repairs.length > 0) this.repairs.push('there is no earlier revision: the default settings are in force');
  }

  /** The document or the part at a path, secrets as "(secret)". Throws SettingsError 'missing'. */
  get(path: string): Json {
    const parts = splitPath(path);
    const value = valueAt(this.#current, parts);
    if (value === undefined) throw new SettingsError('missing', [{ field: path, message: `there is no setting ${path}` }]);
    return withoutSecrets(value, parts);
  }

  /** Sets one value. Throws SettingsError, SettingsFileError or StoreError, and then nothing has changed. */
  async set(path: string, value: Json, by: string, think?: SecondThoughts): Promise<Revision> {
    const make = (): Json => {
      const next = withValueAt(this.#current, splitPath(path), value);
      if (next === undefined) throw new SettingsError('invalid', [{ field: path, message: 'there is no such entry in the list' }]);
      return next;
    };
    return await this.#change(by, make, think);
  }

  /** Sets several values, all of them or none. Throws as `set` does. */
  async setAll(changes: readonly { readonly path: string; readonly value: Json }[], by: string, think?: SecondThoughts): Promise<Revision> {
    const make = (): Json => {
      let next: Json = this.#current;
      for (const { path, value } of changes) {
        const changed = withValueAt(next, splitPath(path), value);
        if (changed === undefined) throw new SettingsError('invalid', [{ field: path, message: 'there is no such entry in the list' }]);
        next = changed;
      }
      return next;
    };
    return await this.#change(by, make, think);
  }

  /**
   * Takes back what a revision has changed, and nothing else. Throws as `set` does, 'missing' for an unknown revision, 'conflict'
   * where it has been changed again since.
   */
  async undo(revision: number, by: string, think?: SecondThoughts): Promise<Revision> {
    const { before, after } = await this.#aroundRevision(revision);
    return await this.#change(by, () => takenBack(this.#current, before, after), think);
  }

  /** The settings before and after a revision. Entries of long lists that are in force still are the same objects. */
  async #aroundRevision(revision: number): Promise<{ before: Settings; after: Settings }> {
    const [row, earlier] = await Promise.all([this.#history.get(revision), this.#history.get(revision - 1)]);
    if (row === undefined) throw new SettingsError('missing', [{ field: 'revision', message: `there is no revision ${revision}` }]);
    const turns = new Turns();
    const after = await validInTurns(migrated(this.#readable(row.document)), this.#current, turns);
    const before = earlier === undefined ? defaultSettings() : (await validInTurns(migrated(this.#readable(earlier.document)), after.settings, turns)).settings;
    return { before, after: after.settings };
  }

  /** Makes a new document of the settings in force, for edits that `set` and `import` cannot say. It may take its time. Throws as `set` does, or what `make` throws. */
  async edit(make: (current: Settings) => Settings | Promise<Settings>, by: string): Promise<Revision> {
    return await this.#change(by, () => make(this.#current));
  }

  /** Merges a partial document; lists in it replace those in force. Throws as `set` does. */
  async import(document: Json, by: string, think?: SecondThoughts): Promise<Revision> {
    if (!isJsonObject(document)) throw new SettingsError('invalid', [{ field: '', message: 'the settings must be a JSON object' }]);
    return await this.#change(by, () => merged(this.#current, migrated(document)), think);
  }

  /** The settings as they would be with a partial document merged in; nothing is changed. Throws SettingsError. */
  proposed(document: Json): Settings {
    if (!isJsonObject(document)) throw new SettingsError('invalid', [{ field: '', message: 'the settings must be a JSON object' }]);
    return validSettings(withSecretsOf(merged(this.#current, migrated(document)), this.#current));
  }

  /** Puts an earlier revision into force again, as a new one. Throws as `set` does, 'missing' for an unknown revision. */
  async restore(revision: number, by: string, think?: SecondThoughts): Promise<Revision> {
    const row = await this.#history.get(revision);
    if (row === undefined) throw new SettingsError('missing', [{ field: 'revision', message: `there is no revision ${revision}` }]);
    return await this.#change(by, () => this.#revived(row.document), think);
  }

  /** The newest revisions first, each with what it changed. */
  async history(limit: number, before?: number): Promise<Revision[]> {
    const notes = await this.#history.list(limit + 1, before);
    return await Promise.all(
      notes.slice(0, limit).map(async (note, place) => ({ ...note, changes: note.changes ?? (await this.#changesOf(note, notes[place + 1])) })),
    );
  }

  async #changesOf({ revision }: RevisionNote, before: RevisionNote | undefined): Promise<Revision['changes']> {
    const row = await this.#history.get(revision);
    const old = before === undefined ? undefined : await this.#history.get(before.revision);
    return row === undefined ? [] : describeChanges(old === undefined ? defaultSettings() : this.#readable(old.document), this.#readable(row.document));
  }

  /** The settings as file and history keep them. */
  async #text(settings: Settings, turns = new Turns()): Promise<Uint8Array<ArrayBuffer>> {
    return await serialise(sealed(settings, this.#secrets), turns);
  }

  /** A document of the history, to be compared; a secret that this host cannot open counts as another one. */
  #readable(document: Json): Json {
    try {
      return opened(document, this.#secrets);
    } catch (error) {
      if (error instanceof SealedSecretError) return document;
      throw error;
    }
  }

  /** A document of the history, to be put into force again. */
  #revived(document: Json): Json {
    try {
      return opened(migrated(document), this.#secrets);
    } catch (error) {
      if (error instanceof SealedSecretError) throw new SettingsError('invalid', [{ field: 'revision', message: error.message }]);
      throw error;
    }
  }

  get #history(): RevisionStore {
    if (this.#revisions === undefined) throw new Error('settings have no history before attachRevisions');
    return this.#revisions;
  }

  /** One change after the other, each judged against what the one before it has left. */
  async #change(by: string, make: () => Json | Promise<Json>, think = NO_SECOND_THOUGHTS): Promise<Revision> {
    const mine = this.#lastChange.then(async () => await this.#apply(by, await make(), think));
    this.#lastChange = mine.catch(() => undefined); // Whoever asked for the change gets its error.
    return await mine;
  }

  async #apply(by: string, document: Json, think: SecondThoughts): Promise<Revision> {
    const before = this.#current;
    const turns = new Turns();
    const { settings: valid, checked } = await validInTurns(withSecretsOf(document, before), before, turns);
    this.#checkedEntries = checked;
    const wanted = await this.#prepare(valid);
    const at = this.#clock.now();
    const changes = describeChanges(before, wanted);
    if (changes.length === 0) return { revision: this.#revision, at, by, changes };
    await this.#runChecks(wanted, before);
    await think(wanted, before);
    const revision = await this.#save({ at, by, json: await this.#text(wanted, turns), changes }, before);
    this.#revision = revision;
    this.#enforce(wanted);
    return { revision, at, by, changes };
  }

  async #runChecks(next: Settings, before: Settings): Promise<void> {
    const problems = (await Promise.all([...this.#checks].map(async (check) => await check(next, before)))).flat();
    if (problems.length > 0) throw new SettingsError('invalid', problems);
  }

  /** File and history, or neither. */
  async #save(revision: NewRevision, before: Settings): Promise<number> {
    await this.#file.save(revision.json);
    try {
      return await this.#history.add(revision);
    } catch (error) {
      await this.#file.save(await this.#text(before));
      throw error;
    }
  }

  #enforce(next: Settings): void {
    const before = this.#current;
    this.#current = next;
    for (const listener of this.#listeners) listener(next, before);
  }
}

/** The document in the present version; a newer one is refused. */
function migrated(document: Json): Json {
  try {
    return migrateSettings(document);
  } catch (error) {
    if (error instanceof NewerVersionError) throw new SettingsError('invalid', [{ field: 'version', message: error.message }]);
    throw error;
  }
}

/** The settings of a revision, if they are still valid. */
function settingsOf(row: RevisionRow | undefined, secrets: SecretKeeper): Settings | undefined {
  try {
    if (row === undefined) return undefined;
    return validSettings(opened(migrated(row.document), secrets));
  } catch (error) {
    if (error instanceof SettingsError || error instanceof SealedSecretError) return undefined;
    throw error;
  }
}
