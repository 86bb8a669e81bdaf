/** What the settings ask of whoever keeps their revisions: the store does, one storey up. */
import type { Revision } from '../../shared/admin-api/settings.ts';
import type { Settings } from '../../shared/settings/settings.ts';

type Changes = Revision['changes'];

export interface NewRevision {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
  /** The whole document after the change, in UTF-8. Secrets are in it as the settings file holds them. */
  readonly json: Uint8Array<ArrayBuffer>;
  /** What it changed, secrets masked. */
  readonly changes: Changes;
}

/** A revision as the history shows it. */
export interface RevisionNote {
  readonly revision: number;
  readonly at: number;
  readonly by: string;
  /** Undefined for revisions of the first version, which did not note it. */
  readonly changes: Changes | undefined;
}

export interface RevisionRow {
  readonly revision: number;
  readonly at: number;
  readonly by: string;
  /** As it was kept: of whatever version, and no longer valid perhaps. */
  readonly document: Settings;
}

export interface RevisionStore {
  add(revision: NewRevision): Promise<number>;
  get(revision: number): Promise<RevisionRow | undefined>;
  /** Newest first, of those before a revision; documents may be long, and are fetched one by one. */
  list(limit: number, before?: number): Promise<readonly RevisionNote[]>;
}
