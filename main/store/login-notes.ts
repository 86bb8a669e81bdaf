/** Gathers logins, so that a thousand clients that look for mail each minute cost one write every few seconds. */
import type { WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';
import { TUNING } from './tuning.ts';

export class LoginNotes {
  readonly #writer: ThreadClient<WriteOperations>;
  readonly #logins = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(writer: ThreadClient<WriteOperations>) {
    this.#writer = writer;
  }

  add(accountId: number, at: number): void {
    this.#logins.set(accountId, at);
    this.#timer ??= setTimeout(() => void this.flush(), TUNING.loginNoteMilliseconds).unref();
  }

  /** Hands the notes to the writer. Never fails: a login that could not be noted is not worth an error to anybody. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#logins.size === 0) return;
    const logins = [...this.#logins].map(([accountId, at]) => ({ accountId, at }));
    this.#logins.clear();
    try {
      await this.#writer.call('mailbox.noteLogins', { logins });
    } catch {
      // The next login notes it again; if the disk is full or broken, the writes that matter say so.
    }
  }
}
