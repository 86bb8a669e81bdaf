/** Who is being refused, and why: the most frequent clients and reasons of the last 24 hours, each a way to the trace. */
import { Link, mergeClasses } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import type { Refusals } from '../../../shared/admin-api/overview.ts';
import { names, texts } from '../../texts.ts';
import { BanButton, useBan } from '../../ui/ban-button.tsx';
import { formatCount } from '../../ui/format.ts';
import { usePanelTableStyles } from './panel-table.ts';

const words = texts.overview.refused;

export function RefusedPanel({ refusals }: { readonly refusals: Refusals | undefined }) {
  const styles = usePanelTableStyles();
  if (refusals === undefined) return null;
  if (refusals.refused === 0) return <p className={styles.none}>{words.none}</p>;
  return (
    <>
      <Clients refusals={refusals} />
      <Reasons refusals={refusals} />
      {!refusals.complete && <p className={styles.none}>{words.incomplete(refusals.decisions)}</p>}
    </>
  );
}

function Clients({ refusals }: { readonly refusals: Refusals }) {
  const ban = useBan();
  const styles = usePanelTableStyles();
  const navigate = useNavigate();
  return (
    <table className={styles.table} aria-label={words.clients}>
      <thead>
        <tr>
          <th scope="col" className={mergeClasses(styles.head, styles.number, styles.narrow)}>
            {words.times}
          </th>
          <th scope="col" className={mergeClasses(styles.head, styles.address)}>
            {words.client}
          </th>
          <th scope="col" className={styles.head}>
            {words.reason}
          </th>
          <td className={mergeClasses(styles.head, styles.action)} />
        </tr>
      </thead>
      <tbody>
        {refusals.clients.map(({ remoteAddress, refused, reason, otherReasons }) => {
          const why = `${names.reasons[reason]}${otherReasons > 0 ? words.others(otherReasons) : ''}`;
          return (
            <tr key={remoteAddress}>
              <td className={mergeClasses(styles.cell, styles.number)}>{formatCount(refused)}</td>
              <th scope="row" className={mergeClasses(styles.cell, styles.mono)}>
                <Link
                  as="button"
                  inline
                  className={styles.link}
                  title={words.showClient(remoteAddress)}
                  onClick={() => void navigate({ to: '/messages', search: { text: remoteAddress } })}
                >
                  {remoteAddress}
                </Link>
              </th>
              <td className={styles.cell} title={why}>
                {why}
              </td>
              <td className={mergeClasses(styles.cell, styles.action)}>
                <BanButton ban={ban} addresses={[remoteAddress]} note={`${formatCount(refused)} × ${reason}`} inRow />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Reasons({ refusals }: { readonly refusals: Refusals }) {
  const styles = usePanelTableStyles();
  const navigate = useNavigate();
  return (
    <table className={styles.table} aria-label={words.reasons}>
      <thead>
        <tr>
          <th scope="col" className={mergeClasses(styles.head, styles.number, styles.narrow)}>
            {words.times}
          </th>
          <th scope="col" className={styles.head}>
            {words.reasons}
          </th>
        </tr>
      </thead>
      <tbody>
        {refusals.reasons.map(({ reason, refused, clients }) => (
          <tr key={reason}>
            <td className={mergeClasses(styles.cell, styles.number)}>{formatCount(refused)}</td>
            <th scope="row" className={styles.cell}>
              <Link
                as="button"
                inline
                className={styles.link}
                title={words.showReason(names.reasons[reason])}
                onClick={() => void navigate({ to: '/log', search: { text: reason } })}
              >
                {`${names.reasons[reason]} (${words.fromClients(clients)})`}
              </Link>
            </th>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
