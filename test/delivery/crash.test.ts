/** Killed in the middle of deliveries to several hosts, the server loses nothing, and sends at most the one message in flight on each connection twice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { systemClock } from '../../main/clock.ts';
import { openStore } from '../../main/store/open-store.ts';
import { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { accept, incoming } from '../store/sample-messages.ts';

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const MESSAGES = 400;
const KILLS = 3;
/** Several connections to each are in flight when the server is killed. */
const HOSTS = ['one.test', 'two.test'] as const;
type HostName = (typeof HOSTS)[number];

/** Every third message goes to both, the others to one of them. */
function recipientsOf(number: number): readonly HostName[] {
  if (number % 3 === 0) return HOSTS;
  return [number % 3 === 1 ? 'one.test' : 'two.test'];
}

/** A message that has come in whole, over which connection; the host may have died before it heard of that. */
interface Arrival {
  readonly what: string;
  readonly connection: string;
}

test('SIGKILL loses no message, and doubles no more than the one in flight on each connection', async () => {
  const dataFolder = tempFolder();
  const store = await openStore({ dataFolder, clock: systemClock });
  await Promise.all(
    Array.from({ length: MESSAGES }, async (_, number) => {
      const relays = recipientsOf(number).map((domain) => ({ recipient: `anna@${domain}`, domain }));
      await accept(store, Buffer.from(`Subject: ${number}\r\n\r\nbody\r\n`), incoming({ receivedAt: Date.now(), relays, bodyType: '7bit' }));
    }),
  );
  await store.close();

  const arrivals: Arrival[] = [];
  let killAt = Infinity;
  let kill: () => void = () => undefined;
  const open = async (name: HostName, at: { address: string; port?: number }): Promise<ScriptedSmtp> => {
    const sink: ScriptedSmtp = await ScriptedSmtp.open((what, session) => {
      if (what !== 'message') return undefined;
      const subject = /^Subject: (\d+)/.exec(sink.messages.at(-1)?.toString() ?? '')?.[1] ?? '';
      arrivals.push({ what: `${subject} at ${name}`, connection: `${session.number} of ${name}` });
      // Before the answer: those in flight have arrived, and nobody here knows.
      if (arrivals.length === killAt) kill();
      return undefined;
    }, at);
    return sink;
  };
  const one = await open('one.test', { address: '127.0.0.1' });
  const two = await open('two.test', { address: '127.0.0.2', port: one.port });
  const wanted = new Set(Array.from({ length: MESSAGES }, (_, number) => recipientsOf(number).map((name) => `${number} at ${name}`)).flat());
  for (let kills = 0; ; kills += 1) {
    const child = spawn(process.execPath, [CHILD, dataFolder, String(one.port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    kill = () => void child.kill('SIGKILL');
    killAt = kills < KILLS ? arrivals.length + 20 + Math.floor(Math.random() * 60) : Infinity;
    if (kills < KILLS) {
      await ended;
      continue;
    }
    await expect.poll(() => new Set(arrivals.map(({ what }) => what)).size, { timeout: 120_000 }).toBe(wanted.size);
    kill();
    await ended;
    break;
  }
  await Promise.all([one.close(), two.close()]);
  expect(new Set(arrivals.map(({ what }) => what))).toEqual(wanted);
  expect(new Set(arrivals.map(({ connection }) => connection)).size).toBeGreaterThan(KILLS * HOSTS.length);
  // Whatever came again had been the last of its connection: nothing of what had been answered, and nothing that was not yet on its way.
  const last = new Map(arrivals.map(({ what, connection }) => [connection, what]));
  const again = arrivals.filter(({ what }, place) => arrivals.findIndex((other, at) => at > place && other.what === what) > place);
  expect(again.filter(({ what, connection }) => last.get(connection) !== what)).toEqual([]);
}, 180_000);
