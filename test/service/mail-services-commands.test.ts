/** `gatepost account forward`, `account vacation`, `list`, `dkim` and `outbound`: what they print, and what they refuse. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type ServiceHost, startServiceHost } from '../../main/service/host.ts';
import { type Outcome, gatepostHere } from './gatepost.ts';

let host: ServiceHost;

beforeEach(async () => {
  // A running server, so that the commands need not open the data folder each time.
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-test-'));
  host = await startServiceHost({ dataFolder: folder, listen: { listeners: [], admin: undefined } });
  onTestFinished(async () => {
    await host.stop(0);
    rmSync(folder, { recursive: true, force: true });
  });
  await done('domain add local.test');
  await done('account add anna@local.test --password-stdin', 'correct horse\n');
});

const run = async (line: string, input?: string): Promise<Outcome> => await gatepostHere([...line.split(' '), '--data', host.engine.dataFolder], input);

async function done(line: string, input?: string): Promise<string> {
  const { code, stdout, stderr } = await run(line, input);
  expect({ code, stderr }, line).toEqual({ code: 0, stderr: '' });
  return stdout;
}

test('forwards and vacation replies', async () => {
  expect(await done('account forward')).toBe('No mail is forwarded.\n');
  expect(await done('account forward anna@local.test a@example.com b@example.com --no-copy')).toBe(
    'Mail for anna@local.test goes to a@example.com, b@example.com, and not to the mailbox.\n',
  );
  expect(await done('account forward')).toContain('anna@local.test  a@example.com, b@example.com  none');
  expect(await run('account forward anna@local.test')).toMatchObject({ code: 2 });
  expect(await run('account forward anna@local.test anna@local.test')).toMatchObject({ code: 2, stderr: expect.stringContaining('itself') as string });
  expect(await done('account forward anna@local.test --off')).toBe('Mail for anna@local.test is not forwarded.\n');

  expect(await done('account vacation anna@local.test --text-stdin --from 2026-12-24 --until 2027-01-07T08:00 --days 3', 'Away.\n')).toBe(
    'Mail for anna@local.test is answered from 2026-12-24 00:00:00 until 2027-01-07 08:00:00.\n',
  );
  expect(await run('account vacation anna@local.test --text-stdin --from tomorrow', 'Away.\n')).toMatchObject({ code: 2 });
  expect(await run('account vacation anna@local.test --text-stdin', '\n')).toMatchObject({ code: 2 });
  expect(JSON.parse(await done('account vacation --json'))).toMatchObject([{ address: 'anna@local.test', text: 'Away.', days: 3 }]);
  expect(await done('account vacation anna@local.test --off')).toBe('Mail for anna@local.test is not answered.\n');
});

test('mailing lists', async () => {
  expect(await done('list add news@local.test --name News --posting named --poster anna@local.test --reply-to list')).toBe(
    'The mailing list news@local.test was added.\n',
  );
  expect(await done('list join news@local.test carl@example.com dora@example.com')).toBe('The mailing list news@local.test has 2 members now.\n');
  expect(await done('list leave news@local.test dora@example.com')).toBe('Removed 1 members of news@local.test.\n');
  expect(await done('list members news@local.test')).toMatch(/^MEMBER +SINCE +SUSPENDED *\ncarl@example\.com {2}\d{4}-/);
  expect(await done('list set news@local.test --posting anyone --owner anna@local.test')).toBe('The mailing list news@local.test was changed.\n');
  expect(await done('list list')).toMatch(/news@local\.test +News +1 +Anyone +The list +anna@local\.test\n$/);
  expect(await run('domain remove local.test')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('accounts: 1, aliases: 0, mailing lists: 1') as string,
  });
  expect(await done('list remove news@local.test')).toBe('The mailing list news@local.test was removed.\n');
  expect(await run('list members news@local.test')).toMatchObject({ code: 1 });
});

test('keys that sign', async () => {
  expect(await done('dkim list')).toBe('There are no keys yet.\n');
  expect(await done('dkim add local.test --algorithm ed25519 --selector one')).toMatch(
    /^The key one was made\. .*\n\n {2}Name: {2}one\._domainkey\.local\.test\n {2}Value: v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=\n\nThen: gatepost dkim use local\.test one\n$/,
  );
  expect(await done('dkim use local.test one --yes')).toBe('Mail of local.test is signed with the key one now.\n');
  expect(await done('dkim list local.test')).toContain('one       ed25519  Signs');
  expect(await run('dkim remove local.test one')).toMatchObject({ code: 1, stderr: expect.stringContaining('signs mail of local.test') as string });
  expect(await done('dkim remove local.test one --yes')).toContain('was removed');
});

test('what logins send', async () => {
  expect(await done('outbound list')).toBe('Nothing was sent to other servers in the last day.\n');
  expect(await done('outbound block anna@local.test')).toBe('anna@local.test is disabled, and its sessions are closed.\n');
  expect(await done('outbound release anna@local.test')).toBe('Released 0 messages of anna@local.test.\n');
  expect(await run('outbound block nobody@local.test')).toMatchObject({ code: 1 });
  expect(await done('account list')).toContain('disabled');
});
