/** Puts down what became of each recipient: in the queue, in the log and in the counters. */
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { DeliveryQueue, QueueEntry } from '../store/outgoing-queue.ts';
import type { Reports } from './dsn/reports.ts';
import { enhancedOf, explain, verbatim } from './dsn/words.ts';
import { retryGap } from './retry-schedule.ts';
import type { Outcome } from './smart-host.ts';

export interface RecorderServices {
  readonly queue: DeliveryQueue;
  readonly reports: Pick<Reports, 'send'>;
  readonly events: EventSink;
  readonly clock: Clock;
}

export class OutcomeRecorder {
  readonly #services: RecorderServices;
  /** Taken by the smart host, but the queue could not be told (disk full): they must not be sent again. */
  readonly #sentButQueued = new Set<number>();
  #deferrals = 0;

  constructor(services: RecorderServices) {
    this.#services = services;
  }

  /** Recipients put off since the start. */
  get deferrals(): number {
    return this.#deferrals;
  }

  /** Tells the queue what it could not be told before. Call it before asking the queue what is due. */
  async catchUp(): Promise<void> {
    if (this.#sentButQueued.size > 0) await this.#sent([...this.#sentButQueued]);
  }

  /** @param outcomes one for each entry, in their order */
  async record(entries: readonly QueueEntry[], outcomes: readonly Outcome[]): Promise<void> {
    const fates = entries.flatMap((entry, place) => {
      const outcome = outcomes[place];
      return outcome === undefined ? [] : [{ entry, outcome }];
    });
    // Before anything can fail: whatever happens now, these must not be sent again.
    for (const { entry, outcome } of fates) if (outcome.kind === 'sent') this.#sentButQueued.add(entry.id);
    // Recipients of one fate are one commit: a message to a thousand costs no thousand.
    const groups = Map.groupBy(fates, ({ entry, outcome }) => JSON.stringify([outcome.kind, outcome.reply, outcome.kind === 'deferred' ? entry.attempts : 0]));
    // What fails for one group must not keep the others from being recorded; the caller hears of it all the same.
    const failures: unknown[] = [];
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const members = group.map(({ entry }) => entry);
      try {
        await this.#tellQueue(members, first.outcome);
      } catch (error) {
        failures.push(error);
      }
      for (const entry of members) this.#tellOthers(entry, first.outcome);
    }
    if (failures.length > 0) throw failures[0];
  }

  async defer(entries: readonly QueueEntry[], why: string): Promise<void> {
    await this.record(
      entries,
      entries.map(() => ({ kind: 'deferred', reply: why })),
    );
  }

  async #tellQueue(entries: readonly QueueEntry[], outcome: Outcome): Promise<void> {
    const { queue, clock } = this.#services;
    const ids = entries.map(({ id }) => id);
    switch (outcome.kind) {
      case 'sent':
        await this.#sent(ids);
        break;
      case 'deferred':
        this.#deferrals += ids.length;
        await queue.settle({
          deferred: [
            {
              ids,
              nextAttemptAt: clock.now() + retryGap((entries[0]?.attempts ?? 0) + 1),
              attempt: { at: clock.now(), host: '', address: '', tls: '', reply: outcome.reply, milliseconds: 0 },
            },
          ],
        });
        break;
      case 'failed': {
        const enhanced = enhancedOf(outcome.reply, true);
        const fates = entries.map((entry) => ({ entry, enhanced, reason: explain(enhanced, entry.domain), remoteReply: verbatim(outcome.reply) }));
        await this.#services.reports.send('failed', fates);
        await queue.settle({ done: ids });
        break;
      }
    }
  }

  async #sent(ids: readonly number[]): Promise<void> {
    for (const id of ids) this.#sentButQueued.add(id);
    await this.#services.queue.settle({ done: ids });
    for (const id of ids) this.#sentButQueued.delete(id);
  }

  #tellOthers(entry: QueueEntry, outcome: Outcome): void {
    const { events } = this.#services;
    const event = { protocol: 'delivery', traceId: entry.traceId, text: `from <${entry.reversePath}> to <${entry.recipient}>: ${outcome.reply}` } as const;
    switch (outcome.kind) {
      case 'sent':
        events.count('relayed');
        events.emit({ kind: 'relay-sent', level: 'info', ...event });
        break;
      case 'deferred':
        events.emit({ kind: 'relay-deferred', level: 'warning', ...event });
        break;
      case 'failed':
        events.count('relayFailed');
        events.emit({ kind: 'relay-failed', level: 'error', ...event });
        break;
    }
  }
}
