/**
 * Installing the service, with a stand-in for the system's service manager which really starts what the unit says: the command
 * of the unit serves the data that was taken along.
 */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { connectControl, controlPath } from '../../../main/host/control-socket.ts';
import { followMoves } from '../../../main/host/data/data-location.ts';
import { readHostFacts } from '../../../main/host/data-folder.ts';
import { InstalledService } from '../../../main/host/system-service/installed-service.ts';
import type { Runner } from '../../../main/host/system-service/run-steps.ts';
import { gatepostCommand } from '../../../main/host/system-service/service-program.ts';
import { serviceSystem } from '../../../main/host/system-service/service-system.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';
import { gatepost, gatepostHere } from '../../service/gatepost.ts';

/** The words of a line of the unit, as systemd reads those that are here. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word.replaceAll('%%', '%').replaceAll(/\\(["\\])/g, '$1'));
}

/** systemctl as far as it is needed: starts and stops the command of the unit. What else is run is noted. */
class StandInSystem {
  readonly unit: string;
  readonly commands: string[] = [];
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  /** Added to the command, so that no port of the machine is needed. */
  readonly #more: readonly string[];
  /** The beginning of commands that fail from now on. */
  failing: readonly string[] = [];

  constructor(unit: string, more: readonly string[]) {
    this.unit = unit;
    this.#more = more;
    onTestFinished(() => void this.#child?.kill('SIGKILL'));
  }

  readonly run: Runner = async (command) => {
    this.commands.push(command.join(' '));
    if (command[0] === 'systemctl' && command[1] === 'start') this.#start();
    if (command[0] === 'systemctl' && command[1] === 'stop') await this.#stop();
    const failing = this.failing.find((start) => command.join(' ').startsWith(start));
    if (failing !== undefined) return { code: 1, stdout: '', stderr: 'not today' };
    if (command[0] === 'journalctl') return { code: 0, stdout: 'last words\n', stderr: '' };
    const running = this.#child !== undefined && this.#child.exitCode === null;
    return { code: 0, stdout: `LoadState=loaded\nActiveState=${running ? 'active' : 'inactive'}\n`, stderr: '' };
  };

  #start(): void {
    const [program = '', ...args] = wordsOf(/^ExecStart=:(.*)$/m.exec(readFileSync(this.unit, 'utf8'))?.[1] ?? '');
    const child = spawn(program, [...args, ...this.#more], { stdio: 'ignore' });
    this.#ended = new Promise((resolve) => child.once('exit', resolve));
    this.#child = child;
  }

  async #stop(): Promise<void> {
    this.#child?.kill('SIGTERM');
    await this.#ended;
  }
}

async function answers(dataFolder: string): Promise<boolean> {
  if (readHostFacts(dataFolder) === undefined) return false;
  const host = await connectControl(controlPath(dataFolder));
  host?.close();
  return host !== undefined;
}

function serviceIn(base: string, { more = ['--listen', 'smtp=127.0.0.1:0'], patience = 60_000, isElevated = true, far = [] as number[] } = {}) {
  const places = {
    definition: path.join(base, 'gatepost.service'),
    facts: path.join(base, 'etc', 'service.json'),
    dataFolder: path.join(base, 'service data'),
  };
  const manager = new StandInSystem(places.definition, more);
  const service = new InstalledService({
    system: serviceSystem('linux', places),
    places,
    run: manager.run,
    isElevated,
    howToElevate: 'run sudo gatepost service install',
    answers,
    patience,
    onBytes: (done, all) => void far.push(done / all),
  });
  return { service, manager, places };
}

const options = (from: string, dataFolder: string) => ({ gatepost: gatepostCommand(), user: 'gatepost', from, dataFolder });

test('the service serves the data that the application had, moves it, and gives it back', { timeout: 300_000 }, async () => {
  const base = tempFolder();
  const from = path.join(base, 'of the application');
  await gatepost(['domain', 'add', 'example.com', '--data', from]);
  /** How far the data was that goes along. */
  const far: number[] = [];
  const { service, manager, places } = serviceIn(base, { far });
  await service.install(options(from, places.dataFolder));
  expect(far.splice(0).at(-1)).toBe(1);
  expect(await service.status()).toMatchObject({ state: 'running', facts: { dataFolder: places.dataFolder, cameFrom: from } });
  expect(statSync(places.facts).mode & 0o777).toBe(0o644);
  expect(manager.commands).toEqual(expect.arrayContaining([`chown -R --no-dereference gatepost:gatepost -- ${places.dataFolder}`, 'systemctl daemon-reload']));
  // The old folder leads to it, and it is the running service that answers.
  expect(JSON.parse((await gatepostHere(['status', '--json', '--data', from])).stdout)).toMatchObject({
    running: true,
    domains: 1,
    dataFolder: places.dataFolder,
  });
  const disk = path.join(base, 'on "another" disk');
  await service.move(disk);
  expect(await answers(disk)).toBe(true);
  expect(service.facts).toMatchObject({ dataFolder: disk, cameFrom: places.dataFolder });
  expect((await gatepostHere(['domain', 'list', '--data', from])).stdout).toContain('example.com');
  expect(far.splice(0).at(-1)).toBe(1);
  await service.uninstall(from);
  expect(far.at(-1)).toBe(1);
  expect(await service.status()).toEqual({ state: 'absent', facts: undefined });
  expect(existsSync(places.definition)).toBe(false);
  expect(followMoves(disk)).toBe(from);
  expect(JSON.parse((await gatepostHere(['status', '--json', '--data', from])).stdout)).toMatchObject({ running: false, domains: 1, dataFolder: from });
});

test('a service that is broken is set up anew with the program of whoever repairs it', { timeout: 300_000 }, async () => {
  const base = tempFolder();
  const from = path.join(base, 'old');
  await gatepost(['domain', 'add', 'example.com', '--data', from]);
  const { service, manager, places } = serviceIn(base);
  await expect(service.repair(gatepostCommand())).rejects.toThrow('no service is installed');
  await service.install(options(from, places.dataFolder));
  await service.stop();
  // Of a program that is gone, with a unit that somebody has damaged.
  writeFileSync(places.facts, JSON.stringify({ ...service.facts, program: ['/gone/node'] }));
  writeFileSync(places.definition, '[Service]\nExecStart=:"/gone/node"\n');
  const [program, ...args] = gatepostCommand();
  expect(await service.repair([program, ...args])).toMatchObject({ dataFolder: places.dataFolder, program: [program, ...args], cameFrom: from });
  expect(await service.status()).toMatchObject({ state: 'running', facts: { program: [program, ...args] } });
  expect(JSON.parse((await gatepostHere(['status', '--json', '--data', from])).stdout)).toMatchObject({ running: true, domains: 1 });
  expect(manager.commands.filter((command) => command === 'systemctl daemon-reload')).toHaveLength(2);
  await service.stop();
});

test('a service that does not start leaves everything as it was', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const from = path.join(base, 'old');
  await gatepost(['domain', 'add', 'example.com', '--data', from]);
  // An unknown option: it ends before it has opened anything.
  const { service, places } = serviceIn(base, { more: ['--no-such-option'], patience: 1000 });
  await expect(service.install(options(from, places.dataFolder))).rejects.toThrow(
    /was not installed, and all is as it was before.*did not answer.*It said: last words/,
  );
  expect(existsSync(places.definition)).toBe(false);
  expect(service.facts).toBeUndefined();
  expect(followMoves(from)).toBe(from);
  expect((await gatepostHere(['domain', 'list', '--data', from])).stdout).toContain('example.com');
});

test('what cannot be taken back keeps nothing else from being taken back, nor the first error from being told', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const from = path.join(base, 'old');
  await gatepost(['domain', 'add', 'example.com', '--data', from]);
  const { service, places } = serviceIn(base);
  // A folder in the place of the unit: writing it fails, and so does removing it.
  mkdirSync(places.definition);
  await expect(service.install(options(from, places.dataFolder))).rejects.toThrow(
    /not all could be put back as it was \(.*gatepost\.service.*\)\. The reason: EISDIR/,
  );
  expect(service.facts).toBeUndefined();
  expect(followMoves(from)).toBe(from);
  expect((await gatepostHere(['domain', 'list', '--data', from])).stdout).toContain('example.com');
});

test('a move that fails leaves the service on its old folder', { timeout: 300_000 }, async () => {
  const base = tempFolder();
  const from = path.join(base, 'old');
  await gatepost(['domain', 'add', 'example.com', '--data', from]);
  const { service, manager, places } = serviceIn(base);
  await service.install(options(from, places.dataFolder));
  const disk = path.join(base, 'disk');
  manager.failing = [`chown -R --no-dereference gatepost:gatepost -- ${disk}`];
  await expect(service.move(disk)).rejects.toThrow(`the service runs on ${places.dataFolder} as before. The reason: chown`);
  expect(await service.status()).toMatchObject({ state: 'running', facts: { dataFolder: places.dataFolder, cameFrom: from } });
  expect(await answers(places.dataFolder)).toBe(true);
  expect(followMoves(disk)).toBe(places.dataFolder);
});

test('nothing is touched without the rights for it, and the person is told what to run', async () => {
  const base = tempFolder();
  const { service, manager, places } = serviceIn(base, { isElevated: false });
  const tries = [
    service.install(options(base, places.dataFolder)),
    service.start(),
    service.stop(),
    service.move(base),
    service.uninstall(),
    service.repair(['gatepost']),
  ];
  for (const attempt of tries) {
    await expect(attempt).rejects.toThrow('only an administrator may change the services of this computer: run sudo gatepost service install');
  }
  expect(manager.commands).toEqual([]);
});

test('the command line shows what an installation would do', { timeout: 120_000 }, async () => {
  const base = tempFolder();
  const { code, stdout } = await gatepostHere(['service', 'install', '--steps', '--data', base, '--to', path.join(base, 'new data')]);
  expect(code).toBe(0);
  expect(stdout).toContain('NoNewPrivileges=yes');
  expect(stdout).toContain(`runuser -u gatepost -- test -w '${path.join(base, 'new data')}'`);
});

test('a server that stops with its input stops in order', { timeout: 120_000 }, async () => {
  const data = tempFolder();
  // The input of the tests is empty: it has ended before the server runs.
  expect(await gatepost(['serve', '--stop-with-stdin', '--data', data, '--listen', 'smtp=127.0.0.1:0'])).toMatchObject({ code: 0, stderr: '' });
});

test('what an elevated program says goes into the file it was given, and into no other', { timeout: 120_000 }, async () => {
  const report = path.join(tempFolder(), 'report');
  expect(await gatepost(['--report', report, 'service', 'state'])).toMatchObject({ code: 1 });
  writeFileSync(report, '');
  expect(await gatepost(['--report', report, 'service', 'state', '--json'])).toMatchObject({ code: 0, stdout: '' });
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ state: 'absent' });
  // Nobody is at the other end of the call: that keeps no command from its work.
  expect(await gatepost(['--progress', `${report}-gone`, '--report', report, 'service', 'state', '--json'])).toMatchObject({ code: 0, stdout: '' });
});
