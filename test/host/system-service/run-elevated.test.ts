/** What runs as an administrator: how it is called, what it says, and how far it says it is. */
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type ProgressCall, hearProgress, tellProgress } from '../../../main/host/system-service/progress-call.ts';
import { runElevated } from '../../../main/host/system-service/run-elevated.ts';
import type { Command } from '../../../main/host/system-service/service-steps.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';
import { gatepostHere } from '../../service/gatepost-here.ts';

/** For what takes its time on a busy machine. */
const PATIENCE = { timeout: 30_000 };
const gatepost: Command = ['/opt/node', '/opt/gatepost.js'];

async function heard(): Promise<{ readonly call: ProgressCall; readonly told: [number, number][] }> {
  const told: [number, number][] = [];
  const call = await hearProgress((done, all) => told.push([done, all]));
  if (call === undefined) throw new Error('no socket can be opened here');
  onTestFinished(() => call.close());
  return { call, told };
}

test('a command calls back how far it is, on every system in the same way', async () => {
  const told: number[] = [];
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    const run = async (command: Command) => {
      const place = /--progress[ ']+([^ '"\\]+)/.exec(command.join(' '))?.[1] ?? '';
      const tell = tellProgress(place);
      tell(1, 4);
      tell(4, 4);
      await vi.waitFor(() => expect(told.splice(0)).toEqual([0.25, 1]), PATIENCE);
      return { code: 0, stdout: platform, stderr: '' };
    };
    const answer = await runElevated(['service', 'install'], { gatepost, platform, run, onProgress: (done, all) => told.push(done / all) });
    expect(answer).toEqual({ code: 0, stdout: platform, stderr: '' });
  }
});

test('nothing is listened to any more once the command could not be run', async () => {
  let place = '';
  const run = async (command: Command) => {
    place = /--progress[ ']+([^ '"\\]+)/.exec(command.join(' '))?.[1] ?? '';
    return await Promise.reject(new Error('nothing can be run here'));
  };
  await expect(runElevated(['service', 'install'], { gatepost, platform: 'linux', run, onProgress: () => undefined })).rejects.toThrow(
    'nothing can be run here',
  );
  expect(place).not.toBe('');
  const socket = connect(place);
  const refused = await new Promise<Error>((resolve) => socket.once('error', resolve));
  expect(refused.message).toMatch(/ENOENT|ECONNREFUSED/);
});

test('nobody is called back who has not asked for it', async () => {
  const commands: string[] = [];
  const run = (command: Command) => Promise.resolve({ code: commands.push(command.join(' ')) - 1, stdout: '', stderr: '' });
  await runElevated(['service', 'stop'], { gatepost, platform: 'linux', run });
  expect(commands).toEqual(['pkexec /opt/node /opt/gatepost.js service stop']);
});

test('of what is copied each part is told of once, and nothing is kept when it is over', async () => {
  const { call, told } = await heard();
  const tell = tellProgress(call.place);
  for (let piece = 0; piece <= 20_000; piece += 1) tell(piece, 20_000);
  await vi.waitFor(() => expect(told.at(-1)).toEqual([20_000, 20_000]), PATIENCE);
  expect(told).toHaveLength(501);
  call.close();
  if (process.platform !== 'win32') expect(existsSync(path.dirname(call.place))).toBe(false);
});

test.each(['hello\n', '1 2 3\n', '-1 5\n', '1e3 5\n', '9'.repeat(100)])('whoever says %j is not heard any more', async (text) => {
  const { call, told } = await heard();
  const socket = connect(call.place);
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  expect(told).toEqual([]);
});

test('the command line says how far the data is that it moves', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const from = path.join(base, 'old');
  await gatepostHere(['domain', 'add', 'example.com', '--data', from]);
  const told: number[] = [];
  const onProgress = (done: number, all: number): void => void told.push(done / all);
  expect(await gatepostHere(['data', 'move', path.join(base, 'new'), '--data', from], '', { onProgress })).toMatchObject({ code: 0 });
  expect(told.at(-1)).toBe(1);
});

test('work goes on where nobody listens', () => {
  const tell = tellProgress(path.join('nowhere', 'at-all'));
  expect(() => tell(1, 2)).not.toThrow();
});

test('what went wrong is told, with what to type where nobody could be asked', async () => {
  const answering = (code: number, stderr: string) => () => Promise.resolve({ code, stdout: '', stderr });
  const of = async (code: number, stderr: string) =>
    (await runElevated(['service', 'stop'], { gatepost, platform: 'linux', run: answering(code, stderr) })).stderr;
  expect(await of(1, 'gatepost: no service is installed\n')).toBe('no service is installed');
  expect(await of(127, 'spawn pkexec ENOENT')).toBe('spawn pkexec ENOENT. In a terminal: run sudo /opt/node /opt/gatepost.js service stop');
  expect(await of(126, '')).toMatch(/^it was not allowed\. In a terminal: run sudo /);
});

test('Windows: what it says comes through a file', async () => {
  const run = (command: Command) => {
    const report = /--report ([^ ']+)/.exec(command.join(' '))?.[1] ?? '';
    writeFileSync(report, 'http://127.0.0.1:8025/sign-in');
    return Promise.resolve({ code: 0, stdout: '', stderr: '' });
  };
  expect(await runElevated(['admin-url'], { gatepost, platform: 'win32', run })).toMatchObject({ stdout: 'http://127.0.0.1:8025/sign-in' });
});
