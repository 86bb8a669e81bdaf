/** Live subscriptions: what a slow reader has not fetched is replaced by what is true now, and an end releases everything. */

export interface LiveOptions<T> {
  /** The value now. */
  readonly read: () => T | Promise<T>;
  /** Calls back after each change; returns the way to stop that. */
  readonly subscribe: (changed: () => void) => () => void;
  /** Shortest time between two values, in milliseconds. */
  readonly intervalMs: number;
  /** Ends the subscription. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Yields the value now and again after changes. A value is read when the reader asks for the next one, so that a slow
 * reader gets fewer values and never old ones.
 */
export async function* latest<T>({ read, subscribe, intervalMs, signal }: LiveOptions<T>): AsyncGenerator<T, void, void> {
  let changed = true;
  let wake: (() => void) | undefined;
  const unsubscribe = subscribe(() => {
    changed = true;
    wake?.();
  });
  const onAbort = (): void => wake?.();
  signal?.addEventListener('abort', onAbort);
  try {
    for (;;) {
      while (!changed && !isAborted(signal)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (isAborted(signal)) return;
      changed = false;
      yield await read();
      await pause(intervalMs, signal);
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Waits, or less if the signal comes. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (isAborted(signal)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

/** A function, since the compiler takes it that `aborted` does not change while we wait. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
