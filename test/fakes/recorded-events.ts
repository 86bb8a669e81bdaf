/** Keeps the events, decisions and counters that it is handed. */
import type { DecisionSink, EventSink } from '../../main/log/event-sink.ts';
import type { Counter } from '../../shared/admin-api/server.ts';
import type { NewDecision } from '../../shared/decisions/verdicts.ts';
import type { NewEvent } from '../../shared/events.ts';

export class RecordedEvents implements EventSink, DecisionSink {
  readonly events: NewEvent[] = [];
  readonly decisions: NewDecision[] = [];
  readonly counters = new Map<Counter, number>();
  #waiting: (() => void)[] = [];

  emit(event: NewEvent): void {
    this.events.push(event);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  decide(decision: NewDecision): void {
    this.decisions.push(decision);
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
