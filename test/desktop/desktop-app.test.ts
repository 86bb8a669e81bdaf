/** The life of the desktop application, on a real server and a stand-in for Electron. */
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, expect, test, vi } from 'vitest';
import { DesktopApp, type DesktopOptions } from '../../main/desktop/desktop-app.ts';
import { ownServer } from '../../main/desktop/desktop-server.ts';
import { RememberedState } from '../../main/desktop/desktop-state.ts';
import { type Host, openHost } from '../../main/host/open-host.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { ListenerSettings } from '../../shared/settings/server.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { EVERYTHING, StandInShell, memoryState } from './stand-in-shell.ts';

/** For what takes its time on a busy machine. */
const PATIENCE = { timeout: 20_000 };

const SMTP: ListenerSettings = { protocol: 'smtp', address: '127.0.0.1', port: 0, tls: 'starttls' };

const NO_HOSTING = {
  home: '',
  elevated: () => Promise.reject(new Error('nobody is asked here')),
  unseal: () => () => undefined,
  serviceCameFrom: () => undefined,
};

async function start({
  args = [],
  listeners = [],
  file = memoryState(),
  updates,
  later = () => () => undefined,
}: {
  args?: readonly string[];
  listeners?: readonly ListenerSettings[];
  file?: ReturnType<typeof memoryState>;
  updates?: DesktopOptions['updates'];
  later?: NonNullable<DesktopOptions['later']>;
} = {}) {
  const host = await openHost({
    dataFolder: tempFolder(),
    listeners,
    keepGoing: true,
    access: () => ({ signInAddress: () => undefined, setPassword: () => Promise.resolve() }),
  });
  onTestFinished(async () => await host.stop(0));
  const shell = new StandInShell();
  const app = new DesktopApp({ shell, state: new RememberedState(file), server: ownServer(host), args, updates, later, hosting: NO_HOSTING });
  return { app, host, shell, file };
}

/** A client in a session with the server, which has greeted it. */
async function session(host: Host) {
  const client = connect(host.engine.listeners.states[0]?.port ?? 0, '127.0.0.1');
  onTestFinished(() => void client.destroy());
  let heard = '';
  client.on('data', (piece: Buffer) => (heard += piece.toString()));
  client.on('error', () => undefined);
  await vi.waitFor(() => expect(heard).toMatch(/^220 /), PATIENCE);
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
  shell.events.secondStart(['Gatepost.exe', '--hidden']);
  expect(shell.window('Server').shown).toBe(1);
  shell.events.secondStart(['Gatepost.exe', '--window=log']);
  expect(shell.open.map(({ plan }) => plan.title)).toEqual(['Server', 'Live log']);
});

test('a second start with --quit, as the installer makes it, ends the first in order', async () => {
  const { shell } = await start();
  shell.events.secondStart(['Gatepost.exe', '--quit']);
  await shell.exited();
  expect(shell.open).toEqual([]);
});

test('quit lets an open transaction finish, and the process ends only then', async () => {
  const { shell, host } = await start({ listeners: [SMTP] });
  const { client, heard } = await session(host);
  client.write('EHLO client.example\r\nMAIL FROM:<>\r\n');
  await vi.waitFor(() => expect(heard()).toMatch(/250 2\.1\.0/), PATIENCE);
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

test('when the computer shuts down or the person signs out, an open transaction finishes first, and the system is held up until then', async () => {
  const { shell, host } = await start({ listeners: [SMTP] });
  const { client, heard } = await session(host);
  client.write('EHLO client.example\r\nMAIL FROM:<>\r\n');
  await vi.waitFor(() => expect(heard()).toMatch(/250 2\.1\.0/), PATIENCE);
  const closed = once(client, 'close');
  expect(shell.events.ending()).toBe(false);
  expect(shell.open).toEqual([]);
  client.write('RSET\r\nQUIT\r\n');
  await closed;
  await shell.exited();
  expect(shell.exits).toEqual([0]);
  expect(shell.events.ending()).toBe(true);
});

test('while the data moves a window tells how far it is, and nobody quits by mistake', async () => {
  const { shell, host } = await start();
  const [asked, answered] = [Promise.withResolvers<string>(), Promise.withResolvers<string | undefined>()];
  shell.chooseFolder = () => {
    asked.resolve('asked');
    return answered.promise;
  };
  const window = shell.window('Server');
  shell.report(window);
  shell.events.act(shell.senderOf(window), 'move-data');
  await asked.promise;
  const stopped = host.stop.bind(host);
  const [going, gone] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  vi.spyOn(host, 'stop').mockImplementation(async (graceSeconds) => {
    going.resolve(undefined);
    await gone.promise;
    await stopped(graceSeconds);
  });
  const folder = path.join(tempFolder(), 'moved');
  answered.resolve(folder);
  await going.promise;
  expect(shell.open.map(({ plan }) => plan.title)).toEqual(['The data folder is being moved']);
  shell.quit();
  shell.events.secondStart([]);
  expect(shell.exits).toEqual([]);
  expect(shell.window('The data folder is being moved').shown).toBe(2);
  // The system is not held up: what is cut off leaves one folder in force.
  expect(shell.events.ending()).toBe(true);
  gone.resolve(undefined);
  await shell.exited();
  expect(shell.restarts).toEqual(['/service']);
  expect(shell.open).toEqual([]);
  expect(shell.questions.map(({ title }) => title)).toEqual(['Move the data folder?']);
  expect(existsSync(path.join(folder, 'gatepost.db'))).toBe(true);
});

test('nobody holds the system up for longer than it grants', async () => {
  const { shell, host } = await start({ listeners: [SMTP] });
  const { client, heard } = await session(host);
  client.write('EHLO client.example\r\nMAIL FROM:<>\r\n');
  await vi.waitFor(() => expect(heard()).toMatch(/250 2\.1\.0/), PATIENCE);
  const stop = vi.spyOn(host, 'stop');
  shell.events.ending();
  // The client says nothing more: the end comes by itself.
  await shell.exited();
  expect(stop).toHaveBeenCalledWith(FIXED_LIMITS.systemEndSeconds);
  expect(FIXED_LIMITS.systemEndSeconds).toBeLessThan(5);
});

test('a page that fails is loaded anew and told of; one that fails again at once waits for a person', async () => {
  const { shell, host } = await start();
  const window = shell.window('Server');
  shell.report(window);
  window.events.failed('crashed');
  expect(window.reloads).toBe(1);
  expect(shell.notes.map(({ title }) => title)).toEqual(['The window "Server" has failed']);
  shell.notes[0]?.click();
  expect(window.shown).toBe(1);
  window.events.failed('oom');
  expect(shell.questions.map(({ yes, no }) => [yes, no])).toEqual([['Load again', 'Close the window']]);
  await vi.waitFor(() => expect(window.reloads).toBe(2), PATIENCE);
  shell.answer = false;
  window.events.failed('oom');
  await vi.waitFor(() => expect(shell.open).toEqual([]), PATIENCE);
  expect(shell.exits).toEqual([]);
  const { events } = await host.engine.events.search({ text: 'has ended by itself' }, { limit: 10 });
  expect(events.map(({ text }) => text)).toContain('the page of the window "Server" has ended by itself (crashed)');
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
  await vi.waitFor(() => expect(shell.item(id).checked).toBe(before !== true), PATIENCE);
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
  await vi.waitFor(() => expect(shell.item('quit').label).toBe('Gatepost beenden'), PATIENCE);
  expect(shell.tray?.tooltip).toBe('Gatepost: kein Listener geöffnet');
});

test('frames and menus of the system are as dark as the pages', async () => {
  const { shell } = await start();
  shell.report(shell.window('Server'), { ...EVERYTHING, appearance: 'dark' });
  expect(shell.theme).toBe('dark');
  shell.report(shell.window('Server'), { ...EVERYTHING, appearance: 'contrast' });
  expect(shell.theme).toBe('system');
});

test('the tray stops and starts the listeners', async () => {
  const { shell, host } = await start({ listeners: [SMTP], args: ['--hidden'] });
  expect(shell.tray?.state).toBe('running');
  shell.item('stop-all', shell.tray?.template).click?.();
  await vi.waitFor(() => expect(shell.tray?.state).toBe('stopped'), PATIENCE);
  shell.item('start-all', shell.tray?.template).click?.();
  await vi.waitFor(() => expect(shell.tray?.state).toBe('running'), PATIENCE);
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
  await vi.waitFor(() => expect(shell.item('start-at-login').checked).toBe(true), PATIENCE);
});

test('a text field has a context menu of what can be done there now, selected text a shorter one, anything else none', async () => {
  const { shell } = await start();
  const { contentsId } = shell.window('Server');
  const possible = { undo: false, redo: false, cut: false, copy: false, paste: true, selectAll: true };
  shell.events.contextMenu(contentsId, { isField: true, hasSelection: false, possible });
  const [field = []] = shell.contextMenus;
  expect(field.map(({ role, enabled }) => (role === undefined ? '-' : `${role} ${String(enabled)}`))).toEqual([
    'undo false',
    'redo false',
    '-',
    'cut false',
    'copy false',
    'paste true',
    '-',
    'selectAll true',
  ]);
  shell.events.contextMenu(contentsId, { isField: false, hasSelection: true, possible: { ...possible, copy: true } });
  expect(shell.contextMenus[1]?.map(({ label }) => label ?? '-')).toEqual(['Copy', '-', 'Select all']);
  shell.events.contextMenu(contentsId, { isField: false, hasSelection: false, possible });
  shell.events.contextMenu(contentsId + 100, { isField: true, hasSelection: false, possible });
  expect(shell.contextMenus).toHaveLength(2);
});

test('an account that sends more than usual is told of, and the note opens the outbound guard, which says what it sent', async () => {
  const { shell, host } = await start({ args: ['--hidden'] });
  await host.admin.settings.set('desktop.quietHours.enabled', false, 'test');
  host.engine.events.emit({ kind: 'server', level: 'warning', protocol: 'delivery', account: 'anna@example.com', reason: 'outbound-limit', text: 'too much' });
  await vi.waitFor(() => expect(shell.notes.map(({ title }) => title)).toEqual(['An account sends more than usual']), PATIENCE);
  expect(shell.notes[0]?.body).toContain('anna@example.com');
  shell.notes[0]?.click();
  expect(shell.open.map(({ plan }) => plan.title)).toEqual(['Outbound guard']);
});

test('a listener that fails is told of, with the reason, and the note opens the main window', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { shell, host } = await start({ args: ['--hidden'] });
  await host.admin.settings.set('desktop.quietHours.enabled', false, 'test');
  await host.engine.listeners.apply([{ ...SMTP, port }]);
  await vi.waitFor(() => expect(shell.notes.map(({ title }) => title)).toEqual(['A listener failed']), PATIENCE);
  expect(shell.notes[0]?.body).toContain(String(port));
  expect(shell.tray?.state).toBe('attention');
  shell.notes[0]?.click();
  expect(shell.open.map(({ plan }) => plan.title)).toEqual(['Server']);
});

test('a newer version is installed when no transaction is open, and the server has stopped by then', async () => {
  const installed: boolean[] = [];
  const waits: (() => void)[] = [];
  const { shell, host } = await start({
    listeners: [SMTP],
    updates: {
      current: '1.0.0',
      fetch: (_channel, found) => (found('1.1.0'), Promise.resolve('1.1.0')),
      install: () => installed.push(host.engine.listeners.states.every(({ state }) => state !== 'listening')),
    },
    later: (_milliseconds, run) => {
      waits.push(run);
      return () => void waits.splice(waits.indexOf(run), 1);
    },
  });
  const { client, heard } = await session(host);
  client.write('EHLO client.example\r\nMAIL FROM:<>\r\n');
  await vi.waitFor(() => expect(heard()).toMatch(/250 2\.1\.0/), PATIENCE);
  shell.item('updates').click?.();
  await vi.waitFor(() => expect(shell.item('updates').label).toMatch(/^Restarts with version 1\.1\.0 once/), PATIENCE);
  expect(installed).toEqual([]);
  client.write('RSET\r\n');
  await vi.waitFor(() => expect(host.engine.listeners.sessions().map(({ stage }) => stage)).toEqual(['waiting']), PATIENCE);
  waits.at(-1)?.();
  await vi.waitFor(() => expect(installed).toEqual([true]), PATIENCE);
  expect(shell.exits).toEqual([]);
  expect(shell.events.quitting()).toBe(true);
});
