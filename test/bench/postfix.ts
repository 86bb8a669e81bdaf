/**
 * A Postfix of our own, in a folder of its own on a loopback port: the stock configuration, taking mail for one domain. To
 * compare with it discards that after the queue, so that it does no more than accept durably; as a destination it keeps it.
 */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Peer } from './peer.ts';

/** One that hangs must not hang whoever waits for it. */
const COMMAND = { stdio: 'pipe', timeout: 60_000 } as const;

export interface PostfixOptions {
  /** Where mail for the domain goes instead of nowhere, such as `smtp:[127.0.0.1]:2525`. */
  readonly transport?: string;
  /** It waits until `release` is called. */
  readonly deferred?: boolean;
  /** Where it listens: 127.0.0.1, on a free port, unless told. */
  readonly address?: string;
  readonly port?: number;
  /** More of main.cf, which holds above all else. */
  readonly more?: (folder: string) => Readonly<Record<string, string>>;
}

export interface PostfixPeer extends Peer {
  readonly folder: string;
  /** Sends what waits. */
  release(): void;
}

export async function startPostfix(domain: string, options: PostfixOptions = {}): Promise<PostfixPeer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-postfix-'));
  const { address = '127.0.0.1', port = await freePort() } = options;
  const conf = path.join(folder, 'conf');
  for (const name of ['conf', 'spool', 'data']) mkdirSync(path.join(folder, name));
  execFileSync('chmod', ['755', folder]);
  writeFileSync(path.join(conf, 'main.cf'), mainCf(folder, domain, options));
  writeFileSync(path.join(conf, 'master.cf'), masterCf(`${address}:${port}`));
  chownSync(path.join(folder, 'data'), Number(execFileSync('id', ['-u', 'postfix'], { encoding: 'utf8' })), 0);
  // It warns that the folders are not the packaged ones; what is wrong in earnest shows as a failed start.
  execFileSync('postfix', ['-c', conf, 'start'], COMMAND);
  const pid = Number(readFileSync(path.join(folder, 'spool/pid/master.pid'), 'utf8'));
  return {
    name: 'postfix',
    port,
    pid,
    folder,
    release: () => {
      writeFileSync(path.join(conf, 'main.cf'), mainCf(folder, domain, { ...options, deferred: false }));
      execFileSync('postfix', ['-c', conf, 'reload'], COMMAND);
      execFileSync('postqueue', ['-c', conf, '-f'], COMMAND);
    },
    stop: async () => {
      execFileSync('postfix', ['-c', conf, 'stop'], COMMAND);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function mainCf(folder: string, domain: string, { transport = 'discard:', deferred = false, more = () => ({}) }: PostfixOptions): string {
  // Each parameter once: a warning of every process about the second one would fill its log's socket before anybody reads it.
  const parameters = {
    compatibility_level: '3.6',
    queue_directory: `${folder}/spool`,
    data_directory: `${folder}/data`,
    daemon_directory: '/usr/lib/postfix/sbin',
    command_directory: '/usr/sbin',
    mail_owner: 'postfix',
    setgid_group: 'postdrop',
    myhostname: domain,
    mydestination: '',
    local_recipient_maps: '',
    relay_domains: domain,
    transport_maps: `inline:{ { ${domain} = ${transport} } }`,
    defer_transports: deferred ? 'smtp' : '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    maillog_file: `${folder}/spool/log`,
    maillog_file_prefixes: folder,
    message_size_limit: '52428800',
    smtpd_client_connection_count_limit: '0',
    ...more(folder),
  };
  return Object.entries(parameters)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

function masterCf(listener: string): string {
  const services = readFileSync('/usr/share/postfix/master.cf.dist', 'utf8')
    .split('\n')
    .filter((line) => /^[a-z]/.test(line))
    .map((line) => line.split(/\s+/))
    // Nothing is chrooted: the folder has no copies of the system's files.
    .map((fields) => fields.with(4, 'n'))
    .map((fields) => (fields[0] === 'smtp' && fields[1] === 'inet' ? fields.with(0, listener) : fields));
  return `${services.map((fields) => fields.join(' ')).join('\n')}\n`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
