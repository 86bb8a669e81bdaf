/**
 * `npm run bench`: how fast mail is accepted, 250 meaning on disk, as a ratio to Postfix in the same run.
 *
 * Each server gets the same load from the same program (Postfix's smtp-source) in turn, A B A B …, so that a machine
 * whose speed drifts does not favour one; the medians are compared. `npm run bench -- --rounds 5` for more rounds,
 * `--only mail`, `--only security`, `--only log` (with `--events`) or `--only console` for a part, `--only outbound` for mail on its way out.
 */
import { parseArgs } from 'node:util';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { postfixMissing } from '../setup/mail-servers.ts';
import { benchConsole } from './console.ts';
import { startGatepost } from './gatepost.ts';
import { type Load, type Measured, measure } from './load.ts';
import { benchLog } from './log.ts';
import { startPostfix } from './postfix.ts';
import type { Peer } from './peer.ts';
import { benchEdits } from './edits.ts';
import { benchBans, benchFilters } from './security.ts';
import { benchWhatIf } from './what-if.ts';

const RECIPIENT = 'user@bench.example';

/** Message sizes, with as many messages as take a few seconds. */
const LOADS: readonly (Load & { readonly name: string })[] = [
  { name: '4 KB, 20 sessions', sessions: 20, messages: 10_000, bytes: 4096, recipient: RECIPIENT },
  { name: '64 KB, 20 sessions', sessions: 20, messages: 2000, bytes: 64 * 1024, recipient: RECIPIENT },
  { name: '1 MB, 20 sessions', sessions: 20, messages: 300, bytes: 1024 * 1024, recipient: RECIPIENT },
];

/** The load counts as that of a stranger: from a trusted address half of the checks would not be made. */
function asStrangers(nameServer: string, security: object = {}): object {
  return { server: { dns: { servers: [nameServer] } }, security: { ...security, 'trusted-addresses': { entries: [] } } };
}

/** Everything that looks at clients and messages switched off: what the security costs is the difference. */
const WITHOUT_SECURITY = {
  'smtp-authentication': { requireForLocalSenders: false, senderMustMatchLogin: false },
  filters: { enabled: false },
  'attachment-filters': { enabled: false },
  'address-verification': { verifySenderDomain: false, verifyLocalSender: false, verifyHelo: false },
};

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    messages: { type: 'string' },
    queued: { type: 'string' },
    events: { type: 'string' },
  },
});
// Mail on its way out is a program of its own, which takes `messages` and `queued`.
if (values.only === 'outbound') await import('./outbound.ts');
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1');

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function summary(results: readonly Measured[]): Measured {
  return {
    messagesPerSecond: median(results.map((result) => result.messagesPerSecond)),
    cpuMsPerMessage: median(results.map((result) => result.cpuMsPerMessage)),
  };
}

function row(name: string, { messagesPerSecond, cpuMsPerMessage }: Measured): string {
  return `  ${name.padEnd(10)} ${messagesPerSecond.toFixed(0).padStart(7)} messages/s ${cpuMsPerMessage.toFixed(3).padStart(9)} ms processor time a message`;
}

/** A server that is still getting faster by more than this with each load is not yet what it will be. */
const STILL_WARMING = 1.05;
const MOST_WARM_UPS = 5;

/** A server runs for weeks, and ours is compiled while it runs: tens of thousands of messages are slower than all that follow. */
async function warmUp(peer: Peer, load: Load): Promise<void> {
  let before = 0;
  for (let taken = 0; taken < MOST_WARM_UPS; taken += 1) {
    const { messagesPerSecond } = await measure(peer, load);
    if (messagesPerSecond < before * STILL_WARMING) return;
    before = messagesPerSecond;
  }
}

async function compare(peers: readonly Peer[]): Promise<void> {
  for (const load of LOADS) {
    const results = new Map<Peer, Measured[]>(peers.map((peer) => [peer, []]));
    for (const peer of peers) await warmUp(peer, load);
    for (let round = 0; round < rounds; round += 1) {
      for (const peer of peers) results.get(peer)?.push(await measure(peer, load));
    }
    console.log(`\n${load.name} (${load.messages} messages, kept connections, median of ${rounds}):`);
    const summaries = peers.map((peer) => summary(results.get(peer) ?? []));
    for (const [index, peer] of peers.entries()) console.log(row(peer.name, summaries[index] ?? summary([])));
    const [ours, ...others] = summaries;
    for (const [index, theirs] of others.entries()) {
      if (ours === undefined) continue;
      const rate = ours.messagesPerSecond / theirs.messagesPerSecond;
      const cpu = ours.cpuMsPerMessage / theirs.cpuMsPerMessage;
      const name = peers[index + 1]?.name ?? '';
      console.log(`  to ${name.padEnd(10)} ${rate.toFixed(2)} times the rate, ${cpu.toFixed(2)} times the processor time a message`);
    }
  }
}

const { only } = values;
if (only === undefined || only === 'security') {
  benchFilters(rounds);
  await benchBans(rounds);
  await benchEdits();
  await benchWhatIf();
}
if (only === undefined || only === 'mail') {
  const missing = postfixMissing();
  if (missing !== undefined) console.log(`skipped: the comparison with Postfix (${missing})`);
  const peers: Peer[] = [];
  const dns = await FakeDnsServer.open({ 'load.example': { MX: [[10, 'mx.load.example']] } });
  try {
    peers.push(await startGatepost(RECIPIENT, { settings: asStrangers(dns.address) }));
    peers.push(await startGatepost(RECIPIENT, { name: 'no checks', settings: asStrangers(dns.address, WITHOUT_SECURITY) }));
    if (missing === undefined) peers.push(await startPostfix('bench.example'));
    await compare(peers);
  } finally {
    await dns.close();
    for (const peer of peers) await peer.stop();
  }
}
if (only === undefined || only === 'log') await benchLog(values.events === undefined ? undefined : Number(values.events));
if (only === undefined || only === 'console') await benchConsole();
