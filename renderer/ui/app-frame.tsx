/** What surrounds every window: menu bar, the other windows' addresses, the state of the server, and the connection bar. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircle16Filled } from '@fluentui/react-icons/svg/error-circle';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Status } from '../../shared/admin-api/server.ts';
import { windowAt } from '../../shared/windows.ts';
import { windowTitle } from '../../shared/words/shared-words.ts';
import { desktop } from '../client/desktop.ts';
import { useLiveStatus, useStatus } from '../client/queries.ts';
import { useLiveSettings } from '../client/settings.ts';
import { names, texts } from '../texts.ts';
import { AboutDialog } from './about-dialog.tsx';
import { CommandPalette } from './command-palette.tsx';
import { useCommands, useShortcuts } from './commands.ts';
import { ConnectionBar } from './connection-bar.tsx';
import { formatDuration } from './format.ts';
import { MenuBar } from './menu-bar.tsx';
import { Navigation } from './navigation.tsx';
import { useNavigationShown } from './navigation-shown.ts';
import { useNow } from './now.ts';
import { usePaneKeys } from './panes.ts';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { SkipLink } from './skip-link.tsx';
import { TrialBar } from './settings/trial-bar.tsx';
import { useDesktopMenu } from './use-desktop-menu.ts';
import { useFrameCommands } from './use-frame-commands.ts';

const useStyles = makeStyles({
  frame: { display: 'flex', flexDirection: 'column', height: '100%', backgroundColor: tokens.colorNeutralBackground1, fontSize: tokens.fontSizeBase200 },
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    columnGap: '16px',
    paddingRight: '10px',
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  body: { display: 'flex', flex: 1, minHeight: 0 },
  state: { display: 'flex', alignItems: 'center', columnGap: '6px', minWidth: 0, whiteSpace: 'nowrap', color: tokens.colorNeutralForeground2 },
  hostname: { overflow: 'hidden', textOverflow: 'ellipsis', color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
  up: { flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  warning: { color: tokens.colorStatusWarningForeground3, flexShrink: 0 },
  bad: { color: tokens.colorStatusDangerForeground1, flexShrink: 0 },
  main: { display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0, minHeight: 0 },
});

export function AppFrame() {
  const styles = useStyles();
  const commands = useCommands();
  useShortcuts(commands);
  useDesktopMenu(commands);
  useLiveStatus();
  useLiveSettings();
  const status = useStatus().data;
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = windowAt(path);
  const title = shown === undefined ? texts.product : windowTitle(names, shown.id);
  const [navigation] = useNavigationShown();
  useEffect(() => {
    document.title = texts.title(title, status?.hostname ?? '');
  }, [title, status?.hostname]);
  const dialog = useFrameCommands();
  usePaneKeys();

  return (
    <div className={styles.frame}>
      <SkipLink />
      <header className={styles.head}>
        {desktop === undefined ? <MenuBar shut={dialog.shown !== undefined} /> : <span />}
        {status !== undefined && <ServerState status={status} />}
      </header>
      <ConnectionBar />
      <TrialBar />
      <div className={styles.body}>
        {navigation && desktop === undefined && <Navigation shown={shown} />}
        <main className={styles.main}>
          <Outlet />
        </main>
      </div>
      {dialog.shown === 'shortcuts' && <ShortcutsDialog onClose={dialog.close} />}
      {dialog.shown === 'palette' && <CommandPalette onClose={dialog.close} />}
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
