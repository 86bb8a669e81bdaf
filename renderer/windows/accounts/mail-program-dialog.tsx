/** What a person's mail program should be set to: to copy, and as files that set it up. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  MessageBar,
  MessageBarBody,
  tokens,
} from '@fluentui/react-components';
import type { Account } from '../../../shared/admin-api/directory.ts';
import type { Status } from '../../../shared/admin-api/server.ts';
import { texts } from '../../texts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Fingerprint } from '../../ui/fingerprint.tsx';
import { appleProfile, autoconfigFile } from './client-files.ts';
import { type ClientServer, type ClientSettings, clientSettings } from './client-settings.ts';
import { saveFile } from './save-file.ts';

const words = texts.accountTools.mailProgram;

const useStyles = makeStyles({
  surface: { maxWidth: '560px', padding: '20px' },
  content: { display: 'flex', flexDirection: 'column', rowGap: '10px' },
  table: { width: '100%', borderCollapse: 'collapse', flexShrink: 0, fontSize: tokens.fontSizeBase200 },
  notice: { flexShrink: 0 },
  group: { textAlign: 'start', padding: '8px 0 2px', fontWeight: tokens.fontWeightSemibold },
  name: { textAlign: 'start', width: '42%', padding: '0 8px 0 0', height: '24px', fontWeight: tokens.fontWeightRegular, color: tokens.colorNeutralForeground2 },
  value: { overflowWrap: 'anywhere', fontFamily: tokens.fontFamilyMonospace },
  copy: { width: '28px' },
  files: { flexShrink: 0, display: 'flex', flexWrap: 'wrap', gap: '8px' },
  button: { whiteSpace: 'nowrap' },
  text: { margin: 0, color: tokens.colorNeutralForeground2 },
});

export interface MailProgramDialogProps {
  readonly status: Status;
  readonly account: Pick<Account, 'address' | 'name'>;
  readonly onClose: () => void;
}

export function MailProgramDialog({ status, account, onClose }: MailProgramDialogProps) {
  const styles = useStyles();
  const settings = clientSettings(status, account);
  return (
    <Dialog open onOpenChange={(_event, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface} aria-describedby={undefined}>
        <DialogBody>
          <DialogTitle action={null}>{words.title(account.address)}</DialogTitle>
          <DialogContent className={styles.content}>
            <MailProgramSettings settings={settings} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {texts.action.close}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

export function MailProgramSettings({ settings }: { readonly settings: ClientSettings }) {
  const styles = useStyles();
  const { address, incoming, outgoing, fingerprint } = settings;
  const groups = [
    { title: words.incoming, server: incoming, rows: rowsOf(words.pop3, incoming, address) },
    { title: words.outgoing, server: outgoing, rows: rowsOf(words.smtp, outgoing, address) },
  ];
  return (
    <>
      <table className={styles.table}>
        {groups.map(({ title, server, rows }) => (
          <tbody key={title}>
            <tr>
              <th scope="rowgroup" colSpan={3} className={styles.group}>
                {title}
              </th>
            </tr>
            {server === undefined ? (
              <tr>
                <td colSpan={3}>{words.noListener}</td>
              </tr>
            ) : (
              rows.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row" className={styles.name}>
                    {name}
                  </th>
                  <td className={styles.value}>{value}</td>
                  <td className={styles.copy}>
                    <CopyButton label={words.copy(name, title)} text={value} />
                  </td>
                </tr>
              ))
            )}
          </tbody>
        ))}
      </table>
      {fingerprint !== undefined && (
        <>
          <MessageBar intent="info" layout="multiline" className={styles.notice}>
            <MessageBarBody>{words.selfSigned}</MessageBarBody>
          </MessageBar>
          <Fingerprint fingerprint={fingerprint} />
        </>
      )}
      {incoming !== undefined && outgoing !== undefined && <Files settings={settings} incoming={incoming} outgoing={outgoing} text={asText(groups)} />}
    </>
  );
}

function rowsOf(kind: string, server: ClientServer | undefined, address: string): readonly (readonly [string, string])[] {
  if (server === undefined) return [];
  return [
    [words.kind, kind],
    [words.server, server.host],
    [words.port, String(server.port)],
    [words.security, words.securities[server.security]],
    [words.user, address],
    [words.authentication, words.normalPassword],
  ];
}

function asText(groups: readonly { readonly title: string; readonly rows: readonly (readonly [string, string])[] }[]): string {
  return groups.map(({ title, rows }) => `${title}\n${rows.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`).join('\n');
}

interface FilesProps {
  readonly settings: ClientSettings;
  readonly incoming: ClientServer;
  readonly outgoing: ClientServer;
  readonly text: string;
}

function Files({ settings, incoming, outgoing, text }: FilesProps) {
  const styles = useStyles();
  const domain = settings.address.slice(settings.address.lastIndexOf('@') + 1);
  const saveProfile = (): void =>
    saveFile(
      `${settings.address}.mobileconfig`,
      'application/x-apple-aspen-config',
      appleProfile(settings, incoming, outgoing, [crypto.randomUUID(), crypto.randomUUID()]),
    );
  return (
    <>
      <div className={styles.files}>
        <CopyButton label={words.copyAll} text={text}>
          {words.copyAll}
        </CopyButton>
        <Button size="small" className={styles.button} onClick={saveProfile}>
          {words.appleProfile}
        </Button>
        <Button size="small" className={styles.button} onClick={() => saveFile('config-v1.1.xml', 'text/xml', autoconfigFile(domain, incoming, outgoing))}>
          {words.autoconfig}
        </Button>
      </div>
      <p className={styles.text}>{words.filesHelp(domain)}</p>
    </>
  );
}
