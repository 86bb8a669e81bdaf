/** Whether the sender of a message wants to hear of something (RFC 3461 section 4.1), and may. */
import type { QueueEntry } from '../../store/outgoing-queue.ts';

/** RFC 3464 section 2.3.3, but for `expanded`. */
export type ReportAction = 'failed' | 'delayed' | 'delivered' | 'relayed';

const KEYWORDS: Readonly<Record<ReportAction, string>> = { failed: 'FAILURE', delayed: 'DELAY', delivered: 'SUCCESS', relayed: 'SUCCESS' };

/** @param notify as given, in upper case; '' where nothing was asked for */
export function isAskedFor(notify: string, action: ReportAction): boolean {
  // Without a wish: of failures, and of delays where the server has something to say about them.
  if (notify === '') return action === 'failed' || action === 'delayed';
  return notify.split(',').includes(KEYWORDS[action]);
}

/** True if a report may go out: never to the null reverse-path, so that no report is answered by one, and never to who may be forged. */
export function mayReport({ reversePath, returnable, notify }: Pick<QueueEntry, 'reversePath' | 'returnable' | 'notify'>, action: ReportAction): boolean {
  return reversePath !== '' && returnable && isAskedFor(notify, action);
}
