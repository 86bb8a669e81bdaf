/** What surrounds every window: menu bar, the other windows' addresses, the state of the server, and the connection bar. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircle16Filled } from '@fluentui/react-icons/svg/error-circle';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Status } from '../../shared/admin-api/server.ts';
import { useLiveStatus, useStatus } from '../client/queries.ts';
import { texts } from '../texts.ts';
import { AboutDialog } from './about-dialog.tsx';
import { useCommands, useShortcuts } from './commands.ts';
import { ConnectionBar } from './connection-bar.tsx';
import { formatDuration } from './format.ts';
import { MenuBar } from './menu-bar.tsx';
import { useNow } from './now.ts';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { useFrameCommands } from './use-frame-commands.ts';

const WINDOWS = [
  { to: '/', label: texts.windows.server },
  { to: '/log', label: texts.windows.log },
  { to: '/domains', label: texts.windows.domains },
  { to: '/accounts', label: texts.windows.accounts },
  { to: '/aliases', label: texts.windows.aliases },
] as const;

const useStyles = makeStyles({
  frame: { display: 'flex', flexDirection: 'column', height: '100%', backgroundColor: tokens.colorNeutralBackground1, fontSize: tokens.fontSizeBase200 },
  head: { backgroundColor: tokens.colorNeutralBackground3, borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  row: { display: 'flex', alignItems: 'stretch', justifyContent: 'space-between', columnGap: '16px', padding: '0 10px' },
  windows: { display: 'flex', columnGap: '2px' },
  link: {
    display: 'flex',
    alignItems: 'center',
    height: '30px',
    padding: '0 10px',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase300,
    textDecorationLine: 'none',
    borderBottom: '2px solid transparent',
    ':hover': { color: tokens.colorNeutralForeground1, borderBottomColor: tokens.colorNeutralStroke1Hover },
    '@media (forced-colors: active)': { borderBottomColor: 'Canvas' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '&[aria-current="page"]': {
      color: tokens.colorNeutralForeground1,
      fontWeight: tokens.fontWeightSemibold,
      borderBottomColor: tokens.colorCompoundBrandStroke,
      '@media (forced-colors: active)': { borderBottomColor: 'Highlight' },
    },
  },
  state: { display: 'flex', alignItems: 'center', columnGap: '6px', minWidth: 0, whiteSpace: 'nowrap', color: tokens.colorNeutralForeground2 },
  hostname: { overflow: 'hidden', textOverflow: 'ellipsis', color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
  up: { flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  warning: { color: tokens.colorStatusWarningForeground3, flexShrink: 0 },
  bad: { color: tokens.colorStatusDangerForeground1, flexShrink: 0 },
  main: { display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 },
});

export function AppFrame() {
  const styles = useStyles();
  const commands = useCommands();
  useShortcuts(commands);
  useLiveStatus();
  const status = useStatus().data;
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = WINDOWS.find((window) => window.to === path)?.label ?? texts.product;
  useEffect(() => {
    document.title = texts.title(shown, status?.hostname ?? '');
  }, [shown, status?.hostname]);
  const dialog = useFrameCommands();

  return (
    <div className={styles.frame}>
      <header className={styles.head}>
        <MenuBar />
        <div className={styles.row}>
          <nav aria-label={texts.frame.windows} className={styles.windows}>
            {WINDOWS.map((window) => (
              <Link key={window.to} to={window.to} className={styles.link} activeOptions={{ exact: true, includeSearch: false }}>
                {window.label}
              </Link>
            ))}
          </nav>
          {status !== undefined && <ServerState status={status} />}
        </div>
      </header>
      <ConnectionBar />
      <main className={styles.main}>
        <Outlet />
      </main>
      {dialog.shown === 'shortcuts' && <ShortcutsDialog onClose={dialog.close} />}
      {dialog.shown === 'about' && <AboutDialog onClose={dialog.close} />}
    </div>
  );
}

function ServerState({ status }: { readonly status: Status }) {
  const styles = useStyles();
  const now = useNow(30_000);
  const all = status.listeners.length;
  const open = status.listeners.filter((listener) => listener.state === 'listening').length;
  const failed = status.listeners.filter((listener) => listener.state === 'failed').length;
  const text = all === 0 ? texts.frame.noListeners : failed > 0 ? texts.frame.failed(failed) : texts.frame.listening(open, all);
  return (
    <div className={styles.state} role="status">
      <span className={styles.hostname}>{status.hostname}</span>
      {failed > 0 ? (
        <ErrorCircle16Filled className={styles.bad} aria-hidden />
      ) : open === all && all > 0 ? (
        <CheckmarkCircle16Filled className={styles.good} aria-hidden />
      ) : (
        <Warning16Filled className={styles.warning} aria-hidden />
      )}
      <span>{text}</span>
      <span className={styles.up}>{`· ${texts.frame.up(formatDuration(now - status.startedAt))}`}</span>
    </div>
  );
}
