/** The desktop application on a service: a real service host, a stand-in for Electron, and nobody asked but by the system. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { signIn } from '../../main/desktop/console-sign-in.ts';
import { DesktopApp } from '../../main/desktop/desktop-app.ts';
import { ownServer } from '../../main/desktop/desktop-server.ts';
import { RememberedState } from '../../main/desktop/desktop-state.ts';
import { HostingActions } from '../../main/desktop/hosting-actions.ts';
import { hostingTexts } from '../../main/desktop/hosting-texts.ts';
import { type OpenServerOptions, openServer } from '../../main/desktop/open-server.ts';
import { connectToService } from '../../main/desktop/service-console.ts';
import { followMoves } from '../../main/host/data/data-location.ts';
import { openHost } from '../../main/host/open-host.ts';
import type { Elevated } from '../../main/host/system-service/run-elevated.ts';
import type { Answer } from '../../main/host/system-service/run-steps.ts';
import { startServiceHost } from '../../main/service/host.ts';
import { PLAIN_SECRETS } from '../../main/settings/secret-keeper.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { ListenerSettings } from '../../shared/settings/server.ts';
import { next, overPort } from '../admin/carriers.ts';
import { Dialogue } from '../dialogues/dialogue.ts';
import { ehlo } from '../dialogues/smtp-steps.ts';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { StandInShell, memoryState } from './stand-in-shell.ts';

const SMTP: ListenerSettings = { protocol: 'smtp', address: '127.0.0.1', port: 0, tls: 'starttls' };
const no = { code: 126, stdout: '', stderr: 'not authorised' };

async function service() {
  const host = await startServiceHost({
    dataFolder: path.join(tempFolder(), 'service'),
    listen: { listeners: [SMTP], admin: { address: '127.0.0.1', port: 0 } },
  });
  onTestFinished(async () => await host.stop(0));
  return host;
}

/** Opens what an application finds that starts on an empty folder, with a service installed on this computer. */
async function found(dataFolder: string, change: Partial<OpenServerOptions> = {}, active = 'active') {
  const shell = new StandInShell();
  const folder = tempFolder();
  const facts = path.join(folder, 'service.json');
  writeFileSync(facts, JSON.stringify({ dataFolder, user: 'gatepost', program: ['gatepost'] }));
  const lost = vi.fn<() => void>();
  const server = await openServer({
    shell,
    language: 'en',
    home: path.join(folder, 'home'),
    isNamed: false,
    secrets: () => Promise.resolve(PLAIN_SECRETS),
    gatepost: () => ['gatepost'],
    elevated: () => Promise.resolve(no),
    progress: { begin: () => undefined, reached: () => undefined, end: () => undefined },
    lost,
    places: { definition: undefined, facts, dataFolder },
    run: () => Promise.resolve({ code: 0, stdout: `LoadState=loaded\nActiveState=${active}\n`, stderr: '' }),
    ...change,
  });
  if (server !== undefined) onTestFinished(async () => await server.stop(0));
  return { shell, server, lost };
}

test.skipIf(process.platform !== 'linux')(
  'an installed service is what the application shows: tray, menu and windows are its',
  { timeout: 120_000 },
  async () => {
    const host = await service();
    const { shell, server, lost } = await found(host.engine.dataFolder);
    if (server === undefined) throw new Error('no server');
    expect(server.isOurs).toBe(false);
    // Whoever may open the control socket is asked for nothing.
    expect(shell.questions).toEqual([]);
    const hosting = { home: '', elevated: () => Promise.resolve(no), unseal: () => () => undefined, serviceCameFrom: () => undefined };
    new DesktopApp({ shell, state: new RememberedState(memoryState()), server, args: [], hosting, later: () => () => undefined });
    expect(shell.tray?.state).toBe('running');
    shell.item('stop-all', shell.tray?.template).click?.();
    await vi.waitFor(() => expect(shell.tray?.state).toBe('stopped'), { timeout: 60_000 });
    expect(host.engine.listeners.states.map(({ state }) => state)).toEqual(['stopped']);
    // The check mark of the menu follows the settings of the service, whoever changes them.
    const id = 'switch:security.attachment-filters.enabled';
    const before = shell.item(id).checked;
    await host.admin.settings.set('security.attachment-filters.enabled', before !== true, 'test');
    await vi.waitFor(() => expect(shell.item(id).checked).toBe(before !== true), { timeout: 60_000 });
    // A window is in the console, live, and is told where the server runs.
    const window = overPort((port) => server.connect(port));
    await window.client.domains.add({ name: 'example.com' });
    expect(host.engine.accounts.domainCount).toBe(1);
    const watched = (await window.client.server.watch())[Symbol.asyncIterator]();
    expect((await next(watched)).domains).toBe(1);
    expect(await window.client.hosting.state()).toMatchObject({ place: 'command-line', data: { folder: host.engine.dataFolder } });
    // Risky changes ask, as in every window.
    await expect(window.client.settings.set({ path: 'server.limits.maxConnections', value: 1 })).resolves.toBeDefined();
    // It goes away: the window is told, and the application.
    const closed = new Promise<void>((resolve) => window.port.on('close', resolve));
    await host.stop(0);
    await closed;
    await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce(), { timeout: 60_000 });
  },
);

test.skipIf(process.platform !== 'linux')('addresses that the service bans are told of, as those of our own server', { timeout: 120_000 }, async () => {
  const host = await service();
  const { server } = await found(host.engine.dataFolder);
  if (server === undefined) throw new Error('no server');
  const heard = vi.fn<() => void>();
  server.admin.addressLists.onBan(heard);
  expect(server.admin.addressLists.automaticBans()).toEqual([]);
  const dns = await FakeDnsServer.open();
  onTestFinished(async () => await dns.close());
  await host.admin.settings.set('server.dns.servers', [dns.address], 'test');
  await host.admin.settings.set('security.smtp-authentication.requireTls', false, 'test');
  const outsider = await Dialogue.open(host.engine.listeners.states[0]?.port ?? 0, { localAddress: '127.0.0.9', patience: 60_000 });
  await outsider.play('S: 220 …');
  await ehlo(outsider);
  for (let count = 0; count < 30; count += 1) {
    outsider.say(`AUTH PLAIN ${Buffer.from(`\0anna@example.com\0guess ${count}`).toString('base64')}`);
    if ((await outsider.hear()) === undefined) break;
  }
  await vi.waitFor(() => expect(server.admin.addressLists.automaticBans().map(({ address }) => address)).toEqual(['127.0.0.9']), { timeout: 60_000 });
  expect(heard).toHaveBeenCalled();
});

test.skipIf(process.platform !== 'linux')(
  'a session that has ended is made anew without anybody being asked, and windows connect again',
  { timeout: 120_000 },
  async () => {
    const host = await service();
    const { shell, server, lost } = await found(host.engine.dataFolder);
    if (server === undefined) throw new Error('no server');
    const hosting = { home: '', elevated: () => Promise.resolve(no), unseal: () => () => undefined, serviceCameFrom: () => undefined };
    new DesktopApp({ shell, state: new RememberedState(memoryState()), server, args: [], hosting, later: () => () => undefined });
    const window = shell.window('Server');
    host.console?.endSessions();
    // Menu and tray follow the service over the new connection.
    const id = 'switch:security.attachment-filters.enabled';
    const before = shell.item(id).checked;
    await host.admin.settings.set('security.attachment-filters.enabled', before !== true, 'test');
    await vi.waitFor(() => expect(shell.item(id).checked).toBe(before !== true), { timeout: 60_000 });
    // Windows ask for another port by themselves (renderer/client/message-port-carrier.ts): what somebody types in them stays.
    const fresh = overPort((port) => server.connect(port));
    expect(await fresh.client.server.status()).toMatchObject({ dataFolder: host.engine.dataFolder });
    expect(window.reloads).toBe(0);
    expect(lost).not.toHaveBeenCalled();
    expect(shell.questions).toEqual([]);
  },
);

test.skipIf(process.platform !== 'linux')('an application that only shows an icon does not lose its session for being idle', { timeout: 120_000 }, async () => {
  const host = await service();
  const address = host.console?.signInAddress() ?? '';
  const waits: { readonly milliseconds: number; readonly run: () => void }[] = [];
  const later = (milliseconds: number, run: () => void): (() => void) => {
    waits.push({ milliseconds, run });
    return () => undefined;
  };
  const server = await connectToService({ session: await signIn(address), renew: () => Promise.resolve(undefined), lost: () => undefined, later });
  onTestFinished(async () => await server.stop(0));
  expect(waits[0]?.milliseconds).toBeLessThan((FIXED_LIMITS.consoleSessionHours * 3_600_000) / 2);
  waits[0]?.run();
  expect(waits).toHaveLength(2);
});

test.skipIf(process.platform !== 'linux')('quitting leaves the service running', { timeout: 120_000 }, async () => {
  const host = await service();
  const { shell, server, lost } = await found(host.engine.dataFolder);
  if (server === undefined) throw new Error('no server');
  const hosting = { home: '', elevated: () => Promise.resolve(no), unseal: () => () => undefined, serviceCameFrom: () => undefined };
  new DesktopApp({ shell, state: new RememberedState(memoryState()), server, args: [], hosting, later: () => () => undefined });
  shell.quit();
  await shell.exited();
  expect(shell.exits).toEqual([0]);
  expect(lost).not.toHaveBeenCalled();
  expect(host.engine.listeners.states.map(({ state }) => state)).toEqual(['listening']);
});

test.skipIf(process.platform !== 'linux')(
  'whoever may not open its data is asked by the system, and comes in with a one-time address',
  { timeout: 120_000 },
  async () => {
    const host = await service();
    const asked: (readonly string[])[] = [];
    const elevated = (words: readonly string[]): Promise<Answer> => {
      asked.push(words);
      return Promise.resolve({ code: 0, stdout: `${host.console?.signInAddress() ?? ''}\n`, stderr: '' });
    };
    const { shell, server } = await found('/closed/to/us', { elevated });
    expect(asked).toEqual([['admin-url', '--data', '/closed/to/us']]);
    expect(shell.questions.map(({ title }) => title)).toEqual(['The server runs as a service']);
    expect(server?.admin.dataFolder).toBe(host.engine.dataFolder);
  },
);

test.skipIf(process.platform !== 'linux')('a service that is stopped is started only when the person says so', { timeout: 120_000 }, async () => {
  const { shell, server } = await found('/anywhere', { shell: Object.assign(new StandInShell(), { answer: false }) }, 'inactive');
  expect(server).toBeUndefined();
  expect(shell.exits).toEqual([]);
  const { shell: told, server: none } = await found('/anywhere', {}, 'inactive');
  expect(none).toBeUndefined();
  expect(told.choices.map(({ title, body }) => [title, body.split('\n')[0]])).toEqual([['The service cannot be used', 'not authorised']]);
});

test('addresses that are not of this computer get no token', { timeout: 120_000 }, async () => {
  for (const address of ['http://mail.example.com:8025/sign-in?token=x', 'https://127.0.0.1:1/sign-in?token=x', 'file:///etc/passwd', 'nonsense']) {
    const elevated = (): Promise<Answer> => Promise.resolve({ code: 0, stdout: address, stderr: '' });
    if (process.platform !== 'linux') continue;
    const { shell, server } = await found('/closed/to/us', { elevated });
    expect(server).toBeUndefined();
    expect(shell.choices[0]?.body).toContain('not on this computer');
  }
});

async function actionsOn(home: string, elevated: Elevated = () => Promise.resolve(no), tools: { readonly isOurs?: boolean; readonly cameFrom?: string } = {}) {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const host = await openHost({
    dataFolder: home,
    listeners: [],
    hosting: { isDesktop: true },
    access: () => ({ signInAddress: () => undefined, setPassword: () => Promise.resolve() }),
  });
  onTestFinished(async () => await host.stop(0));
  const shell = new StandInShell();
  const server = { ...ownServer(host), isOurs: tools.isOurs ?? true };
  const seals: string[] = [];
  const told: string[] = [];
  const actions = new HostingActions({
    shell,
    texts: () => hostingTexts('en'),
    server,
    home,
    elevated,
    stopServer: (then) => void server.stop(0).then(then),
    unseal: (folder) => {
      seals.push(`opened in ${folder}`);
      return () => seals.push('sealed again');
    },
    serviceCameFrom: () => tools.cameFrom,
    progress: {
      begin: (change) => told.push(`begins: ${change}`),
      reached: (done, all) => void (done === all && told.push('all is copied and compared')),
      end: () => told.push('ends'),
    },
  });
  return { actions, shell, seals, told, host };
}

test('the data moves to the folder that the person chooses, with one of its own on a disk that is in use', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const home = path.join(base, 'home');
  const disk = path.join(base, 'disk');
  mkdirSync(disk);
  writeFileSync(path.join(disk, 'photo.jpg'), '');
  const { actions, shell, told } = await actionsOn(home);
  await actions.act('move-data');
  expect(shell.questions).toEqual([]);
  shell.folder = disk;
  await actions.act('move-data');
  expect(shell.questions.map(({ title }) => title)).toEqual(['Move the data folder?']);
  expect(shell.restarts).toEqual(['/service']);
  expect(told).toEqual(['begins: move', 'all is copied and compared', 'ends']);
  expect(followMoves(home)).toBe(path.join(disk, 'Gatepost'));
});

test('what fails is told, and the application starts again on what is in force', { timeout: 120_000 }, async () => {
  const home = path.join(tempFolder(), 'home');
  const asked: (readonly string[])[] = [];
  const { actions, shell, seals, told } = await actionsOn(home, (words, onProgress) => {
    asked.push(words);
    onProgress?.(8, 8);
    expect(seals).toEqual([`opened in ${home}`]);
    return Promise.resolve(no);
  });
  await actions.act('install-service');
  expect(asked).toEqual([['service', 'install', '--data', home]]);
  expect(seals).toEqual([`opened in ${home}`, 'sealed again']);
  // What the administrator's program tells of the data is shown.
  expect(told).toEqual(['begins: install', 'all is copied and compared', 'ends']);
  expect(shell.questions.map(({ title, body }) => [title, body]).at(-1)).toEqual(['That did not work', 'not authorised']);
  expect(shell.restarts).toEqual(['/service']);
});

test('the old copy goes by the hand of an administrator, where it is not ours to remove', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const asked: (readonly string[])[] = [];
  const elevated = (words: readonly string[]): Promise<Answer> => {
    asked.push(words);
    return Promise.resolve({ code: 0, stdout: '', stderr: '' });
  };
  const { actions } = await actionsOn(path.join(base, 'of the service'), elevated, { isOurs: false, cameFrom: '/home/anna/.config/Gatepost' });
  await actions.act('remove-old-data');
  expect(asked).toEqual([['data', 'remove-old', '/home/anna/.config/Gatepost']]);
});

test('nothing happens to a person who says no', { timeout: 120_000 }, async () => {
  const { actions, shell, host } = await actionsOn(path.join(tempFolder(), 'home'));
  shell.answer = false;
  for (const action of ['install-service', 'uninstall-service', 'stop-service', 'remove-old-data'] as const) await actions.act(action);
  expect(shell.questions).toHaveLength(4);
  expect(shell.restarts).toEqual([]);
  expect(host.admin.accounts.domainCount).toBe(0);
});
