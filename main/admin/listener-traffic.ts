/** How much has come in by a listener in the last days: for asking before it is moved or closed. */
import type { ListenerSettings } from '../../shared/settings/server.ts';
import { MILLISECONDS_OF_COUNT, RISK_DAYS_MS } from '../../shared/settings/risks.ts';
import type { AdminContext } from './context.ts';

/** Sessions that are counted: more than that need no exact figure to be a reason to think again. */
const COUNTED_SESSIONS = 5000;

/** The sessions of the last days, at most `COUNTED_SESSIONS`; undefined where the log did not answer in time. */
export async function sessionsOn(
  events: Pick<AdminContext['events'], 'search'>,
  { protocol, port }: Pick<ListenerSettings, 'protocol' | 'port'>,
  now: number,
): Promise<number | undefined> {
  const here = ` to port ${port}`;
  const filter = { kinds: ['session-opened' as const], protocols: [protocol], since: now - RISK_DAYS_MS, text: here };
  try {
    const { events: found } = await events.search(filter, { limit: COUNTED_SESSIONS }, AbortSignal.timeout(MILLISECONDS_OF_COUNT));
    // Port 25 is found in port 2525 as well.
    return found.filter(({ text }) => text.endsWith(here)).length;
  } catch {
    // The question can be asked without figures; that the log cannot be read is said where the log is shown.
    return undefined;
  }
}
