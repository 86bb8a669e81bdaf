/** Which of the recent sessions an entry of an address list covers: from where, and what they were about. */
import { mergeClasses, Spinner } from '@fluentui/react-components';
import type { SessionsAnswer } from '../../../shared/admin-api/security.ts';
import { names, texts } from '../../texts.ts';
import { formatCount, formatDateTime, formatListTime } from '../format.ts';
import { useNow } from '../now.ts';
import { usePreviewStyles } from './preview-styles.ts';
import { traceAddress } from './trace-address.ts';
import type { Asked } from './use-what-if.ts';

const words = texts.lists.preview;

export function SessionsPreview({ asked: { answer, working } }: { readonly asked: Asked<SessionsAnswer> }) {
  const styles = usePreviewStyles();
  const now = useNow(60_000);
  if (answer === undefined) return <p className={styles.quiet}>{working ? words.working : words.idleAddress}</p>;
  const { hits, sessions, addresses, frequent, examples } = answer;
  return (
    <>
      <div className={styles.head}>
        <p className={styles.headline} aria-live="polite">
          {hits === 0 ? words.noSessions(sessions) : words.sessionsHit(hits, sessions, addresses)}
        </p>
        {working && <Spinner size="extra-tiny" aria-label={words.working} />}
      </div>
      {frequent.length > 0 && (
        <p className={styles.parts}>
          {frequent
            .slice(0, 5)
            .map((one) => `${one.remoteAddress} (${formatCount(one.sessions)})`)
            .join(', ')}
        </p>
      )}
      {examples.length > 0 && (
        <div className={styles.scroller} role="region" aria-label={words.clients}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col" className={styles.th} style={{ width: '112px' }}>
                  {words.column.address}
                </th>
                <th scope="col" className={styles.th} style={{ width: '104px' }}>
                  {words.column.verdict}
                </th>
                <th scope="col" className={styles.th}>
                  {words.column.from}
                </th>
                <th scope="col" className={styles.th}>
                  {words.column.to}
                </th>
                <th scope="col" className={mergeClasses(styles.th, styles.number)} style={{ width: '96px' }}>
                  {words.column.when}
                </th>
              </tr>
            </thead>
            <tbody>
              {examples.map(({ at, remoteAddress, verdict, reason, login, reversePath, recipients, sessionId, traceId }) => (
                <tr key={`${sessionId} ${at}`}>
                  <td className={styles.td}>{remoteAddress}</td>
                  <td className={styles.td} title={names.reasons[reason]}>
                    {names.verdicts[verdict]}
                  </td>
                  <td className={styles.td}>{login ?? reversePath ?? ''}</td>
                  <td className={styles.td} title={recipients.join(', ')}>
                    {recipients.join(', ')}
                  </td>
                  <td className={mergeClasses(styles.td, styles.number)}>
                    <a href={traceAddress(traceId ?? sessionId)} target="_blank" rel="noreferrer" className={styles.line} title={formatDateTime(at)}>
                      {formatListTime(at, now)}
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
