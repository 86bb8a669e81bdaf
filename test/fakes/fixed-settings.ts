/** Settings that a test changes at will; whoever listens is told, as with the real ones. */
import type { SettingsSource } from '../../main/settings/settings-source.ts';
import { type Settings, defaultSettings } from '../../shared/settings/settings.ts';

export class FixedSettings implements SettingsSource {
  current: Settings = defaultSettings();
  revision = 1;
  readonly #listeners = new Set<(now: Settings, before: Settings) => void>();

  /** Changes a copy of the settings in force, and puts it into force. */
  change(edit: (settings: Settings) => void): void {
    const before = this.current;
    this.current = structuredClone(before);
    edit(this.current);
    this.revision += 1;
    for (const listener of this.#listeners) listener(this.current, before);
  }

  onChange(listener: (now: Settings, before: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
