/** The settings history of the store, in memory. */
import type { NewRevision, RevisionNote, RevisionRow, RevisionStore } from '../../main/settings/revisions.ts';
import type { Settings } from '../../shared/settings/settings.ts';

export class MemoryRevisions implements RevisionStore {
  readonly rows: (RevisionRow & RevisionNote)[] = [];
  /** Set to let `add` fail. */
  failure: Error | undefined;

  async add({ at, by, json, changes }: NewRevision): Promise<number> {
    if (this.failure !== undefined) throw this.failure;
    const document = JSON.parse(new TextDecoder().decode(json)) as Settings;
    this.rows.push({ revision: this.rows.length + 1, at, by, document, changes: structuredClone(changes) });
    return this.rows.length;
  }

  async get(revision: number): Promise<RevisionRow | undefined> {
    return this.rows[revision - 1];
  }

  async list(limit: number, before = Number.POSITIVE_INFINITY): Promise<readonly RevisionNote[]> {
    return this.rows
      .filter(({ revision }) => revision < before)
      .toReversed()
      .slice(0, limit)
      .map(({ revision, at, by, changes }) => ({ revision, at, by, changes }));
  }
}
