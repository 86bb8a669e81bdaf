/** The real engine on a folder of its own, with a domain and accounts, listening on free loopback ports. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LogEvent, Protocol } from '../../shared/events.ts';
import type { ListenerSettings } from '../../shared/settings/server.ts';
import { type Engine, openEngine } from '../../main/engine.ts';
import type { Json } from '../../main/settings/json-path.ts';
import { WITHOUT_DNS } from './without-dns.ts';

export const PASSWORD = 'correct horse';

export interface RunningEngine {
  readonly engine: Engine;
  port(protocol: Protocol): number;
  /** The events so far that fit, once the log has taken them in. */
  readonly events: (filter?: Parameters<Engine['events']['search']>[0]) => Promise<readonly LogEvent[]>;
  /** The content of each message in a mailbox, oldest first, as stored: after our Received header. */
  readonly mailbox: (address: string) => Promise<string[]>;
  stop(): Promise<void>;
}

const ALL: ListenerSettings[] = [
  { protocol: 'smtp', address: '127.0.0.1', port: 0, tls: 'starttls' },
  { protocol: 'submission', address: '127.0.0.1', port: 0, tls: 'starttls' },
  { protocol: 'submissions', address: '127.0.0.1', port: 0, tls: 'implicit' },
  { protocol: 'pop3', address: '127.0.0.1', port: 0, tls: 'starttls' },
  { protocol: 'pop3s', address: '127.0.0.1', port: 0, tls: 'implicit' },
];

/** Starts an engine for local.test with the mailboxes anna@ and bert@, both with `PASSWORD`. */
export async function startEngine(settings: Json = {}): Promise<RunningEngine> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-engine-'));
  const engine = await openEngine({ dataFolder: folder, listeners: ALL });
  await engine.settings.import({ server: { hostname: 'mail.local.test' } }, 'test');
  await engine.settings.import(WITHOUT_DNS, 'test');
  await engine.settings.import(settings, 'test');
  await engine.accounts.addDomain('local.test');
  for (const address of ['anna@local.test', 'bert@local.test']) await engine.accounts.addAccount({ address, password: PASSWORD });
  await engine.start();
  return {
    engine,
    port: (protocol) => {
      const state = engine.listeners.states.find((listener) => listener.protocol === protocol);
      if (state?.state !== 'listening') throw new Error(`${protocol} is not listening: ${state?.problem ?? ''}`);
      return state.port;
    },
    events: async (filter = {}) => (await engine.events.search(filter, { limit: 5000 })).events,
    mailbox: async (address) => await readMailbox(engine, address),
    stop: async () => {
      await engine.stop(1);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function readMailbox(engine: Engine, address: string): Promise<string[]> {
  const { accounts } = await engine.store.directory.load();
  const account = accounts.find((row) => row.address === address);
  if (account === undefined) throw new Error(`no account ${address}`);
  const { entries } = await engine.store.mailboxes.list(account.id);
  const contents: string[] = [];
  for (const entry of entries) {
    const reader = await engine.store.messages.open(entry.messageId);
    if (reader === undefined) throw new Error(`message ${entry.messageId} is gone`);
    const pieces: Buffer[] = [];
    for await (const piece of reader.chunks()) pieces.push(piece);
    reader.close();
    contents.push(Buffer.concat(pieces).toString('latin1'));
  }
  return contents;
}
