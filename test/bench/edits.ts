/** What loading and editing a long list of banned addresses costs, and whether sessions notice. */
import * as net from 'node:net';
import type { AdminClient } from '../../main/admin/channel.ts';
import { connectControl, controlPath } from '../../main/host/control-socket.ts';
import { startGatepost } from './gatepost.ts';

const ENTRIES = 100_000;
const EDITS = 10;
/** Milliseconds between two commands of the session that watches. */
const WATCH_EVERY = 5;

/** A session that says something all the time. @returns the end of it, which tells how long it has waited for an answer at most, in milliseconds */
async function watch(port: number): Promise<() => number> {
  const socket = net.connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('data', resolve));
  let longest = 0;
  let asked: number | undefined;
  socket.on('data', () => {
    if (asked !== undefined) longest = Math.max(longest, performance.now() - asked);
    asked = undefined;
  });
  const timer = setInterval(() => {
    if (asked !== undefined) return;
    asked = performance.now();
    socket.write('CAPA\r\n');
  }, WATCH_EVERY);
  return () => {
    clearInterval(timer);
    socket.destroy();
    return longest;
  };
}

async function report(name: string, port: number, work: () => Promise<unknown>): Promise<void> {
  const end = await watch(port);
  const began = performance.now();
  await work();
  const took = performance.now() - began;
  console.log(`  ${name.padEnd(30)} ${took.toFixed(0).padStart(5)} ms; a session waited for at most ${end().toFixed(0)} ms`);
}

const single = (index: number): string => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;

async function edits(client: AdminClient, port: number): Promise<void> {
  const text = Array.from({ length: ENTRIES }, (_, index) => single(index)).join('\n');
  await report(`loading ${ENTRIES} entries`, port, async () => await client.addresses.import({ list: 'banned', text }));
  for (let edit = 0; edit < EDITS; edit += 1) {
    await report('adding one', port, async () => await client.addresses.add({ list: 'banned', entry: { address: `203.0.113.${edit}` } }));
  }
  await report('removing one', port, async () => await client.addresses.remove({ list: 'banned', addresses: ['203.0.113.0'] }));
}

export async function benchEdits(): Promise<void> {
  const peer = await startGatepost('user@bench.example', { protocol: 'pop3' });
  try {
    const control = await connectControl(controlPath(peer.data));
    if (control === undefined) throw new Error('the server has no control socket');
    console.log('\nloading and editing a list of banned addresses:');
    await edits(control.client, peer.port);
    control.close();
  } finally {
    await peer.stop();
  }
}
