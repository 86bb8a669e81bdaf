/** The commands of `gatepost`, with a running host and without one: the same answers either way. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../fakes/temp-folder.ts';
import { type Outcome, gatepost, gatepostHere, serve, startProgram } from './gatepost.ts';

type Run = (line: string, input?: string) => Promise<Outcome>;

function runOn(data: string): Run {
  return async (line, input) => await gatepostHere([...line.split(' '), '--data', data], input);
}

test('what a command had to mend before it could begin is said on stderr, once', async () => {
  const data = tempFolder();
  await runOn(data)('settings set logging.keepDays 7');
  writeFileSync(path.join(data, 'settings.json'), '{ "logging": ');
  const { code, stdout, stderr } = await runOn(data)('settings get logging.keepDays');
  expect([code, stdout]).toEqual([0, '7\n']);
  expect(stderr).toMatch(
    /^gatepost: the settings file was damaged and is now .*settings\.json\.damaged-.*\ngatepost: the settings of revision 2 are in force instead/,
  );
  expect(await runOn(data)('settings get logging.keepDays')).toEqual({ code: 0, stdout: '7\n', stderr: '' });
});

test('large messages without their database stop even a command that only reads, and stay', async () => {
  const data = tempFolder();
  const messages = path.join(data, 'messages.dat');
  writeFileSync(messages, 'bytes of mail');
  const { code, stdout, stderr } = await runOn(data)('domain list');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`gatepost: There are large messages in ${messages}, and ${path.join(data, 'gatepost.db')}, which says whose they are, is missing`);
  expect(readFileSync(messages, 'utf8')).toBe('bytes of mail');
});

/** A day in the life of an administrator. */
async function administer(run: Run): Promise<void> {
  expect(await run('domain list')).toEqual({ code: 0, stdout: 'There are no domains yet.\n', stderr: '' });
  expect(await run('domain add Local.test')).toEqual({ code: 0, stdout: 'The domain local.test was added.\n', stderr: '' });
  expect(await run('domain add local.test')).toEqual({ code: 1, stdout: '', stderr: 'gatepost: local.test is a domain of this server already\n' });
  expect(await run('domain add not_a..domain')).toEqual({ code: 2, stdout: '', stderr: 'gatepost: name: must be a domain name, such as example.com\n' });

  expect(await run('account add anna@local.test --password-stdin --quota 2M', 'correct horse\nanother line\n')).toEqual({
    code: 0,
    stdout: 'The account anna@local.test was added.\n',
    stderr: '',
  });
  expect(await run('account add bert@local.test --password-stdin', 'short\n')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'gatepost: password: must have at least 8 characters\n',
  });
  expect(await run('account passwd anna@local.test --password-stdin', 'another horse\r\n')).toMatchObject({ code: 0 });
  expect(await run('account disable anna@local.test')).toEqual({ code: 0, stdout: 'The account anna@local.test is now disabled.\n', stderr: '' });
  expect((await run('account list')).stdout).toMatch(/^ADDRESS .*\nanna@local\.test .* disabled .* 2\.0 MiB .* never\n$/);
  expect(await run('account enable anna@local.test')).toMatchObject({ code: 0 });
  expect(await run('account quota anna@local.test unlimited')).toMatchObject({ code: 0, stdout: 'The quota of anna@local.test is now unlimited.\n' });
  expect(JSON.parse((await run('account list --json')).stdout)).toMatchObject([{ address: 'anna@local.test', enabled: true, quotaBytes: null }]);
  expect(await run('account disable nobody@local.test')).toEqual({ code: 1, stdout: '', stderr: 'gatepost: there is no account nobody@local.test\n' });

  expect(await run('alias add info@local.test anna@local.test them@elsewhere.test')).toMatchObject({
    code: 0,
    stdout: 'Mail for info@local.test goes to anna@local.test, them@elsewhere.test.\n',
  });
  expect(await run('alias add info@local.test anna@local.test')).toMatchObject({ code: 1 });
  expect(await run('alias add info@local.test anna@local.test --replace')).toMatchObject({ code: 0 });
  expect((await run('alias list')).stdout).toMatch(/^ALIAS +TARGETS\ninfo@local\.test +anna@local\.test\n$/);
  expect(await run('domain remove local.test')).toMatchObject({ code: 1 });
  expect(await run('alias remove info@local.test')).toMatchObject({ code: 0 });

  expect(await run('settings set logging.keepDays 7')).toMatchObject({ code: 0, stdout: expect.stringContaining('logging.keepDays: 30 -> 7') as string });
  expect(await run('settings set server.hostname mail.local.test')).toMatchObject({ code: 0 });
  expect(await run('settings get logging.keepDays')).toMatchObject({ code: 0, stdout: '7\n' });
  expect(await run('settings set logging.keepDays 0')).toEqual({ code: 2, stdout: '', stderr: 'gatepost: logging.keepDays: must be at least 1\n' });
  expect(await run('settings get no.such')).toMatchObject({ code: 1, stderr: 'gatepost: there is no setting no.such\n' });
  const history = JSON.parse((await run('settings history --json')).stdout) as { revision: number; by: string }[];
  expect(history.map(({ by }) => by)).toEqual(['command line', 'command line', 'start']);
  expect(await run(`settings restore ${history[1]?.revision ?? 0}`)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('server.hostname: "mail.local.test" -> ""') as string,
  });

  const log = (await run('log --json keepDays')).stdout.trim().split('\n');
  expect(log.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { kind: 'admin', text: expect.stringContaining('command line: changed the settings') as string },
  ]);
  expect((await run('log --since 1h anna@local.test')).stdout).toContain('Administrator  anna@local.test  command line: added the account anna@local.test');
  expect(await run('log --since yesterday')).toMatchObject({ code: 2 });
  expect((await run('stats')).stdout).toMatch(/^ +SINCE START.*\nConnections +0/);
  expect(await run('admin-password --password-stdin', 'correct horse\n')).toEqual({ code: 0, stdout: 'The password for the console was set.\n', stderr: '' });
  expect(await run('admin-password --remove')).toMatchObject({ code: 0 });
  expect(await run('account remove anna@local.test')).toMatchObject({ code: 0 });
  expect(await run('domain remove local.test')).toEqual({ code: 0, stdout: 'The domain local.test was removed.\n', stderr: '' });
}

/** What was typed wrong, and what is said of it on stderr. */
const SLIPS: readonly (readonly [readonly string[], string])[] = [
  [['settings', 'history', '--limit', 'abc'], "option '--limit <count>' argument 'abc' is invalid. It must be a whole number from 1."],
  [['settings', 'restore', 'abc'], "value 'abc' is invalid for argument 'revision'"],
  [['settings', 'restore', '1.5'], 'It must be the number of one that "gatepost settings history" shows.'],
  [['settings', 'set', '', '5'], 'path: name the setting to change, such as server.hostname'],
  [['account', 'quota', 'anna@local.test', '999999999999T'], 'quota: "999999999999T" is more than can be counted: write 8191T at most, or "unlimited"'],
  [['account', 'quota', 'anna@local.test', 'much'], 'quota: "much" is not a size: write it such as 500M or 2G, or "unlimited"'],
  [['log', '--ip', 'nonsense'], "argument 'nonsense' is invalid. It must be an IP address, such as 192.0.2.1 or 2001:db8::1."],
  [
    ['settings', 'set', 'server.listeners', '[{"protocol":"smtp","address":"300.1.1.1","port":3599,"tls":"none"}]'],
    'server.listeners.0.address: must be an address of this machine such as 192.0.2.1 or ::1, or empty for all',
  ],
  [['serve', '--listen', 'smtp=300.1.1.1:25'], 'the address must be such as 127.0.0.1:2525 or [::1]:2525'],
];

test('what is typed wrong is named, with the reason and what to do, before anything is done', { timeout: 180_000 }, async () => {
  const data = tempFolder();
  for (const [line, message] of SLIPS) {
    const outcome = await gatepostHere([...line, '--data', data]);
    expect(outcome).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) as string });
  }
  for (const line of [
    ['domain', 'remove', 'nope.test'],
    ['account', 'list', '--domain', 'nope.test'],
  ]) {
    const stderr = 'gatepost: nope.test is not a domain of this server: choose one in the list of domains\n';
    expect(await gatepostHere([...line, '--data', data])).toEqual({ code: 1, stdout: '', stderr });
  }
});

test('a command that only looks makes no data folder', async () => {
  const data = path.join(tempFolder(), 'typo', 'x');
  for (const line of ['domain list', 'account list', 'settings get', 'log', 'status', 'stats', 'queue list', 'lint']) {
    const outcome = await gatepostHere([...line.split(' '), '--data', data]);
    expect(outcome).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(`--data: there is no folder ${data}`) as string });
  }
  expect(existsSync(path.dirname(data))).toBe(false);
});

test('every command works without a running host', { timeout: 180_000 }, async () => {
  const run = runOn(tempFolder());
  await administer(run);
  expect(await run('status')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Server {14}not running\n/) as string });
  expect(await run('admin-url')).toMatchObject({ code: 1, stderr: expect.stringContaining('no server is running on the data folder') as string });
  expect(await run('log --follow')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is nothing to follow') as string });
});

test('every command works with a running host', { timeout: 180_000 }, async () => {
  const data = tempFolder();
  const host = await serve(data, 'smtp=127.0.0.1:0,admin=127.0.0.1:0');
  const run = runOn(data);
  await administer(run);
  expect((await run('status')).stdout).toMatch(/^Server {14}running since .*\n[^]*\nsmtp +127\.0\.0\.1 +\d+ +starttls +listening +0\n$/);
  const { code, stdout } = await run('admin-url');
  expect(code).toBe(0);
  expect((await fetch(stdout.trim(), { redirect: 'manual' })).status).toBe(303);
  host.signal('SIGTERM');
  expect((await host.end()).code).toBe(0);
});

test('the log is followed as it grows, from as far back as was asked, until Ctrl+C', async () => {
  const data = tempFolder();
  const run = runOn(data);
  await run('domain add before.test');
  const host = await serve(data, 'admin=127.0.0.1:0');
  const follower = startProgram(['log', '--follow', '--since', '1h', '--json', 'domain', '--data', data]);
  expect(JSON.parse(await follower.line())).toMatchObject({ text: 'command line: added the domain before.test' });
  await run('domain add after.test');
  expect(JSON.parse(await follower.line())).toMatchObject({ text: 'command line: added the domain after.test' });
  follower.signal('SIGINT');
  expect(await follower.end()).toMatchObject({ code: 0, stderr: '' });
  const cutOff = startProgram(['log', '--follow', '--since', '1h', '--data', data]);
  await cutOff.line();
  host.signal('SIGTERM');
  await host.end();
  expect((await cutOff.end()).code).toBe(1);
});

describe('wrong use', () => {
  test.each([
    [['bogus'], "error: unknown command 'bogus'"],
    [[], 'Usage: gatepost'],
    [['domain'], 'Usage: gatepost domain'],
    [['domain', 'add'], "error: missing required argument 'name'"],
    [['domain', 'add', 'a.test', 'b.test'], 'error: too many arguments'],
    [['serve', '--lissten', 'x'], "error: unknown option '--lissten'"],
    [['account', 'add', 'a@b.test', '--data', '/nowhere'], 'gatepost: give the password on stdin, with --password-stdin'],
    [['account', 'quota', 'a@b.test', 'much', '--data', '/nowhere'], 'gatepost: quota: "much" is not a size'],
  ])('%j ends with exit code 2 and says what is wrong', async (args, message) => {
    const { code, stdout, stderr } = await gatepostHere(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('is told by the process itself', async () => {
    expect(await gatepost(['bogus'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining("unknown command 'bogus'") as string });
  });

  test('a data folder that cannot be one is named', async () => {
    const file = path.join(tempFolder(), 'file');
    writeFileSync(file, '');
    const { code, stderr } = await gatepostHere(['domain', 'list', '--data', file]);
    expect(code).toBe(1);
    expect(stderr).toContain(`gatepost: the data folder ${file} cannot be used`);
  });

  test('help and version are no errors', async () => {
    expect(await gatepostHere(['--help'])).toMatchObject({ code: 0, stderr: '' });
    expect(await gatepost(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
  });
});
