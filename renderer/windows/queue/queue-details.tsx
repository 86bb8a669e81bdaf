/** One queued message: where each recipient's copy goes, what the attempts have brought, and how the message begins. */
import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import type { QueueAttempt, QueuedRecipient } from '../../../shared/admin-api/queue.ts';
import { said, saidOfDelivery, texts } from '../../texts.ts';
import { formatDateTime, formatExactTime } from '../../ui/format.ts';
import { useQueuedMessage } from './queue-data.ts';

const words = texts.queue;

const useStyles = makeStyles({
  pane: { flexShrink: 0, height: '40%', minHeight: '150px', overflow: 'auto', borderTop: `1px solid ${tokens.colorNeutralStroke1}`, padding: '6px 10px' },
  head: { display: 'flex', alignItems: 'baseline', columnGap: '10px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
  recipient: { padding: '6px 0', borderTop: `1px solid ${tokens.colorNeutralStroke3}` },
  line: { overflowWrap: 'anywhere' },
  attempts: { width: '100%', borderCollapse: 'collapse', marginTop: '2px', fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  cell: { padding: '1px 10px 1px 0', textAlign: 'start', verticalAlign: 'top', whiteSpace: 'nowrap', fontWeight: tokens.fontWeightRegular },
  reply: { width: '100%', whiteSpace: 'normal', overflowWrap: 'anywhere' },
  source: { margin: '2px 0 0', fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
});

export function QueueDetails({ id }: { readonly id: number }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const message = useQueuedMessage(id).data;
  if (message === undefined) return null;
  return (
    <section className={styles.pane} aria-label={words.details.label}>
      <div className={styles.head}>
        <h2 className={styles.title}>{message.sender === '' ? words.report : message.sender}</h2>
        <Link as="button" onClick={() => void navigate({ to: '/messages/$traceId', params: { traceId: message.traceId } })}>
          {words.details.showTrace}
        </Link>
      </div>
      {message.details.map((recipient) => (
        <Recipient key={recipient.id} recipient={recipient} />
      ))}
      <h3 className={styles.title}>{words.details.source}</h3>
      <pre className={styles.source}>{message.source}</pre>
    </section>
  );
}

function Recipient({ recipient }: { readonly recipient: QueuedRecipient }) {
  const styles = useStyles();
  const { details } = words;
  return (
    <div className={styles.recipient}>
      <div className={styles.line}>
        <strong>{recipient.recipient}</strong>
        {` · ${words.states[recipient.state]} · ${details.goes} ${said(recipient.routed)}`}
      </div>
      <div className={styles.quiet}>
        {[
          recipient.holdNote === '' ? details.givenUp(formatDateTime(recipient.givenUpAt)) : details.holdNote(recipient.holdNote),
          ...(recipient.delayTold ? [details.delayTold] : []),
          ...(recipient.history.length === 0 ? [details.noAttempts] : []),
        ].join(' ')}
      </div>
      {recipient.history.length > 0 && (
        <table className={styles.attempts} aria-label={`${details.attempts}: ${recipient.recipient}`}>
          <tbody>
            {recipient.history.map((attempt) => (
              <Attempt key={attempt.at} attempt={attempt} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Attempt({ attempt: { at, host, address, tls, reply } }: { readonly attempt: QueueAttempt }) {
  const styles = useStyles();
  return (
    <tr>
      <th scope="row" className={styles.cell}>
        {formatExactTime(at)}
      </th>
      <td className={styles.cell}>{host === '' ? '' : `${host} ${address}`}</td>
      <td className={styles.cell}>{address === '' ? '' : tls === '' ? words.details.noTls : saidOfDelivery(tls)}</td>
      <td className={`${styles.cell} ${styles.reply}`}>{saidOfDelivery(reply)}</td>
    </tr>
  );
}
