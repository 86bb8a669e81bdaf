/** Sends every message with every client, fetches all with every client, and compares byte for byte. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { fetchers, type Fetcher } from './fetchers.ts';
import { startServiceHost } from './host.ts';
import type { TestMessage } from './messages.ts';
import { senders, type Login, type Route, type Sender } from './senders.ts';
import { takeOffTrace } from './trace-headers.ts';

export const DOMAIN = 'demo.example';

/** One message that was sent, and what came of it. */
export interface Trip {
  readonly message: TestMessage;
  readonly sender: Sender['client'];
  readonly route: Route;
  /** What is wrong with what a client fetched; nothing is in here when the bytes are the same. */
  readonly faults: ReadonlyMap<Fetcher['client'], string>;
  /** What a client is known to do to this message by itself: its copy is not compared, those of the others are. */
  readonly spoiled: ReadonlyMap<Fetcher['client'], string>;
}

export interface RoundTrip {
  readonly trips: readonly Trip[];
  readonly fetchedBy: readonly Fetcher['client'][];
  /** Faults that belong to no trip, such as a message that nobody sent. */
  readonly strays: readonly string[];
}

/** RFC 3848: how the server says in its Received field that the message came. */
const WITH: Readonly<Record<Route, string>> = { relay: 'ESMTPS', starttls: 'ESMTPSA', implicit: 'ESMTPSA' };

/**
 * Runs the whole demo on a host of its own.
 * @param tell is called with a line for each step
 */
export async function roundTrip(messages: readonly TestMessage[], tell: (line: string) => void): Promise<RoundTrip> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-demo-'));
  const host = await startServiceHost();
  try {
    const anna: Login = { user: `anna@${DOMAIN}`, password: 'a password of anna' };
    const bob: Login = { user: `bob@${DOMAIN}`, password: 'a password of bob' };
    await host.command(['domain', 'add', DOMAIN]);
    for (const { user, password } of [anna, bob]) await host.command(['account', 'add', user, '--password-stdin'], `${password}\n`);
    // Anna passes on mail that other people have written, programs and all.
    await host.command(['settings', 'set', 'security.smtp-authentication.senderMustMatchLogin', 'false']);
    await host.command(['settings', 'set', 'security.attachment-filters.enabled', 'false']);
    tell(`A server with the domain ${DOMAIN} and the accounts ${anna.user} and ${bob.user} is up.`);

    const sent = await sendAll(senders(host, anna, folder), messages, bob.user, tell);
    const strays: string[] = [];
    const readers = fetchers(host, bob, folder);
    // One after the other: a maildrop is open to one client at a time.
    for (const reader of readers) {
      const arrived = await reader.fetch();
      tell(`${reader.client} has fetched ${arrived.length} messages over POP3S.`);
      strays.push(...compare(sent, arrived, reader));
    }
    return { trips: sent, fetchedBy: readers.map(({ client }) => client), strays };
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Sent extends Trip {
  /** Different for each, so that what arrives can be told apart by its Return-Path. */
  readonly reversePath: string;
  readonly faults: Map<Fetcher['client'], string>;
  readonly spoiled: Map<Fetcher['client'], string>;
}

async function sendAll(clients: readonly Sender[], messages: readonly TestMessage[], recipient: string, tell: (line: string) => void): Promise<Sent[]> {
  const sent = await Promise.all(clients.map(async (sender) => await sendEach(sender, messages, recipient)));
  for (const { client } of clients) tell(`${client} has sent ${messages.length} messages.`);
  return sent.flat();
}

async function sendEach(sender: Sender, messages: readonly TestMessage[], recipient: string): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const [index, message] of messages.entries()) {
    const route = sender.routes[index % sender.routes.length] ?? 'starttls';
    const [user, domain] = route === 'relay' ? ['someone', 'sender.example'] : ['anna', DOMAIN];
    const reversePath = `${user}+${sender.client}-${index}@${domain}`;
    await sender.send(route, reversePath, recipient, message.content);
    sent.push({ message, sender: sender.client, route, reversePath, faults: new Map(), spoiled: new Map() });
  }
  return sent;
}

/** Notes the faults of each message, and returns those that belong to none. */
function compare(sent: readonly Sent[], arrived: readonly Buffer[], reader: Fetcher): string[] {
  const strays: string[] = [];
  const waiting = new Map(sent.map((one) => [one.reversePath, one]));
  for (const bytes of arrived) {
    const { returnPath = '', received, content } = takeOffTrace(bytes);
    const one = waiting.get(returnPath);
    if (one === undefined) {
      strays.push(`${reader.client} has fetched something that nobody sent, or a message twice: Return-Path <${returnPath}>, ${bytes.length} bytes`);
      continue;
    }
    waiting.delete(returnPath);
    const spoiled = reader.spoils(one.message.content);
    const fault = spoiled === undefined ? faultOf(one, received, content) : undefined;
    if (spoiled !== undefined) one.spoiled.set(reader.client, spoiled);
    if (fault !== undefined) one.faults.set(reader.client, fault);
  }
  for (const one of waiting.values()) one.faults.set(reader.client, 'has not arrived');
  return strays;
}

function faultOf({ message, route }: Sent, received: string | undefined, content: Buffer): string | undefined {
  if (received === undefined) return 'has no Received field';
  if (!received.includes(` with ${WITH[route]} `)) return `says it came otherwise than with ${WITH[route]}: ${received}`;
  if (content.equals(message.content)) return undefined;
  const at = message.content.findIndex((byte, index) => content[index] !== byte);
  const show = (bytes: Buffer): string => JSON.stringify(bytes.subarray(Math.max(0, at - 20), at + 20).toString('latin1'));
  if (at < 0) return `has ${content.length - message.content.length} bytes more at its end`;
  return `differs from byte ${at} on: sent ${show(message.content)}, arrived ${show(content)} (${message.content.length} and ${content.length} bytes)`;
}
