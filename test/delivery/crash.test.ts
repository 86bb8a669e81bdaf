/** Killed in the middle of deliveries, the server loses nothing, and sends at most the one message in flight on each connection twice. */
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
const CONNECTIONS = 4;

test('SIGKILL loses no message, and doubles no more than were in flight', async () => {
  const dataFolder = tempFolder();
  const store = await openStore({ dataFolder, clock: systemClock });
  const relays = [{ recipient: 'anna@sink.test', domain: 'sink.test' }];
  await Promise.all(
    Array.from({ length: MESSAGES }, async (_, number) => {
      await accept(store, Buffer.from(`Subject: ${number}\r\n\r\nbody\r\n`), incoming({ receivedAt: Date.now(), relays, bodyType: '7bit' }));
    }),
  );
  await store.close();

  let arrived = 0;
  let killAt = Infinity;
  let kill: () => void = () => undefined;
  const sink = await ScriptedSmtp.open((what) => {
    if (what !== 'message') return undefined;
    arrived += 1;
    // Before the answer: those in flight have arrived, and nobody here knows.
    if (arrived === killAt) kill();
    return undefined;
  });
  for (let kills = 0; ; kills += 1) {
    const child = spawn(process.execPath, [CHILD, dataFolder, String(sink.port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    kill = () => void child.kill('SIGKILL');
    killAt = kills < KILLS ? arrived + 20 + Math.floor(Math.random() * 60) : Infinity;
    if (kills < KILLS) {
      await ended;
      continue;
    }
    await expect.poll(() => new Set(sink.messages.map(String)).size, { timeout: 120_000 }).toBe(MESSAGES);
    kill();
    await ended;
    break;
  }
  await sink.close();
  expect(new Set(sink.messages.map((message) => /^Subject: (\d+)/.exec(message.toString())?.[1])).size).toBe(MESSAGES);
  expect(sink.messages.length - MESSAGES).toBeLessThanOrEqual((KILLS + 1) * CONNECTIONS);
}, 180_000);
