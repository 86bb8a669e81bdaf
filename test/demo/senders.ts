/**
 * The clients that send. Each is told to leave the message alone, since each has ideas of its own: swaks replaces
 * %tokens% and appends lines, msmtp adds From, Date and Message-ID and drops Bcc.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { ServiceHost } from './host.ts';
import { runProgram } from './program.ts';

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** `relay`: as another server would, on port 25, with STARTTLS and without a login. The others log in. */
export type Route = 'relay' | 'starttls' | 'implicit';

export interface Sender {
  readonly client: 'swaks' | 'msmtp' | 'curl';
  readonly routes: readonly Route[];
  send(route: Route, reversePath: string, recipient: string, content: Buffer): Promise<void>;
}

/** @param folder where configuration and messages are written for the clients to read. */
export function senders(host: ServiceHost, login: Login, folder: string): Sender[] {
  const port = (route: Route): number => {
    switch (route) {
      case 'relay':
        return host.ports.smtp;
      case 'starttls':
        return host.ports.submission;
      case 'implicit':
        return host.ports.submissions;
    }
  };
  const draft = (client: Sender['client']): string => path.join(folder, `draft-${client}`);

  const swaks: Sender = {
    client: 'swaks',
    routes: ['relay', 'starttls', 'implicit'],
    async send(route, reversePath, recipient, content) {
      // With --no-data-fixup swaks sends the bytes as they are: dots at line starts and the final dot are ours then.
      writeFileSync(draft('swaks'), Buffer.concat([dotStuffed(content), Buffer.from('.')]));
      const tls = route === 'implicit' ? '--tls-on-connect' : '--tls';
      const auth = route === 'relay' ? [] : ['--auth', 'PLAIN', '--auth-user', login.user, '--auth-password', login.password];
      const address = ['--server', 'localhost', '--port', String(port(route)), tls, '--tls-verify', '--tls-ca-path', host.certificateFile];
      await runProgram('swaks', [
        ...address,
        ...auth,
        '--ehlo',
        'client.example',
        '--from',
        reversePath,
        '--to',
        recipient,
        '--no-data-fixup',
        '--data',
        `@${draft('swaks')}`,
        '--silent',
        '1',
      ]);
    },
  };

  const msmtp: Sender = {
    client: 'msmtp',
    routes: ['starttls', 'implicit'],
    async send(route, reversePath, recipient, content) {
      const configuration = path.join(folder, `msmtprc-${route}`);
      const lines = [
        'account default',
        'host localhost',
        `port ${port(route)}`,
        'domain client.example',
        'tls on',
        `tls_starttls ${route === 'implicit' ? 'off' : 'on'}`,
        `tls_trust_file ${host.certificateFile}`,
        'auth plain',
        `user ${login.user}`,
        `password ${login.password}`,
        'set_from_header off',
        'set_date_header off',
        'set_msgid_header off',
        'remove_bcc_headers off',
      ];
      writePrivate(configuration, `${lines.join('\n')}\n`);
      await runProgram('msmtp', ['--file', configuration, '--from', reversePath, '--', recipient], content);
    },
  };

  const curl: Sender = {
    client: 'curl',
    routes: ['starttls', 'implicit'],
    async send(route, reversePath, recipient, content) {
      writeFileSync(draft('curl'), content);
      const scheme = route === 'implicit' ? 'smtps' : 'smtp';
      const address = ['--url', `${scheme}://localhost:${port(route)}/client.example`, '--ssl-reqd', '--cacert', host.certificateFile];
      const envelope = ['--mail-from', reversePath, '--mail-rcpt', recipient, '--user', `${login.user}:${login.password}`];
      await runProgram('curl', ['--silent', '--show-error', ...address, ...envelope, '--upload-file', draft('curl')]);
    },
  };

  return [swaks, msmtp, curl];
}

/** RFC 5321 section 4.5.2. */
function dotStuffed(content: Buffer): Buffer {
  return Buffer.from(content.toString('latin1').replaceAll(/(^|\n)\./g, '$1..'), 'latin1');
}

/** msmtp, mpop and fetchmail insist that nobody else can read the passwords in their configuration. */
export function writePrivate(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}
