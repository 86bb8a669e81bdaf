/** What filters and bans cost: ratios between a short and a long list, in the same run. */
import * as net from 'node:net';
import { ContentScan } from '../../main/security/content/content-scan.ts';
import { compileFilterRules, type FilterRules } from '../../main/security/filters/filter-rules.ts';
import type { FilterEntry } from '../../shared/settings/security/filters.ts';
import { corpusMessages } from '../demo/messages.ts';
import { startGatepost } from './gatepost.ts';
import type { Peer } from './peer.ts';

const MEGABYTE = 1_000_000;

/** Of which phrases are made that begin and end like those of real mail. */
const WORDS =
  `account act best bonus buy call card cash cheap claim click credit deal discount dollars earn easy extra fast free gift guarantee help home income
  instant invest join limited loan lose luxury mail medicine money month more name never news now offer online order pills please price prize profit
  refund remove reply safe sale save secret special stock subscribe success today trial unlimited urgent verify visit weight winner work you your`.split(/\s+/);

/** Half of them addresses, half phrases of three words. */
function filtersOf(count: number): FilterRules {
  const entry = { scope: 'anywhere', action: 'reject', enabled: true, note: '', expires: null } as const;
  const word = (number: number): string => WORDS[number % WORDS.length] ?? '';
  const phrase = (number: number): string => `${word(number)} ${word(Math.floor(number / WORDS.length))} ${word(number * 7 + 3)}`;
  const text = (index: number): string => (index % 2 === 0 ? `http://offer${index * 7919}.example/buy-now` : phrase(index));
  return compileFilterRules(Array.from({ length: count }, (_, index): FilterEntry => ({ ...entry, text: text(index) })));
}

/** Real messages of 2 KB to 1 MB: of the corpus as they are, and several of them made into large ones. */
function messages(): Buffer[] {
  const real = corpusMessages()
    .map(({ content }) => content)
    .filter(({ length }) => length >= 2000)
    .slice(0, 1000);
  const bodies = Buffer.concat(real.slice(0, 300).map((content) => content.subarray(content.indexOf('\r\n\r\n') + 4)));
  const large = [100_000, 300_000, MEGABYTE].map((size) => Buffer.concat([Buffer.from('Content-Type: text/plain\r\n\r\n'), bodies.subarray(0, size)]));
  return [...real, ...large];
}

/** Processor time of this thread alone: what else the machine does counts as little as it can. */
function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function millisecondsFor(rules: FilterRules, all: readonly Buffer[]): number {
  const began = threadMilliseconds();
  for (const message of all) {
    const scan = new ContentScan(rules, { attachments: false });
    scan.write(message);
    scan.end();
  }
  return threadMilliseconds() - began;
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** 10 filters against 10,000 on real messages, and the throughput on plain text. */
export function benchFilters(rounds: number): void {
  const all = messages();
  const bytes = all.reduce((sum, { length }) => sum + length, 0);
  const [few, many] = [filtersOf(10), filtersOf(10_000)];
  const times: { few: number[]; many: number[] } = { few: [], many: [] };
  for (let round = 0; round <= 2 * rounds; round += 1) {
    const [ofFew, ofMany] = [millisecondsFor(few, all), millisecondsFor(many, all)];
    // The first round warms up.
    if (round === 0) continue;
    times.few.push(ofFew);
    times.many.push(ofMany);
  }
  console.log(`\nfilters, ${all.length} real messages, ${(bytes / MEGABYTE).toFixed(1)} MB:`);
  console.log(`  10 filters     ${median(times.few).toFixed(0)} ms`);
  console.log(`  10,000 filters ${median(times.many).toFixed(0)} ms`);
  console.log(`  ratio          ${(median(times.many) / median(times.few)).toFixed(2)} times the time`);
  const line = 'The quick brown fox jumps over the lazy dog and goes on to the next field.\r\n';
  const text = Buffer.from(`Content-Type: text/plain\r\n\r\n${line.repeat(Math.ceil((20 * MEGABYTE) / line.length))}`);
  const speeds = Array.from({ length: 2 * rounds + 1 }, () => text.length / MEGABYTE / (millisecondsFor(many, [text]) / 1000));
  console.log(`  plain text with 10,000 filters: ${median(speeds.slice(1)).toFixed(0)} MB/s on one core`);
}

const CONNECTIONS = 3000;
const AT_ONCE = 20;

/** Connections with their greeting, one after the other on each of some lines. @returns connections a second */
async function connectionRate(port: number): Promise<number> {
  let left = CONNECTIONS;
  const began = performance.now();
  const line = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await new Promise<void>((resolve, reject) => {
        const socket = net.connect(port, '127.0.0.1');
        socket.once('data', () => socket.destroy());
        socket.once('error', reject);
        socket.once('close', () => resolve());
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  return CONNECTIONS / ((performance.now() - began) / 1000);
}

/** An empty list of banned addresses against one of 100,000. */
export async function benchBans(rounds: number): Promise<void> {
  const entries = Array.from({ length: 100_000 }, (_, index) => ({ address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` }));
  const peers: Peer[] = [];
  try {
    peers.push(await startGatepost('user@bench.example', { protocol: 'pop3' }));
    peers.push(await startGatepost('user@bench.example', { protocol: 'pop3', settings: { security: { 'banned-addresses': { entries } } } }));
    const rates: number[][] = peers.map(() => []);
    for (let round = 0; round <= 2 * rounds; round += 1) {
      for (const [index, peer] of peers.entries()) {
        const rate = await connectionRate(peer.port);
        if (round > 0) rates[index]?.push(rate);
      }
    }
    const [empty, full] = rates.map(median);
    console.log(`\nbanned addresses, ${CONNECTIONS} POP3 connections with their greeting, ${AT_ONCE} at once:`);
    console.log(`  none           ${(empty ?? 0).toFixed(0)} connections/s`);
    console.log(`  100,000        ${(full ?? 0).toFixed(0)} connections/s`);
    console.log(`  ratio          ${((full ?? 0) / (empty ?? 1)).toFixed(2)} times the rate`);
  } finally {
    for (const peer of peers) await peer.stop();
  }
}
