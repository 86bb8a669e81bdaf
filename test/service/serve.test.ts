/** `gatepost serve` as a process: start, ready line, wrong values, busy ports, and the stop. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Dialogue } from '../dialogues/dialogue.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { busyPort, gatepost, gatepostHere, serve, startProgram } from './gatepost.ts';

const NOTHING_BUT_CONSOLE = 'admin=127.0.0.1:0';

/** Resolves once nobody listens on a port any more: the sign that a host has begun to stop. */
async function refuses(port: number): Promise<void> {
  const connect = async (): Promise<string> => {
    try {
      (await Dialogue.open(port)).drop();
      return 'connected';
    } catch (error) {
      return String(error);
    }
  };
  await expect.poll(connect, { timeout: 5000 }).toContain('ECONNREFUSED');
}

test('the first line says which listeners accept, and where the console is; the log follows as JSON', async () => {
  const host = await serve(tempFolder(), 'smtp=127.0.0.1:0,submissions=127.0.0.1:0,pop3=[::1]:0,admin=127.0.0.1:0');
  expect(host.ready.listeners.map(({ protocol, address }) => `${protocol} ${address}`)).toEqual(['smtp 127.0.0.1', 'submissions 127.0.0.1', 'pop3 ::1']);
  expect(host.ready.admin).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\?token=[\w-]{43}$/);
  expect(JSON.parse(await host.line())).toMatchObject({ kind: 'server', text: expect.stringContaining('listening on') as string });
  const dialogue = await Dialogue.open(host.port('smtp'));
  expect(await dialogue.hear()).toMatch(/^220 /);
  dialogue.drop();
  expect((await fetch(host.ready.admin ?? '', { redirect: 'manual' })).status).toBe(303);
  host.signal('SIGINT');
  const { code, stdout, stderr } = await host.end();
  expect([code, stderr]).toEqual([0, '']);
  for (const line of stdout.trim().split('\n')) JSON.parse(line);
});

test('only the listeners that were named are opened, and the settings stay as they were', async () => {
  const data = tempFolder();
  const host = await serve(data, 'smtp=127.0.0.1:0');
  expect(host.ready).toMatchObject({ listeners: [{ protocol: 'smtp' }], admin: null });
  expect((await gatepostHere(['admin-url', '--data', data])).stderr).toBe(
    'gatepost: no console is open on this data folder: start the server first, with an admin listener\n',
  );
  expect(readFileSync(path.join(data, 'settings.json'), 'utf8')).toContain('"port": 995');
  host.signal('SIGTERM');
  expect((await host.end()).code).toBe(0);
});

test('for people it says in words that it is ready', async () => {
  const host = startProgram(['serve', '--data', tempFolder(), '--listen', 'smtp=127.0.0.1:0,admin=127.0.0.1:0']);
  expect(await host.line()).toMatch(/^Gatepost is ready\. Data folder: /);
  expect(await host.line()).toMatch(/^ {2}smtp {8}127\.0\.0\.1, port \d+$/);
  expect(await host.line()).toMatch(/^The console, for one browser and 10 minutes: http:\/\/127/);
  host.signal('SIGTERM');
  expect((await host.end()).code).toBe(0);
});

describe('a stop', () => {
  async function dataOf(anna: string): Promise<string> {
    const data = tempFolder();
    await gatepostHere(['domain', 'add', 'local.test', '--data', data]);
    await gatepostHere(['account', 'add', anna, '--password-stdin', '--data', data], 'correct horse\n');
    return data;
  }

  test('lets a message that is arriving be finished, and then ends with 0', async () => {
    const data = await dataOf('anna@local.test');
    const host = await serve(data, 'smtp=127.0.0.1:0');
    const dialogue = await Dialogue.open(host.port('smtp'));
    await dialogue.play(`
      S: 220 …
      C: HELO client.test
      S: 250 …
      C: MAIL FROM:<someone@elsewhere.test>
      S: 250 …
      C: RCPT TO:<anna@local.test>
      S: 250 …
      C: DATA
      S: 354 …
    `);
    host.signal('SIGTERM');
    await refuses(host.port('smtp'));
    await dialogue.play(`
      C: Subject: last words
      C:
      C: hello
      C: .
      S: 250 …
    `);
    expect((await host.end()).code).toBe(0);
    const accounts = JSON.parse((await gatepostHere(['account', 'list', '--json', '--data', data])).stdout) as unknown;
    expect(accounts).toMatchObject([{ address: 'anna@local.test', messages: 1 }]);
  });

  test('ends at once at the second signal', async () => {
    const data = await dataOf('anna@local.test');
    const host = await serve(data, 'smtp=127.0.0.1:0');
    const dialogue = await Dialogue.open(host.port('smtp'));
    await dialogue.play(`
      S: 220 …
      C: HELO client.test
      S: 250 …
      C: MAIL FROM:<someone@elsewhere.test>
      S: 250 …
      C: RCPT TO:<anna@local.test>
      S: 250 …
      C: DATA
      S: 354 …
    `);
    host.signal('SIGTERM');
    await refuses(host.port('smtp'));
    const asked = Date.now();
    host.signal('SIGTERM');
    expect((await host.end()).code).toBe(130);
    // Without the second signal it would wait for the transaction.
    expect(Date.now() - asked).toBeLessThan(15_000);
    dialogue.drop();
  });
});

describe('a port that cannot be had', () => {
  test('is named, with exit code 3, and nothing is left running', async () => {
    const data = tempFolder();
    const port = await busyPort();
    const { code, stdout, stderr } = await gatepost(['serve', '--data', data, '--json', '--listen', `smtp=127.0.0.1:0,pop3=127.0.0.1:${port}`]);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain(`POP3 cannot use port ${port} of 127.0.0.1: another program uses it`);
    expect(existsSync(path.join(data, 'host.json'))).toBe(false);
  });

  test('is named for the console too', async () => {
    const port = await busyPort();
    const { code, stderr } = await gatepost(['serve', '--data', tempFolder(), '--listen', `admin=127.0.0.1:${port}`]);
    expect(code).toBe(3);
    expect(stderr).toContain(`the console cannot listen on 127.0.0.1, port ${port}: the port is busy`);
  });
});

describe('wrong values', () => {
  test('of --listen are refused with exit code 2 before anything is touched', async () => {
    const data = path.join(tempFolder(), 'data');
    const { code, stderr } = await gatepost(['serve', '--data', data, '--listen', 'smtp=127.0.0.1:99999']);
    expect(code).toBe(2);
    expect(stderr).toBe('gatepost: "smtp=127.0.0.1:99999": the address must be such as 127.0.0.1:2525 or [::1]:2525, with a port from 0 to 65535\n');
    expect(existsSync(data)).toBe(false);
  });

  test.each([
    ['{"server":{"limits":{"maxErrors":1}}}', 'gatepost: server.limits.maxErrors: must be at least 3\n'],
    ['{"server":{"hostnam":"x"}}', 'gatepost: server.hostnam: there is no such setting\n'],
    ['not json', /^gatepost: the settings file .*settings\.json is not JSON: /],
  ])('of --settings %s are refused with exit code 2, field and reason, and nothing is changed', async (document, message) => {
    const data = tempFolder();
    await gatepostHere(['settings', 'set', 'server.hostname', 'before.test', '--data', data]);
    const before = readFileSync(path.join(data, 'settings.json'), 'utf8');
    const file = path.join(tempFolder(), 'settings.json');
    writeFileSync(file, document);
    const { code, stdout, stderr } = await gatepost(['serve', '--data', data, '--json', '--settings', file, '--listen', NOTHING_BUT_CONSOLE]);
    expect([code, stdout]).toEqual([2, '']);
    if (typeof message === 'string') expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
    expect(readFileSync(path.join(data, 'settings.json'), 'utf8')).toBe(before);
  });

  test('of --settings: a file that is not there', async () => {
    const { code, stderr } = await gatepost(['serve', '--data', tempFolder(), '--settings', '/no/such/file.json', '--listen', NOTHING_BUT_CONSOLE]);
    expect([code, stderr]).toEqual([2, 'gatepost: the settings file /no/such/file.json cannot be read: ENOENT\n']);
  });
});

test('good --settings are merged and saved before the start', async () => {
  const data = tempFolder();
  const file = path.join(tempFolder(), 'settings.json');
  writeFileSync(file, '{"server":{"hostname":"mail.local.test"}}');
  const host = await serve(data, 'smtp=127.0.0.1:0', ['--settings', file]);
  const dialogue = await Dialogue.open(host.port('smtp'));
  expect(await dialogue.hear()).toContain('mail.local.test');
  dialogue.drop();
  host.signal('SIGTERM');
  await host.end();
  const history = JSON.parse((await gatepostHere(['settings', 'history', '--json', '--data', data])).stdout) as unknown;
  expect(history).toMatchObject([{ by: 'start', changes: [{ path: 'server.hostname', to: 'mail.local.test' }] }, { by: 'start' }]);
});

test('damaged settings are set aside and reported, and the last good revision is used', async () => {
  const data = tempFolder();
  await gatepostHere(['settings', 'set', 'server.hostname', 'good.test', '--data', data]);
  writeFileSync(path.join(data, 'settings.json'), '{"server": {"hostname": "goo');
  const host = await serve(data, NOTHING_BUT_CONSOLE);
  // Whoever started it sees it at once, and has not to look for it in the log.
  expect(JSON.parse(await host.line())).toMatchObject({
    level: 'warning',
    text: expect.stringContaining('the settings file was damaged and is now') as string,
  });
  expect(JSON.parse(await host.line())).toMatchObject({ level: 'warning', text: 'the settings of revision 2 are in force instead of the settings file' });
  expect((await gatepostHere(['settings', 'get', 'server.hostname', '--data', data])).stdout).toBe('"good.test"\n');
  expect((await gatepostHere(['log', 'damaged', '--data', data])).stdout).toContain('the settings file was damaged and is now');
  expect(readdirSync(data).some((name) => name.startsWith('settings.json.damaged-'))).toBe(true);
  host.signal('SIGTERM');
  await host.end();
});

test('a second host on the same data is told which process has it', async () => {
  const data = tempFolder();
  const host = await serve(data, NOTHING_BUT_CONSOLE);
  const second = await gatepost(['serve', '--data', data, '--listen', NOTHING_BUT_CONSOLE]);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(new RegExp(`^gatepost: the data folder ${data} is in use by process ${host.pid}, running since `));
  host.signal('SIGTERM');
  expect((await host.end()).code).toBe(0);
});

test("a host that was killed leaves the folder free, and its control socket in nobody's way", async () => {
  const data = tempFolder();
  const killed = await serve(data, NOTHING_BUT_CONSOLE);
  killed.signal('SIGKILL');
  expect((await killed.end()).code).toBe('SIGKILL');
  expect((await gatepost(['domain', 'add', 'local.test', '--data', data])).code).toBe(0);
  const host = await serve(data, NOTHING_BUT_CONSOLE);
  expect((await gatepost(['status', '--json', '--data', data])).stdout).toContain('"running": true');
  host.signal('SIGTERM');
  expect((await host.end()).code).toBe(0);
});
