/** The signals of a process that somebody stops. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const MODULE = new URL('../../main/service/process-terminal.ts', import.meta.url).href;

/** Sent to itself, a signal has come when `kill` returns, and is handed out in the next turn of the event loop. */
const SCRIPT = `
  import { processTerminal } from ${JSON.stringify(MODULE)};
  const signal = process.argv[1];
  process.on(signal, () => console.log('told another one'));
  process.kill(process.pid, signal);
  processTerminal().onStopSignal(() => console.log('told to stop'));
  setImmediate(() => setImmediate(() => console.log('went on')));
`;

test.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT'])(
  'a %s that came before anybody waited for it to stop in order is heard, and nobody else hears it',
  async (signal) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, signal], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(said.split('\n')).toContain('told to stop');
    expect(said).not.toContain('told another one');
  },
);
