/**
 * "How many of the newest kept messages would this entry have hit, and which?" Asked by windows as somebody types: threads
 * share the messages, stop in time, and a newer question about the same list takes the place of an older one.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { AskedEntry, KeptHits, MessagesQuestion } from './what-if-protocol.ts';
import { WhatIfThread } from './what-if-thread.ts';

/** Threads that look through messages: two halve the wait, more would take the processor from sessions. */
const THREADS = 2;

/** Nobody waits for the answer any more: a newer question has been asked. */
export class QuestionReplaced extends Error {
  override readonly name = 'QuestionReplaced';
}

export interface WhatIfOptions {
  /** Its store is open. */
  readonly dataFolder: string;
  /** Milliseconds that a question may take once the threads are there; the named limit unless a test wants another. */
  readonly budgetMs?: number;
}

export class WhatIf {
  readonly #threads: readonly WhatIfThread[];
  readonly #budgetMs: number;
  readonly #asking = new Map<AskedEntry['list'], AbortController>();

  constructor({ dataFolder, budgetMs = FIXED_LIMITS.whatIfMilliseconds - FIXED_LIMITS.whatIfDecisionsMilliseconds }: WhatIfOptions) {
    this.#threads = Array.from({ length: THREADS }, () => new WhatIfThread(dataFolder));
    this.#budgetMs = budgetMs;
  }

  /** Rejects with QuestionReplaced once a newer question about the same list is asked, and with the signal's reason when it fires. */
  async ask(question: MessagesQuestion, signal?: AbortSignal): Promise<KeptHits> {
    const { list } = question.asked;
    this.#asking.get(list)?.abort(new QuestionReplaced('a newer question has taken the place of this one'));
    const mine = new AbortController();
    this.#asking.set(list, mine);
    const either = signal === undefined ? mine.signal : AbortSignal.any([mine.signal, signal]);
    try {
      await Promise.all(this.#threads.map(async (thread) => await thread.ready()));
      const deadline = performance.timeOrigin + performance.now() + this.#budgetMs;
      const shares = await Promise.all(
        this.#threads.map(async (thread, rest) => await thread.ask(question, { of: this.#threads.length, rest }, deadline, either)),
      );
      return together(shares);
    } finally {
      if (this.#asking.get(list) === mine) this.#asking.delete(list);
    }
  }

  /** Ends the questions under way. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map(async (thread) => await thread.close()));
  }
}

function together(shares: readonly KeptHits[]): KeptHits {
  const sum = (count: (share: KeptHits) => number): number => shares.reduce((total, share) => total + count(share), 0);
  const examples = shares.flatMap((share) => share.examples).toSorted((one, other) => other.at - one.at);
  return {
    kept: Math.max(...shares.map(({ kept }) => kept)),
    examined: sum(({ examined }) => examined),
    complete: shares.every(({ complete }) => complete),
    cut: sum(({ cut }) => cut),
    hits: sum(({ hits }) => hits),
    held: sum(({ held }) => held),
    examples: examples.slice(0, FIXED_LIMITS.whatIfExamples),
  };
}
