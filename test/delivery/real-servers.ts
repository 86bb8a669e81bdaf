/** A real Postfix and a real Exim that keep mail for example.com, each message in a file of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';
import { startPostfix } from '../bench/postfix.ts';
import { EXIM_USER } from '../setup/mail-servers.ts';

export const ADDRESS = '127.0.0.2';
/** The most that they take. */
export const SIZE_LIMIT = 100_000;

export interface RealServer {
  readonly name: string;
  /** What has arrived for a local part, with the line ends of Unix and what the server has put on top. */
  mail(localPart: string): string[];
  stop(): Promise<void>;
}

/** What the server does not offer. */
export interface Behaviour {
  readonly eightBitMime?: false;
  readonly pipelining?: false;
}

/** Messages in a folder that a field names as delivered to a local part. */
function mailFor(localPart: string, folder: string, field: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()) : [];
  return files.map(({ name }) => readFileSync(path.join(folder, name), 'latin1')).filter((text) => text.includes(`${field}: ${localPart}@`));
}

/** Resolves once somebody takes connections there. */
async function whenListening(port: number): Promise<void> {
  for (let up = false; !up; ) {
    const socket = net.connect(port, ADDRESS);
    up = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
  }
}

async function writeCertificate(folder: string): Promise<{ readonly key: string; readonly cert: string }> {
  const pems = await generate([{ name: 'commonName', value: 'mx.example.com' }], { keyType: 'ec', algorithm: 'sha256' });
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  writeFileSync(key, pems.private);
  writeFileSync(cert, pems.cert);
  return { key, cert };
}

const ACCESS = '{ never@example.com = 550 5.1.1 No such mailbox }, { later@example.com = 450 4.2.1 Come again }';

/** `never` is refused and `later` put off, everybody else has a mailbox; reports come to local.test. */
export async function realPostfix(port: number, behaviour: Behaviour = {}): Promise<RealServer> {
  const own = mkdtempSync(path.join(tmpdir(), 'gatepost-postfix-keys-'));
  const { key, cert } = await writeCertificate(own);
  const less = [...(behaviour.eightBitMime === false ? ['8bitmime', 'smtputf8'] : []), ...(behaviour.pipelining === false ? ['pipelining'] : [])];
  const postfix = await startPostfix('unused.test', {
    address: ADDRESS,
    port,
    more: (folder) => ({
      myhostname: 'mx.example.com',
      relay_domains: '',
      transport_maps: '',
      virtual_mailbox_domains: 'example.com, local.test',
      virtual_mailbox_base: `${folder}/mail`,
      virtual_mailbox_maps: 'static:all/',
      virtual_uid_maps: 'static:65534',
      virtual_gid_maps: 'static:65534',
      smtpd_recipient_restrictions: `check_recipient_access inline:{ ${ACCESS} }, permit`,
      smtpd_relay_restrictions: 'permit_mynetworks, reject_unauth_destination',
      smtpd_error_sleep_time: '0',
      smtpd_tls_security_level: 'may',
      smtpd_tls_key_file: key,
      smtpd_tls_cert_file: cert,
      smtpd_tls_received_header: 'yes',
      message_size_limit: String(SIZE_LIMIT),
      smtpd_discard_ehlo_keywords: less.join(', '),
      maillog_file: '',
    }),
  });
  const mail = path.join(postfix.folder, 'mail');
  mkdirSync(mail);
  chownSync(mail, 65_534, 65_534);
  return {
    name: 'Postfix',
    mail: (localPart) => mailFor(localPart, path.join(mail, 'all/new'), 'Delivered-To'),
    stop: async () => {
      await postfix.stop();
      rmSync(own, { recursive: true, force: true });
    },
  };
}

export async function realExim(program: string, port: number, behaviour: Behaviour = {}): Promise<RealServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-exim-'));
  const id = (flag: string): number => Number(execFileSync('id', [flag, EXIM_USER], { encoding: 'utf8' }));
  const [uid, gid] = [id('-u'), id('-g')];
  const { key, cert } = await writeCertificate(folder);
  for (const name of ['spool', 'log', 'mail']) {
    mkdirSync(path.join(folder, name));
    chownSync(path.join(folder, name), uid, gid);
  }
  for (const name of [folder, key, cert]) chownSync(name, uid, gid);
  const conf = path.join(folder, 'exim.conf');
  writeFileSync(conf, eximConf(folder, program, key, cert, behaviour));
  const child = spawn(program, ['-C', conf, '-bdf', '-oX', `[${ADDRESS}]:${port}`, '-oP', path.join(folder, 'pid')], { stdio: 'ignore' });
  await whenListening(port);
  return {
    name: 'Exim',
    mail: (localPart) => mailFor(localPart, path.join(folder, 'mail/all'), 'Envelope-to'),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function eximConf(folder: string, program: string, key: string, cert: string, { eightBitMime, pipelining }: Behaviour): string {
  return `exim_path = ${program}
keep_environment =
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%s
primary_hostname = mx.example.com
host_lookup =
rfc1413_hosts =
tls_advertise_hosts = *
tls_privatekey = ${key}
tls_certificate = ${cert}
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
pipelining_advertise_hosts = ${pipelining === false ? '' : '*'}
accept_8bitmime = ${eightBitMime === false ? 'false' : 'true'}
message_size_limit = ${SIZE_LIMIT}
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
smtp_enforce_sync = true
begin acl
rcpt:
  deny local_parts = never
       message = 550 5.1.1 No such mailbox
  defer local_parts = later
        message = 450 4.2.1 Come again
  accept
begin routers
all:
  driver = accept
  transport = files
begin transports
files:
  driver = appendfile
  directory = ${folder}/mail/all
  create_directory
  directory_mode = 0755
  mode = 0644
  delivery_date_add = false
  envelope_to_add = true
  return_path_add = false
  user = ${EXIM_USER}
`;
}
