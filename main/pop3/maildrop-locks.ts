/**
 * The exclusive-access lock on a maildrop (RFC 1939 section 4): one session at a time, whichever listener it came
 * through.
 */
import type { MailStore } from '../store/mail-store.ts';

export class MaildropLocks {
  readonly #locked = new Set<number>();

  /** Locks a maildrop; undefined if another session has it. The answer releases it; a second call does nothing. */
  acquire(accountId: number): (() => void) | undefined {
    if (this.#locked.has(accountId)) return undefined;
    this.#locked.add(accountId);
    let held = true;
    return () => {
      if (held) this.#locked.delete(accountId);
      held = false;
    };
  }
}

const locksOfStore = new WeakMap<MailStore, MaildropLocks>();

/** The locks on the maildrops of a store, the same for pop3 and pop3s. */
export function maildropLocks(store: MailStore): MaildropLocks {
  let locks = locksOfStore.get(store);
  if (locks === undefined) {
    locks = new MaildropLocks();
    locksOfStore.set(store, locks);
  }
  return locks;
}
