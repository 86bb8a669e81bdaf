/** The settings in force, and word of each change. */
import type { Settings } from '../../shared/settings/settings.ts';

export interface SettingsSource {
  readonly current: Settings;
  /** Grows with each change. */
  readonly revision: number;
  /** Calls back after each change with the new and the old settings; returns the way to stop that. */
  onChange(listener: (now: Settings, before: Settings) => void): () => void;
}
