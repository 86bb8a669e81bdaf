/** The life of the desktop application, on a real server and a stand-in for Electron. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { onTestFinished, expect, test, vi } from 'vitest';
import { DesktopApp } from '../../main/desktop/desktop-app.ts';
import { RememberedState } from '../../main/desktop/desktop-state.ts';
import { type Host, openHost } from '../../main/host/open-host.ts';
import type { ListenerSettings } from '../../shared/settings/server.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { EVERYTHING, StandInShell, memoryState } from './stand-in-shell.ts';

const SMTP: ListenerSettings = { protocol: 'smtp', address: '127.0.0.1', port: 0, tls: 'starttls' };

async function start({
  args = [],
  listeners = [],
  file = memoryState(),
}: {
  args?: readonly string[];
  listeners?: readonly ListenerSettings[];
  file?: ReturnType<typeof memoryState>;
} = {}) {
  const host = await openHost({
    dataFolder: tempFolder(),
    listeners,
    keepGoing: true,
    access: () => ({ signInAddress: () => undefined, setPassword: () => Promise.resolve() }),
  });
  onTestFinished(async () => await host.stop(0));
  const shell = new StandInShell();
  const app = new DesktopApp({ shell, state: new RememberedState(file), host, args, later: () => () => undefined });
  return { app, host, shell, file };
}

/** A client in a session with the server, which has greeted it. */
async function session(host: Host) {
  const client = connect(host.engine.listeners.states[0]?.port ?? 0, '127.0.0.1');
  onTestFinished(() => void client.destroy());
  let heard = '';
  client.on('data', (piece: Buffer) => (heard += piece.toString()));
  client.on('error', () => undefined);
  await vi.waitFor(() => expect(heard).toMatch(/^220 /), { timeout: 20_000 });
  return { client, heard: () => heard };
}

test('starts with the server window, or hidden, or with the window it is asked for', async () => {
  expect((await start()).shell.open.map(({ plan }) => plan.title)).toEqual(['Server']);
  expect((await start({ args: ['--hidden'] })).shell.open).toEqual([]);
  expect((await start({ args: ['gatepost://queue'] })).shell.open.map(({ plan }) => plan.title)).toEqual(['Queue']);
});

test('closing the last window keeps the server running, and says so the first time', async () => {
  const { shell, host, file } = await start({ listeners: [SMTP] });
  shell.close(shell.window('Server'));
  expect(shell.notes.map(({ title }) => title)).toEqual(['Gatepost keeps running']);
  await session(host);
  expect(shell.exits).toEqual([]);
  shell.tray?.click();
  shell.close(shell.window('Server'));
  expect(shell.notes).toHaveLength(1);
  const later = await start({ file });
  later.shell.close(later.shell.window('Server'));
  expect(later.shell.notes).toEqual([]);
});

test('a second start shows the first, or the window that it names', async () => {
  const { shell } = await start();
  shell.events.secondStart(['Gatepost.exe']);
  expect(shell.window('Server').shown).toBe(1);
  shell.events.secondStart(['Gatepost.exe', '--window=log']);
  expect(shell.open.map(({ plan }) => plan.title)).toEqual(['Server', 'Live log']);
});

test('quit lets an open transaction finish, and the process ends only then', async () => {
  const { shell, host } = await start({ listeners: [SMTP] });
  const { client, heard } = await session(host);
  client.write('EHLO client.example\r\nMAIL FROM:<>\r\n');
  await vi.waitFor(() => expect(heard()).toMatch(/250 2\.1\.0/), { timeout: 20_000 });
  expect(shell.awake).toBe(1);
  const closed = once(client, 'close');
  shell.item('quit').click?.();
  expect(shell.open).toEqual([]);
  expect(shell.exits).toEqual([]);
  client.write('RSET\r\nQUIT\r\n');
  await closed;
  await shell.exited();
  expect(shell.exits).toEqual([0]);
  expect(shell.awake).toBe(0);
  // Whoever asks again meanwhile changes nothing.
  expect(shell.events.quitting()).toBe(true);
});

test('a process in an unknown state stops in order, and says that it was no quit', async () => {
  const { shell, app } = await start();
  app.breakDown();
  await shell.exited();
  expect(shell.exits).toEqual([1]);
});

test('a switch goes to the window in front, and its check mark follows the settings', async () => {
  const { shell, host } = await start();
  const id = 'switch:security.attachment-filters.enabled';
  const window = shell.window('Server');
  shell.report(window);
  const before = shell.item(id).checked;
  shell.item(id).click?.();
  expect(window.requests).toEqual([{ command: id }]);
  await host.admin.settings.set('security.attachment-filters.enabled', before !== true, 'test');
  await vi.waitFor(() => expect(shell.item(id).checked).toBe(before !== true));
});

test('the menu is drawn anew only when something in it has changed', async () => {
  const { shell } = await start();
  const window = shell.window('Server');
  shell.report(window);
  await Promise.resolve();
  const drawn = shell.menusDrawn;
  shell.report(window);
  await Promise.resolve();
  expect(shell.menusDrawn).toBe(drawn);
});

test('the language that a window speaks is that of the menu and the tray', async () => {
  const { shell } = await start();
  shell.report(shell.window('Server'), { ...EVERYTHING, language: 'de' });
  await vi.waitFor(() => expect(shell.item('quit').label).toBe('Gatepost beenden'));
  expect(shell.tray?.tooltip).toBe('Gatepost: kein Listener geöffnet');
});

test('the tray stops and starts the listeners', async () => {
  const { shell, host } = await start({ listeners: [SMTP], args: ['--hidden'] });
  expect(shell.tray?.state).toBe('running');
  shell.item('stop-all', shell.tray?.template).click?.();
  await vi.waitFor(() => expect(shell.tray?.state).toBe('stopped'), { timeout: 20_000 });
  shell.item('start-all', shell.tray?.template).click?.();
  await vi.waitFor(() => expect(shell.tray?.state).toBe('running'), { timeout: 20_000 });
  expect(host.engine.listeners.states.map(({ state }) => state)).toEqual(['listening']);
});

test('after sleep it says so, and goes on', async () => {
  const { shell, host } = await start({ listeners: [SMTP] });
  shell.events.suspending();
  shell.events.resumed();
  const { events } = await host.engine.events.search({ text: 'computer' }, { limit: 10 });
  expect(events.map(({ text }) => text)).toEqual(['the computer goes to sleep: mail waits until it wakes', 'the computer is awake again']);
  await session(host);
});

test('the server window can be asked to start at login where the system knows such a thing', async () => {
  const { shell } = await start();
  shell.item('start-at-login').click?.();
  await vi.waitFor(() => expect(shell.item('start-at-login').checked).toBe(true));
});
