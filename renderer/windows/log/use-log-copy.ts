/** Puts a line, or a session as text for the other postmaster, on the clipboard. */
import type { LogEvent } from '../../../shared/events.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useStatus } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { useNotices } from '../../ui/notices.tsx';
import { textLine } from './log-export.ts';
import { postmasterReport } from './postmaster-report.ts';

/** Lines of a session that go into a report: nobody reads more. */
const REPORT_LINES = 500;

export interface LogCopy {
  readonly copyLine: (event: LogEvent) => void;
  readonly copyReport: (sessionId: string, event: LogEvent) => void;
}

export function useLogCopy(): LogCopy {
  const client = useAdminClient();
  const notices = useNotices();
  const server = useStatus().data?.hostname ?? '';
  const put = async (text: Promise<string>): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await text);
      notices.done(texts.log.menu.copied);
    } catch (error) {
      notices.failed(error);
    }
  };
  const report = async (sessionId: string, { remoteAddress = '' }: LogEvent): Promise<string> => {
    const [{ events, more }, { decisions }] = await Promise.all([
      client.log.search({ sessionId, limit: REPORT_LINES }),
      client.decisions.search({ sessionId }),
    ]);
    return postmasterReport({ server, sessionId, remoteAddress, events, moreEvents: more, decisions: decisions.toReversed() });
  };
  return { copyLine: (event) => void put(Promise.resolve(textLine(event))), copyReport: (sessionId, event) => void put(report(sessionId, event)) };
}
