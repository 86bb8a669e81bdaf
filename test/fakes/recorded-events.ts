/** Keeps the events and counters that it is handed. */
import type { EventSink } from '../../main/log/event-sink.ts';
import type { Counter } from '../../shared/admin-api/server.ts';
import type { NewEvent } from '../../shared/events.ts';

export class RecordedEvents implements EventSink {
  readonly events: NewEvent[] = [];
  readonly counters = new Map<Counter, number>();
  #waiting: (() => void)[] = [];

  emit(event: NewEvent): void {
    this.events.push(event);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  count(counter: Counter, by = 1): void {
    this.counters.set(counter, (this.counters.get(counter) ?? 0) + by);
  }

  /** Resolves once there are `count` events of a kind, at once if there are. */
  async seen(kind: NewEvent['kind'], count = 1): Promise<NewEvent[]> {
    for (;;) {
      const found = this.events.filter((event) => event.kind === kind);
      if (found.length >= count) return found;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  texts(): string[] {
    return this.events.map((event) => event.text);
  }
}
