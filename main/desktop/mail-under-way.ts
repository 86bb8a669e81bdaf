/** Whether a restart would get into somebody's way at this moment. */
import type { SessionStage } from '../../shared/admin-api/sessions.ts';
import type { DesktopAdmin } from './desktop-server.ts';

/** What a client does between the beginning of a transaction and our answer to it; the rest can be said again later. */
const IN_TRANSACTION: ReadonlySet<SessionStage> = new Set<SessionStage>(['envelope', 'receiving', 'deciding', 'mailbox', 'fetching']);

export function mailIsUnderWay({ listeners, delivery }: Pick<DesktopAdmin, 'listeners' | 'delivery'>): boolean {
  return delivery.activity.connections > 0 || listeners.sessions().some(({ stage }) => IN_TRANSACTION.has(stage));
}
