/** Walks through the chunks of decisions, newest first, in slices: between two of them others have a turn, and the log thread may make one row of many. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { foldCase } from './fold-case.ts';
import { TUNING } from './tuning.ts';

const headSchema = z.object({
  first_id: z.number(),
  last_id: z.number(),
  first_at: z.number(),
  last_at: z.number(),
  keys: z.instanceof(Uint8Array).nullable(),
  tally: z.string().nullable(),
});

/** What is known of a chunk without opening it. */
export interface ChunkHead {
  readonly firstId: number;
  readonly lastId: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Undefined while it grows: look inside. */
  readonly keys: Uint8Array | undefined;
  readonly tally: string | undefined;
}

/** A chunk; its columns are read and unpacked when they are first asked for. */
export class DecisionChunk implements ChunkHead {
  readonly firstId: number;
  readonly lastId: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly keys: Uint8Array | undefined;
  readonly tally: string | undefined;
  readonly #read: (column: 'heads' | 'bodies') => Uint8Array;
  #headsText: string | undefined;
  #bodiesText: string | undefined;
  #foldedHeadsText: string | undefined;
  #foldedHeads: readonly string[] | undefined;
  #heads: readonly string[] | undefined;
  #bodies: readonly string[] | undefined;

  constructor({ first_id, last_id, first_at, last_at, keys, tally }: z.infer<typeof headSchema>, read: (column: 'heads' | 'bodies') => Uint8Array) {
    this.firstId = first_id;
    this.lastId = last_id;
    this.firstAt = first_at;
    this.lastAt = last_at;
    this.keys = keys ?? undefined;
    this.tally = tally ?? undefined;
    this.#read = read;
  }

  get headsText(): string {
    return (this.#headsText ??= this.#unpack('heads'));
  }

  /** The same without its case. No line break comes or goes when a text is folded. */
  get foldedHeadsText(): string {
    return (this.#foldedHeadsText ??= foldCase(this.headsText));
  }

  get foldedHeads(): readonly string[] {
    return (this.#foldedHeads ??= this.foldedHeadsText === this.headsText ? this.heads : this.foldedHeadsText.split('\n'));
  }

  get bodiesText(): string {
    return (this.#bodiesText ??= this.#unpack('bodies'));
  }

  /** In the order they came; none in a row that was emptied. */
  get heads(): readonly string[] {
    return (this.#heads ??= this.headsText === '' ? [] : this.headsText.split('\n'));
  }

  /** As many as heads. */
  get bodies(): readonly string[] {
    return (this.#bodies ??= this.bodiesText.split('\n'));
  }

  #unpack(column: 'heads' | 'bodies'): string {
    const bytes = this.#read(column);
    return (this.keys === undefined ? Buffer.from(bytes) : inflateRawSync(bytes)).toString();
  }
}

export interface Walk {
  /** Only decisions with a smaller id. */
  readonly before: number;
  readonly isCancelled: () => boolean;
  /** False for a chunk that need not be opened. */
  readonly wants: (head: ChunkHead) => boolean;
  /** Looks at the decisions of a chunk whose ids are less than `below`: the others were in another chunk before. False ends the walk. */
  readonly visit: (chunk: DecisionChunk, below: number) => boolean;
}

export async function walkDecisions(db: DatabaseSync, walk: Walk): Promise<void> {
  const walker = new Walker(db, walk);
  while (!walk.isCancelled() && walker.slice()) await nextTurn();
}

class Walker {
  readonly #db: DatabaseSync;
  readonly #walk: Walk;
  readonly #heads: StatementSync;
  readonly #columns: Readonly<Record<'heads' | 'bodies', StatementSync>>;
  /** What lies above is done. */
  #below: number;

  constructor(db: DatabaseSync, walk: Walk) {
    this.#db = db;
    this.#walk = walk;
    this.#below = walk.before;
    this.#heads = db.prepare('SELECT first_id, last_id, first_at, last_at, keys, tally FROM decision_chunk WHERE first_id < ? ORDER BY first_id DESC');
    this.#columns = {
      heads: db.prepare('SELECT heads AS column FROM decision_chunk WHERE first_id = ?'),
      bodies: db.prepare('SELECT bodies AS column FROM decision_chunk WHERE first_id = ?'),
    };
  }

  /** Walks for a while, on one state of the database; false once all is done. */
  slice(): boolean {
    const end = performance.now() + TUNING.searchSliceMilliseconds;
    this.#db.exec('BEGIN');
    try {
      // Row by row: a slice may end after one of them, as each does on a busy machine, and none is to be read for nothing.
      for (const row of this.#heads.iterate(this.#below)) {
        const chunk = this.#chunk(headSchema.parse(row));
        if (this.#walk.wants(chunk) && !this.#walk.visit(chunk, this.#below)) return false;
        this.#below = chunk.firstId;
        if (performance.now() > end) return true;
      }
      return false;
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  #chunk(head: z.infer<typeof headSchema>): DecisionChunk {
    return new DecisionChunk(head, (column) => {
      const bytes = this.#columns[column].get(head.first_id)?.['column'];
      return bytes instanceof Uint8Array ? bytes : new Uint8Array();
    });
  }
}
