/** Who is connected now: the newest few, each with a way to close it. */
import { Button, Link, mergeClasses } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import type { OpenSessions } from '../../../shared/admin-api/sessions.ts';
import { names, texts } from '../../texts.ts';
import { BanButton, useBan } from '../../ui/ban-button.tsx';
import { useCloseSessions } from '../sessions/use-close-sessions.ts';
import { usePanelTableStyles } from './panel-table.ts';

const words = texts.overview.sessions;

/** As many as are seen without scrolling. */
export const SHOWN_SESSIONS = 5;

export function SessionsPanel({ open }: { readonly open: OpenSessions | undefined }) {
  const ban = useBan();
  const styles = usePanelTableStyles();
  const navigate = useNavigate();
  const close = useCloseSessions();
  if (open === undefined) return null;
  if (open.total === 0) return <p className={styles.none}>{words.none}</p>;
  return (
    <>
      <table className={styles.table} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col" className={mergeClasses(styles.head, styles.address)}>
              {texts.sessions.column.address}
            </th>
            <th scope="col" className={styles.head}>
              {words.account}
            </th>
            <th scope="col" className={styles.head}>
              {words.doing}
            </th>
            <td className={mergeClasses(styles.head, styles.actions)} />
          </tr>
        </thead>
        <tbody>
          {open.sessions.map(({ id, remoteAddress, account, protocol, stage, lastCommand }) => (
            <tr key={id}>
              <th scope="row" className={mergeClasses(styles.cell, styles.mono)}>
                <Link as="button" inline className={styles.link} onClick={() => void navigate({ to: '/log', search: { sessionId: id } })}>
                  {remoteAddress}
                </Link>
              </th>
              <td className={styles.cell}>{account ?? <span className={styles.quiet}>{texts.sessions.nobody}</span>}</td>
              <td className={styles.cell} title={lastCommand}>
                {`${texts.server.protocols[protocol]}: ${names.sessionStages[stage]}`}
              </td>
              <td className={mergeClasses(styles.cell, styles.actions)}>
                <Button size="small" appearance="subtle" aria-label={texts.sessions.closeOf(remoteAddress)} onClick={() => close.mutate([id])}>
                  {texts.sessions.close}
                </Button>
                <BanButton ban={ban} addresses={[remoteAddress]} inRow />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.none}>
        <Link as="button" onClick={() => void navigate({ to: '/sessions' })}>
          {words.all(open.total)}
        </Link>
      </p>
    </>
  );
}
