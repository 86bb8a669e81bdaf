/** What connections work on at this moment, for whoever looks at the queue. */
import type { Job } from './destination.ts';

export class Sending {
  /** Messages and entries, with the number of connections that work on each: what one has left over another may take up before the first is done. */
  readonly messages = new Map<number, number>();
  readonly entries = new Map<number, number>();

  /** These are put down elsewhere while the work lasts. */
  async during(entries: Job['entries'], work: () => Promise<void>): Promise<void> {
    const jobs = [...Map.groupBy(entries, ({ messageId }) => messageId)].map(([messageId, group]) => ({ messageId, entries: group }));
    for (const job of jobs) this.note(job, 1);
    try {
      await work();
    } finally {
      for (const job of jobs) this.note(job, -1);
    }
  }

  /** One connection more works on a job, or one less. */
  note({ messageId, entries }: Job, change: 1 | -1): void {
    count(this.messages, messageId, change);
    for (const { id } of entries) count(this.entries, id, change);
  }
}

function count(counts: Map<number, number>, id: number, change: 1 | -1): void {
  const now = (counts.get(id) ?? 0) + change;
  if (now > 0) counts.set(id, now);
  else counts.delete(id);
}
