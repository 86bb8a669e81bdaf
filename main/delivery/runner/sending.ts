/** What connections work on at this moment, for whoever looks at the queue. */
import type { Job } from './destination.ts';

export class Sending {
  /** Messages, with the number of connections that work on each. */
  readonly messages = new Map<number, number>();
  readonly entries = new Set<number>();

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
    const count = (this.messages.get(messageId) ?? 0) + change;
    if (count > 0) this.messages.set(messageId, count);
    else this.messages.delete(messageId);
    for (const { id } of entries) {
      if (change > 0) this.entries.add(id);
      else this.entries.delete(id);
    }
  }
}
