/** The words that go to the systems' service managers: nothing in a path may become more than a path. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { elevated } from '../../../main/host/system-service/elevation.ts';
import { launchdPlist, xmlText } from '../../../main/host/system-service/launchd-plist.ts';
import { appleScriptText, shellCommandLine, shellWord } from '../../../main/host/system-service/posix-words.ts';
import { runSteps } from '../../../main/host/system-service/run-steps.ts';
import { servicePlaces } from '../../../main/host/system-service/service-places.ts';
import type { Command, Step } from '../../../main/host/system-service/service-steps.ts';
import { serviceSystem } from '../../../main/host/system-service/service-system.ts';
import { systemdUnit, systemdWord } from '../../../main/host/system-service/systemd-unit.ts';
import { powerShellText, windowsCommandLine, windowsWord } from '../../../main/host/system-service/windows-words.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

/** Names that a folder may have, and that mean something to somebody. */
const HOSTILE = [
  'with space',
  'a"b',
  "o'brien",
  'back\\slash',
  '%h%%',
  '$HOME ${HOME}',
  'ümläut ✉',
  'a;b&c|d',
  '-x',
  'tab\there',
  'new\nline',
  '<!-- & -->',
  '`id`',
];

function plan(folder: string): { command: readonly [string, ...string[]]; dataFolder: string; user: string } {
  return { command: [`${folder}/node`, `${folder}/gatepost.ts`, 'serve', '--data', folder], dataFolder: folder, user: 'gatepost' };
}

test.each([
  ['a b', '"a b"'],
  ['a"b\\c', String.raw`"a\"b\\c"`],
  ['100%', '"100%%"'],
  ['$HOME', '"$HOME"'],
  ['ü\n', String.raw`"\xc3\xbc\x0a"`],
])('systemd reads %j from %s', (text, word) => {
  expect(systemdWord(text)).toBe(word);
});

test('homes stay closed to the service unless it has something there', () => {
  expect(systemdUnit(plan('/var/lib/gatepost'))).toContain('\nProtectHome=yes\n');
  expect(systemdUnit(plan('/home/anna/mail'))).toContain('\nProtectHome=read-only\n');
  expect(systemdUnit(plan('/homes/anna'))).toContain('\nProtectHome=yes\n');
});

test.skipIf(!existsSync('/usr/bin/systemd-analyze'))('systemd takes the unit, whatever the program and the folder are called', { timeout: 120_000 }, () => {
  const base = tempFolder();
  for (const name of HOSTILE) {
    const folder = path.join(base, name);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'node'), '#!/bin/sh\n');
    chmodSync(path.join(folder, 'node'), 0o755);
    const unit = path.join(base, 'gatepost.service');
    // The machine of the test has no such user.
    const hostile = { ...plan(folder), user: 'root' };
    if (/["'\\\t\n]/.test(name)) {
      expect(() => systemdUnit(hostile)).toThrow('another folder');
      hostile.command = ['/bin/sh', `${folder}/gatepost.ts`, 'serve', '--data', folder];
    }
    writeFileSync(unit, systemdUnit(hostile));
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], {
      encoding: 'utf8',
      env: { ...process.env, SYSTEMD_LOG_TARGET: 'console' },
    });
    const ours = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('gatepost'));
    expect(ours, name).toEqual([]);
  }
});

test.each(HOSTILE)('a shell gives %j back', (name) => {
  expect(execFileSync('/bin/sh', ['-c', `printf '%s.' ${shellCommandLine([name, 'x y'])}`], { encoding: 'utf8' })).toBe(`${name}.x y.`);
});

test('what is harmless is easy to read', () => {
  expect(shellWord('/var/lib/gatepost')).toBe('/var/lib/gatepost');
  expect(windowsWord('C:\\Gatepost\\node.exe')).toBe('C:\\Gatepost\\node.exe');
});

test.each([
  ['C:\\Program Files\\Gatepost\\', String.raw`"C:\Program Files\Gatepost\\"`],
  ['a"b c', String.raw`"a\"b c"`],
  ['a\\"b', String.raw`"a\\\"b"`],
  ['', '""'],
])('Windows reads %j from %s', (text, word) => {
  expect(windowsWord(text)).toBe(word);
});

test('a property list is XML, whatever is in it', () => {
  const text = launchdPlist(plan(`/Users/o'brien & "sons" <1>\n`));
  expect(text).toContain('<string>/Users/o&apos;brien &amp; &quot;sons&quot; &lt;1&gt;&#10;/node</string>');
  expect(text.match(/<string>/g)).toHaveLength(9);
  expect(() => xmlText('/bell\u0007')).toThrow('another path');
});

test('an administrator is asked by the system, with the command as it is', () => {
  const command = ['/opt/a b/node', '/opt/a b/gatepost.ts', 'service', 'install', '--data', `/home/o'brien/"x"`] as const;
  expect(elevated('linux', command)).toEqual(['pkexec', ...command]);
  expect(elevated('darwin', command)).toEqual([
    'osascript',
    '-e',
    `do shell script ${appleScriptText(shellCommandLine(command))} with administrator privileges`,
  ]);
  const [program, ...rest] = elevated('win32', ['C:\\a b\\node.exe', "o'brien", 'x "y"']);
  expect(program).toBe('powershell.exe');
  expect(rest.at(-1)).toBe(
    `$ErrorActionPreference = 'Stop'; exit (Start-Process -FilePath 'C:\\a b\\node.exe' -ArgumentList 'o''brien "x \\"y\\""' -Verb RunAs -WindowStyle Hidden -Wait -PassThru).ExitCode`,
  );
  expect(powerShellText('a\u2019b')).toBe("'a\u2019\u2019b'");
  expect(appleScriptText('say "\\"')).toBe(String.raw`"say \"\\\""`);
});

test('Windows: the service runs as an account of its own, which alone may write the data', () => {
  const steps = serviceSystem('win32', servicePlaces('win32', { ProgramData: 'D:\\Data' })).register({
    command: ['C:\\Program Files\\Gatepost\\node.exe', 'C:\\g.js', 'serve', '--data', 'D:\\Mail data'],
    dataFolder: 'D:\\Mail data',
    user: 'NT SERVICE\\Gatepost',
  });
  const commands = steps.flatMap((step) => ('run' in step ? [step.run] : []));
  expect(commands[1]?.slice(0, 5)).toEqual([
    'sc.exe',
    'create',
    'Gatepost',
    'binPath=',
    windowsCommandLine([
      'D:\\Data\\Gatepost\\gatepost-service.exe',
      'C:\\Program Files\\Gatepost\\node.exe',
      'C:\\g.js',
      'serve',
      '--data',
      'D:\\Mail data',
      '--stop-with-stdin',
    ]),
  ]);
  expect(commands[1]).toContain('NT SERVICE\\Gatepost');
  expect(commands.at(-1)).toEqual(expect.arrayContaining(['icacls.exe', 'D:\\Mail data', '/inheritance:r', 'NT SERVICE\\Gatepost:(OI)(CI)M']));
});

test('Windows: what runs as a service, and the data before it comes, are in folders that nobody else may change or look into', () => {
  const system = serviceSystem('win32', servicePlaces('win32', { ProgramData: 'D:\\Data' }));
  const steps = system.makeUser({ command: ['node.exe'], dataFolder: 'D:\\Mail', user: 'NT SERVICE\\Gatepost' });
  const shown = steps.map((step) => ('folder' in step ? `folder ${step.folder}` : 'run' in step ? step.run.join(' ') : ''));
  const close = '/inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F';
  expect(shown).toEqual([
    'folder D:\\Data\\Gatepost',
    'icacls.exe D:\\Data\\Gatepost /setowner *S-1-5-32-544 /Q',
    `icacls.exe D:\\Data\\Gatepost ${close} *S-1-5-32-545:(OI)(CI)RX /Q`,
    'folder D:\\Mail',
    'icacls.exe D:\\Mail /setowner *S-1-5-32-544 /Q',
    `icacls.exe D:\\Mail ${close} /Q`,
  ]);
  // A program that somebody has put there is not kept.
  expect(system.register({ command: ['node.exe'], dataFolder: 'D:\\Mail', user: '' })[0]).toEqual({ remove: 'D:\\Data\\Gatepost\\gatepost-service.exe' });
});

test('Windows: the event log knows the wrapper, a move keeps the service, and one that is gone already is no failure', async () => {
  const system = serviceSystem('win32', servicePlaces('win32', { ProgramData: 'D:\\Data' }));
  const service = { command: ['C:\\Gatepost\\node.exe', 'serve', '--data', 'D:\\Mail'], dataFolder: 'D:\\Mail', user: 'NT SERVICE\\Gatepost' } as const;
  const commandsOf = (steps: readonly Step[]): Command[] => steps.flatMap((step) => ('run' in step ? [step.run] : []));
  const source = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Gatepost';
  expect(commandsOf(system.register(service)).map((command) => command.slice(0, 3))).toContainEqual(['reg.exe', 'add', source]);
  const [compile, config, grant] = commandsOf(system.change(service));
  // The wrapper outlives the folder of the program, which an update replaces.
  expect(compile).toContain('/out:D:\\Data\\Gatepost\\gatepost-service.exe');
  const line = 'D:\\Data\\Gatepost\\gatepost-service.exe C:\\Gatepost\\node.exe serve --data D:\\Mail --stop-with-stdin';
  expect(config).toEqual(['sc.exe', 'config', 'Gatepost', 'binPath=', line]);
  expect(grant?.slice(0, 2)).toEqual(['icacls.exe', 'D:\\Mail']);
  const answering = (code: number) => () => Promise.resolve({ code, stdout: '', stderr: 'no' });
  await runSteps(system.unregister(), answering(1060));
  await runSteps(system.unregister(), answering(1072));
  await expect(runSteps(system.unregister(), answering(5))).rejects.toThrow('sc.exe delete Gatepost: no');
});

test.each([
  { platform: 'linux', code: 0, stdout: 'LoadState=loaded\nActiveState=active\n', state: 'running' },
  { platform: 'linux', code: 0, stdout: 'LoadState=loaded\nActiveState=failed\n', state: 'stopped' },
  { platform: 'linux', code: 0, stdout: 'LoadState=not-found\nActiveState=inactive\n', state: 'absent' },
  { platform: 'darwin', code: 0, stdout: 'system/org.gatepost.server = {\n\tstate = running\n', state: 'running' },
  { platform: 'darwin', code: 113, stdout: '', state: 'stopped' },
  { platform: 'win32', code: 0, stdout: 'TYPE : 10  WIN32_OWN_PROCESS \r\n STATE : 4  RUNNING \r\n', state: 'running' },
  { platform: 'win32', code: 0, stdout: 'TYP : 10  WIN32_OWN_PROCESS \r\n STATUS : 1  STOPPED \r\n WIN32_EXIT_CODE : 0  (0x0)\r\n', state: 'stopped' },
  { platform: 'win32', code: 1060, stdout: '', state: 'absent' },
] as const)('$platform says it is $state', ({ platform, code, stdout, state }) => {
  expect(serviceSystem(platform, servicePlaces(platform, {})).stateFrom({ code, stdout })).toBe(state);
});
