/**
 * Changes that may have locked their maker out: each goes back by itself after a minute, unless somebody who is still connected
 * says that it may stay. What is on trial is noted in the data folder: a server that was stopped meanwhile takes it back at its start.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod';
import type { EndedTrial, Revision, Trial } from '../../shared/admin-api/settings.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { SettingsStore } from './settings-store.ts';

const TRIAL_FILE = 'settings-on-trial.json';
const noteSchema = z.object({ revisions: z.array(z.int().min(1)).min(1), until: z.number() });
type Note = z.infer<typeof noteSchema>;

/** Whoever the changes that go back by themselves are made by, in the history. */
const BY = 'not confirmed';

export interface SettingsTrialOptions {
  readonly dataFolder: string;
  readonly settings: Pick<SettingsStore, 'undo'>;
  readonly clock: Clock;
  /** Told what went back, or what could not be done, in a sentence for the log. */
  readonly onEnd: (text: string, level: 'warning' | 'error') => void;
}

export class SettingsTrial {
  readonly #options: SettingsTrialOptions;
  readonly #listeners = new Set<() => void>();
  #note: Note | undefined;
  #ended: readonly EndedTrial[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(options: SettingsTrialOptions) {
    this.#options = options;
  }

  /** What was on trial when the server stopped is taken back. */
  static async open(options: SettingsTrialOptions): Promise<SettingsTrial> {
    const trial = new SettingsTrial(options);
    trial.#note = readNote(trial.#file);
    await trial.#takeBack();
    return trial;
  }

  get #file(): string {
    return path.join(this.#options.dataFolder, TRIAL_FILE);
  }

  /** What is on trial; undefined if nothing is. */
  get current(): Trial | undefined {
    return this.#note === undefined ? undefined : { revisions: this.#note.revisions, timeLeft: Math.max(0, this.#note.until - this.#options.clock.now()) };
  }

  /** What of the newest trial is on trial no more, in the order it ended. */
  get ended(): readonly EndedTrial[] {
    return this.#ended;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts a revision on trial, together with what is on trial already: they go back, or stay, as one. */
  begin(revision: number): void {
    if (this.#note === undefined) this.#ended = [];
    this.#become({ revisions: [...(this.#note?.revisions ?? []), revision], until: this.#options.clock.now() + FIXED_LIMITS.settingsTrialSeconds * 1000 });
  }

  /** @returns false if it is on trial no more */
  keep(revision: number): boolean {
    if (this.#note?.revisions.includes(revision) !== true) return false;
    this.#forget(
      this.#note.revisions.filter((other) => other <= revision),
      'kept',
    );
    return true;
  }

  /** Somebody has taken a revision back himself. */
  undone(revision: number): void {
    this.#forget([revision], 'taken-back');
  }

  /** Waits no longer; what is on trial goes back at the next start. */
  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #forget(gone: readonly number[], how: EndedTrial['how']): void {
    if (this.#note === undefined) return;
    for (const revision of this.#note.revisions) if (gone.includes(revision)) this.#end(revision, how);
    const revisions = this.#note.revisions.filter((revision) => !gone.includes(revision));
    if (revisions.length < this.#note.revisions.length) this.#become(revisions.length === 0 ? undefined : { ...this.#note, revisions });
  }

  #end(revision: number, how: EndedTrial['how'], paths: readonly string[] = []): void {
    this.#ended = [...this.#ended, { revision, how, paths: [...paths] }];
  }

  #become(note: Note | undefined): void {
    clearTimeout(this.#timer);
    this.#note = note;
    if (note !== undefined) this.#timer = setTimeout(() => void this.#takeBack(), note.until - this.#options.clock.now()).unref();
    this.#write(note);
    for (const listener of this.#listeners) listener();
  }

  #write(note: Note | undefined): void {
    try {
      if (note === undefined) {
        rmSync(this.#file, { force: true });
        return;
      }
      // Written whole or not at all.
      writeFileSync(`${this.#file}.new`, JSON.stringify(note), { mode: 0o600, flush: true });
      renameSync(`${this.#file}.new`, this.#file);
    } catch (error) {
      // The trial goes on all the same, as long as the server runs.
      this.#options.onEnd(`what is on trial could not be noted in ${this.#file}: ${String(error)}`, 'error');
    }
  }

  async #takeBack(): Promise<void> {
    for (const revision of this.#note?.revisions.toReversed() ?? []) {
      try {
        this.#say(await this.#options.settings.undo(revision, BY), revision);
      } catch (error) {
        this.#end(revision, 'stuck');
        this.#options.onEnd(`revision ${revision} of the settings was not confirmed, and could not be taken back: ${String(error)}`, 'error');
      }
    }
    this.#become(undefined);
  }

  #say({ changes }: Revision, revision: number): void {
    const paths = changes.map((change) => change.path);
    this.#end(revision, 'not-kept', paths);
    this.#options.onEnd(`revision ${revision} of the settings was not confirmed and has been taken back: ${paths.join(', ')}`, 'warning');
  }
}

/** A note that cannot be read says nothing: what was on trial stays, as it would have for whoever was asked. */
function readNote(file: string): Note | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Nothing is on trial, which is how it nearly always is.
    return undefined;
  }
  return z
    .string()
    .transform((json, context) => {
      try {
        return JSON.parse(json) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(noteSchema)
    .safeParse(text).data;
}
