/** How the server is run and where its data is; on the desktop with what changes it, in a browser with the commands for it. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Hosting } from '../../../shared/admin-api/hosting.ts';
import type { HostAction } from '../../../shared/desktop-bridge.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { desktop } from '../../client/desktop.ts';
import { useHosting } from '../../client/hosting.ts';
import { names, texts } from '../../texts.ts';
import { formatBytes } from '../../ui/format.ts';
import { Loading } from '../../ui/loading.tsx';
import { CommandTable } from './command-table.tsx';

const words = texts.hosting;

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    alignItems: 'center',
    columnGap: '12px',
    padding: '6px 8px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    minHeight: '24px',
  },
  title: { margin: 0, whiteSpace: 'nowrap', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2, lineHeight: tokens.lineHeightBase200 },
  content: { flex: 1, minHeight: 0, overflow: 'auto' },
  section: { padding: '8px 12px 12px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  heading: { margin: '0 0 6px', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  facts: { display: 'grid', gridTemplateColumns: '150px minmax(0, 1fr)', columnGap: '12px', rowGap: '6px', margin: 0, lineHeight: '20px' },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere' },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '8px', marginTop: '10px' },
  text: { margin: '0 0 8px', maxWidth: '110ch', color: tokens.colorNeutralForeground2, lineHeight: tokens.lineHeightBase300 },
  last: { borderBottom: 'none' },
});

export function HostingWindow() {
  const styles = useStyles();
  const hosting = useHosting();
  return (
    <>
      <div className={styles.bar}>
        <h1 className={styles.title}>{windowTitle(names, 'hosting')}</h1>
        <span className={styles.quiet}>{words.summary}</span>
      </div>
      {hosting.data === undefined ? (
        <Loading error={hosting.error} retry={() => void hosting.refetch()} />
      ) : (
        <div className={styles.content}>
          <ServiceSection hosting={hosting.data} />
          <DataSection hosting={hosting.data} />
          {desktop === undefined ? (
            <CommandsSection hosting={hosting.data} />
          ) : (
            <p className={`${styles.section} ${styles.text} ${styles.last}`}>{words.asks}</p>
          )}
        </div>
      )}
    </>
  );
}

interface SectionProps {
  readonly hosting: Hosting;
}

function ServiceSection({ hosting }: SectionProps) {
  const styles = useStyles();
  const { place, user, pid, service, data, problem } = hosting;
  const isInstalled = service.state !== 'absent';
  return (
    <section className={styles.section} aria-labelledby="hosting-service">
      <h2 className={styles.heading} id="hosting-service">
        {words.service}
      </h2>
      <dl className={styles.facts}>
        <Fact name={words.runsAs}>{words.place[place]}</Fact>
        <Fact name={words.user}>{user}</Fact>
        <Fact name={words.process}>{String(pid)}</Fact>
        <Fact name={words.service}>{words.states[service.state]}</Fact>
      </dl>
      {service.dataFolder !== undefined && service.dataFolder !== data.folder && <p className={styles.text}>{words.otherFolder(service.dataFolder)}</p>}
      {problem !== undefined && <p className={styles.text}>{problem}</p>}
      {desktop !== undefined && problem === undefined && (
        <div className={styles.actions}>
          {!isInstalled && <Action action="install-service" label={words.install} isMain />}
          {isInstalled && <Action action="stop-service" label={words.stop} />}
          {isInstalled && <Action action="uninstall-service" label={words.uninstall} />}
        </div>
      )}
    </section>
  );
}

function DataSection({ hosting: { data } }: SectionProps) {
  const styles = useStyles();
  const { folder, bytes, files, freeBytes, oldCopy } = data;
  return (
    <section className={styles.section} aria-labelledby="hosting-data">
      <h2 className={styles.heading} id="hosting-data">
        {words.data}
      </h2>
      <dl className={styles.facts}>
        <Fact name={words.folder}>
          <span className={styles.mono}>{folder}</span>
        </Fact>
        <Fact name={words.size}>{words.sizeOf(formatBytes(bytes), files)}</Fact>
        {freeBytes !== undefined && <Fact name={words.free}>{formatBytes(freeBytes)}</Fact>}
        {oldCopy !== undefined && (
          <Fact name={words.oldCopy}>
            {oldCopy.bytes === undefined ? words.oldCopyPerhaps(oldCopy.folder) : words.oldCopyOf(oldCopy.folder, formatBytes(oldCopy.bytes))}
          </Fact>
        )}
      </dl>
      {desktop !== undefined && (
        <div className={styles.actions}>
          <Action action="move-data" label={words.move} />
          {oldCopy !== undefined && <Action action="remove-old-data" label={words.removeOld} />}
        </div>
      )}
    </section>
  );
}

function CommandsSection({ hosting }: SectionProps) {
  const styles = useStyles();
  if (hosting.commands === undefined) return null;
  return (
    <section className={`${styles.section} ${styles.last}`} aria-labelledby="hosting-commands">
      <h2 className={styles.heading} id="hosting-commands">
        {words.commands}
      </h2>
      <p className={styles.text}>
        {words.commandsHelp} {hosting.platform === 'win32' && words.commandsWindows} {hosting.place === 'command-line' && words.stopFirst}
      </p>
      <CommandTable hosting={hosting} commands={hosting.commands} />
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{children}</dd>
    </>
  );
}

/** The host explains it and asks, in a dialog of the system. */
function Action({ action, label, isMain = false }: { readonly action: HostAction; readonly label: string; readonly isMain?: boolean }) {
  return (
    <Button size="small" appearance={isMain ? 'primary' : 'secondary'} onClick={() => desktop?.act(action)}>
      {label}
    </Button>
  );
}
