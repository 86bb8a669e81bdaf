/** The settings history of the store, in memory. */
import type { RevisionRow, RevisionStore } from '../../main/settings/revisions.ts';

export class MemoryRevisions implements RevisionStore {
  readonly rows: RevisionRow[] = [];
  /** Set to let `add` fail. */
  failure: Error | undefined;

  async add(revision: Omit<RevisionRow, 'revision'>): Promise<number> {
    if (this.failure !== undefined) throw this.failure;
    this.rows.push({ revision: this.rows.length + 1, ...structuredClone(revision) });
    return this.rows.length;
  }

  async get(revision: number): Promise<RevisionRow | undefined> {
    return this.rows[revision - 1];
  }

  async list(limit: number): Promise<readonly RevisionRow[]> {
    return this.rows.toReversed().slice(0, limit);
  }
}
