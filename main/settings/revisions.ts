/** What the settings ask of whoever keeps their revisions: the store does, one storey up. */
import type { Settings } from '../../shared/settings/settings.ts';

export interface RevisionRow {
  readonly revision: number;
  readonly at: number;
  readonly by: string;
  /** The whole document after the change. Secrets are in it as the settings file holds them. */
  readonly document: Settings;
}

export interface RevisionStore {
  add(revision: { at: number; by: string; document: Settings }): Promise<number>;
  get(revision: number): Promise<RevisionRow | undefined>;
  /** Newest first. */
  list(limit: number): Promise<readonly RevisionRow[]>;
}
