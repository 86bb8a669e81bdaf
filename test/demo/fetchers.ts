/**
 * The clients that fetch, over POP3 with implicit TLS, leaving the mail on the server. Each is told to keep its hands
 * off the messages (fetchmail rewrites addresses and adds a Received field; mpop adds one too). On disk they write LF
 * at line ends: that is turned back into CRLF here, and is the only thing that is done to what they bring.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { ServiceHost } from './host.ts';
import { toWire } from './messages.ts';
import { runProgram } from './program.ts';
import { writePrivate, type Login } from './senders.ts';

export interface Fetcher {
  readonly client: 'mpop' | 'fetchmail' | 'curl';
  /** All messages of the maildrop, in no particular order. */
  fetch(): Promise<Buffer[]>;
  /** What this client itself does to such a message, whatever the server; undefined if it leaves it alone. */
  spoils(content: Buffer): string | undefined;
}

const untouched = (): undefined => undefined;

/** fetchmail reads lines into a buffer of 8 KB, and ends the header section of a message that ends with its last field. */
function spoiledByFetchmail(content: Buffer): string | undefined {
  const text = content.toString('latin1');
  if (text.split('\r\n').some((line) => line.length > 8000)) return 'cuts lines of more than 8 KB';
  if (!text.startsWith('\r\n') && !text.includes('\r\n\r\n')) return 'adds the empty line that ends a header section';
  return undefined;
}

/** @param folder where configuration and messages are written. */
export function fetchers(host: ServiceHost, login: Login, folder: string): Fetcher[] {
  const files = (name: string): string => {
    const inside = path.join(folder, name);
    mkdirSync(inside, { recursive: true });
    return inside;
  };

  const mpop: Fetcher = {
    client: 'mpop',
    spoils: untouched,
    async fetch() {
      const maildir = files('mpop');
      for (const part of ['new', 'cur', 'tmp']) mkdirSync(path.join(maildir, part), { recursive: true });
      const configuration = path.join(folder, 'mpoprc');
      const lines = [
        'account default',
        'host localhost',
        `port ${host.ports.pop3s}`,
        'tls on',
        'tls_starttls off',
        `tls_trust_file ${host.certificateFile}`,
        `user ${login.user}`,
        `password ${login.password}`,
        'keep on',
        'received_header off',
        `uidls_file ${path.join(folder, 'mpop-uidls')}`,
        `delivery maildir ${maildir}`,
      ];
      writePrivate(configuration, `${lines.join('\n')}\n`);
      await runProgram('mpop', ['--file', configuration, '--quiet']);
      return contentsOf(path.join(maildir, 'new'));
    },
  };

  const fetchmail: Fetcher = {
    client: 'fetchmail',
    spoils: spoiledByFetchmail,
    async fetch() {
      const configuration = path.join(folder, 'fetchmailrc');
      const lines = [
        'set no bouncemail',
        'set no spambounce',
        `set idfile "${path.join(folder, 'fetchmail-ids')}"`,
        // Without it fetchmail adds a Received field of its own.
        'set invisible',
        `poll localhost protocol POP3 service ${host.ports.pop3s}`,
        // A message without a header section is a message too.
        '  bad-header accept',
        `  user "${login.user}" password "${login.password}"`,
        `  ssl sslproto "TLS1.2+" sslcertck sslcertfile "${host.certificateFile}"`,
        '  no rewrite no mimedecode no dropstatus keep fetchall',
        `  mda "cat > $(mktemp ${files('fetchmail')}/XXXXXXXX)"`,
      ];
      writePrivate(configuration, `${lines.join('\n')}\n`);
      await runProgram('fetchmail', ['--fetchmailrc', configuration, '--pidfile', path.join(folder, 'fetchmail.pid'), '--nosyslog', '--silent']);
      return contentsOf(path.join(folder, 'fetchmail'));
    },
  };

  const curl: Fetcher = {
    client: 'curl',
    spoils: untouched,
    async fetch() {
      const address = ['--silent', '--show-error', '--cacert', host.certificateFile, '--user', `${login.user}:${login.password}`];
      const url = `pop3s://localhost:${host.ports.pop3s}/`;
      const list = (await runProgram('curl', [...address, '--url', url])).toString('latin1');
      const count = list.split('\r\n').filter((line) => /^\d+ \d+$/.test(line)).length;
      const target = files('curl');
      if (count > 0) await runProgram('curl', [...address, '--url', `${url}[1-${count}]`, '--output', path.join(target, '#1')]);
      return contentsOf(target);
    },
  };

  return [mpop, fetchmail, curl];
}

function contentsOf(folder: string): Buffer[] {
  return readdirSync(folder).map((file) => toWire(readFileSync(path.join(folder, file))));
}
