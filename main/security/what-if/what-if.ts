/**
 * "How many of the newest kept messages would this entry have hit, and which?" Asked by windows as somebody types: threads
 * share the messages, stop in time, and a newer question about the same list takes the place of an older one.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { bestTexts } from './proposals.ts';
import type { AskedEntry, KeptHits, MessagesQuestion, ProposalRequest, ProposalShare } from './what-if-protocol.ts';
import { WhatIfThread } from './what-if-thread.ts';

/** Threads that look through messages: two halve the wait, more would take the processor from sessions. */
const THREADS = 2;

/** Nobody waits for the answer any more: a newer question has been asked. */
export class QuestionReplaced extends Error {
  override readonly name = 'QuestionReplaced';
}

/** What a question is about: a newer one about the same takes its place. */
type Subject = string;

function subjectOf(asked: AskedEntry): Subject {
  // Several switches of one window ask about the same list, each for something else.
  return asked.list === 'attachment-list' ? `${asked.list} ${asked.which}` : asked.list;
}

export type Proposed = Omit<ProposalShare, 'texts'> & { readonly proposals: readonly { readonly text: string; readonly unwanted: number }[] };

export interface WhatIfOptions {
  /** Its store is open. */
  readonly dataFolder: string;
  /** Milliseconds that a question may take once the threads are there; the named limit unless a test wants another. */
  readonly budgetMs?: number;
}

export class WhatIf {
  readonly #threads: readonly WhatIfThread[];
  readonly #budgetMs: number;
  readonly #asking = new Map<Subject, AbortController>();

  constructor({ dataFolder, budgetMs = FIXED_LIMITS.whatIfMilliseconds - FIXED_LIMITS.whatIfDecisionsMilliseconds }: WhatIfOptions) {
    this.#threads = Array.from({ length: THREADS }, (_, rest) => new WhatIfThread({ dataFolder, share: { of: THREADS, rest } }));
    this.#budgetMs = budgetMs;
  }

  /** Loads the threads, since questions are about to come, and resolves once they will be answered quickly. */
  async prepare(): Promise<void> {
    await Promise.all(this.#threads.map(async (thread) => await thread.prepare()));
  }

  /** Rejects with QuestionReplaced once a newer question about the same list is asked, and with the signal's reason when it fires. */
  async ask(question: MessagesQuestion, signal?: AbortSignal): Promise<KeptHits> {
    return together(await this.#inTurn(subjectOf(question.asked), signal, async (thread, deadline, either) => await thread.ask(question, deadline, either)));
  }

  /** Longer texts for a filter, and how much was looked at. Rejects as `ask` does, by questions of its own kind. */
  async propose(request: ProposalRequest, signal?: AbortSignal): Promise<Proposed> {
    const shares = await this.#inTurn('proposals', signal, async (thread, deadline, either) => await thread.propose(request, deadline, either));
    return {
      proposals: bestTexts(shares),
      unwanted: Math.max(...shares.map(({ unwanted }) => unwanted)),
      good: sum(shares, ({ good }) => good),
      kept: Math.max(...shares.map(({ kept }) => kept)),
      examined: sum(shares, ({ examined }) => examined),
      complete: shares.every(({ complete }) => complete),
    };
  }

  async #inTurn<Answer>(
    subject: Subject,
    signal: AbortSignal | undefined,
    send: (thread: WhatIfThread, deadline: number, either: AbortSignal) => Promise<Answer>,
  ): Promise<Answer[]> {
    this.#asking.get(subject)?.abort(new QuestionReplaced('a newer question has taken the place of this one'));
    const mine = new AbortController();
    this.#asking.set(subject, mine);
    const either = signal === undefined ? mine.signal : AbortSignal.any([mine.signal, signal]);
    try {
      await Promise.all(this.#threads.map(async (thread) => await thread.ready()));
      const deadline = performance.timeOrigin + performance.now() + this.#budgetMs;
      return await Promise.all(this.#threads.map(async (thread) => await send(thread, deadline, either)));
    } finally {
      if (this.#asking.get(subject) === mine) this.#asking.delete(subject);
    }
  }

  /** Ends the questions under way. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map(async (thread) => await thread.close()));
  }
}

function together(shares: readonly KeptHits[]): KeptHits {
  const examples = shares.flatMap((share) => share.examples).toSorted((one, other) => other.at - one.at);
  return {
    kept: Math.max(...shares.map(({ kept }) => kept)),
    examined: sum(shares, ({ examined }) => examined),
    complete: shares.every(({ complete }) => complete),
    cut: sum(shares, ({ cut }) => cut),
    hits: sum(shares, ({ hits }) => hits),
    held: sum(shares, ({ held }) => held),
    examples: examples.slice(0, FIXED_LIMITS.whatIfExamples),
  };
}

function sum<Each>(shares: readonly Each[], count: (share: Each) => number): number {
  return shares.reduce((total, share) => total + count(share), 0);
}
