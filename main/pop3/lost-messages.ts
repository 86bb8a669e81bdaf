/** Messages whose content is lost, and that this run has told the log of: a client asks for them again at each login. */
import type { MailStore } from '../store/mail-store.ts';

const toldOfStore = new WeakMap<MailStore, Set<number>>();

/** True the first time for each message, whichever listener it is asked of. */
export function isNews(store: MailStore, messageId: number): boolean {
  const told = toldOfStore.get(store) ?? new Set();
  toldOfStore.set(store, told);
  if (told.has(messageId)) return false;
  told.add(messageId);
  return true;
}
