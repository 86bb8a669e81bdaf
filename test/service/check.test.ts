/** `gatepost check` and `gatepost lint` against a running host whose simulator answers what the test says. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAdminContext } from '../../main/admin/context.ts';
import { openEngine } from '../../main/engine.ts';
import { openControlSocket } from '../../main/host/control-socket.ts';
import { openDataFolder } from '../../main/host/data-folder.ts';
import type { SimulationRequest } from '../../main/smtp/simulation-request.ts';
import type { SimulationResult } from '../../main/smtp/simulation.ts';
import type { TraceStep } from '../../shared/decisions/verdicts.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { type Outcome, gatepostHere } from './gatepost.ts';

const STEPS: TraceStep[] = [
  { check: 'banned-addresses', stage: 'connect', input: '192.0.2.1', revision: 1, outcome: 'skipped', skip: 'nothing-to-do' },
  {
    check: 'filters',
    stage: 'data',
    input: 'Buy',
    revision: 1,
    outcome: 'ran',
    verdict: 'reject',
    reason: 'text-filtered',
    entry: 'pills',
    detail: 'in the body',
    milliseconds: 0.25,
  },
];

const REFUSED: SimulationResult = {
  refused: 'text-filtered',
  recipients: [{ recipient: 'anna@local.test', refused: undefined }],
  decision: {
    sessionId: 's',
    protocol: 'smtp',
    remoteAddress: '192.0.2.1',
    helo: 'client.test',
    reversePath: 'them@far.test',
    recipients: ['anna@local.test'],
    check: 'filters',
    stage: 'data',
    verdict: 'reject',
    reason: 'text-filtered',
    steps: STEPS,
  },
};
const ACCEPTED: SimulationResult = { ...REFUSED, refused: undefined, decision: { ...REFUSED.decision, verdict: 'pass', reason: 'accepted', steps: [] } };

interface Host {
  readonly data: string;
  readonly asked: SimulationRequest[];
  readonly run: (...args: string[]) => Promise<Outcome>;
}

async function host(result: SimulationResult): Promise<Host> {
  const data = tempFolder();
  const folder = openDataFolder(data);
  const engine = await openEngine({ dataFolder: data, listeners: [] });
  const asked: SimulationRequest[] = [];
  const console = { signInAddress: () => undefined, setPassword: () => Promise.resolve() };
  const admin = {
    ...createAdminContext(engine, '0', console),
    simulate: (request: SimulationRequest): Promise<SimulationResult> => {
      asked.push(request);
      return Promise.resolve(result);
    },
  };
  const control = await openControlSocket(data, admin);
  folder.announce({ pid: process.pid, startedAt: 0, version: '0', control: control.path });
  onTestFinished(async () => {
    await control.stop();
    await engine.stop(0);
    folder.release();
  });
  return { data, asked, run: async (...args) => await gatepostHere([...args, '--data', data]) };
}

const ENVELOPE = ['check', '--ip', '192.0.2.1', '--from', 'them@far.test', '--to', 'anna@local.test'];

test('a message that would be refused: verdict, reply and every check, and exit code 1', async () => {
  const { run, asked, data } = await host(REFUSED);
  const file = path.join(data, 'message.eml');
  writeFileSync(file, 'Subject: Buy\n\npills\n');
  const { code, stdout, stderr } = await run(...ENVELOPE, 'bert@local.test', file);
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout).toContain('Not accepted: Refused. ');
  expect(stdout).toContain('Reply: 550 5.7.1 ');
  expect(stdout).toContain('  <anna@local.test>  250 2.1.5 Accepted\n');
  expect(stdout).toMatch(/^connect +Banned Addresses +skipped: it has no entries/m);
  expect(stdout).toMatch(/^data +Filters +Refused: text-filtered .* pills .* in the body$/m);
  expect(asked[0]).toMatchObject({ to: ['anna@local.test', 'bert@local.test'], helo: '[192.0.2.1]', secure: false });
  expect(asked[0]?.message?.toString()).toBe('Subject: Buy\r\n\r\npills\r\n');
});

test('what would be accepted ends with exit code 0; options and proposed settings are handed on', async () => {
  const { run, asked, data } = await host(ACCEPTED);
  const settings = path.join(data, 'proposed.json');
  writeFileSync(settings, '{"security":{"filters":{"enabled":false}}}');
  const options = ['--helo', 'pc.test', '--auth', 'anna@local.test', '--tls', '--smtputf8', '--protocol', 'submission', '--settings', settings, '--json'];
  const { code, stdout } = await run(...ENVELOPE, ...options);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 'all', proposed: true, decision: { id: 0 } });
  expect(asked[0]).toMatchObject({
    protocol: 'submission',
    helo: 'pc.test',
    authName: 'anna@local.test',
    secure: true,
    smtpUtf8: true,
    settings: { security: { filters: { enabled: false } } },
  });
});

test('a login over a connection without TLS is refused by default: the option that it needs is named', async () => {
  const reason = 'authentication-needs-tls';
  const { run } = await host({
    ...REFUSED,
    refused: reason,
    recipients: [],
    decision: { ...REFUSED.decision, check: 'smtp-authentication', reason, steps: [] },
  });
  const { code, stderr } = await run(...ENVELOPE, '--auth', 'anna@local.test');
  expect([code, stderr]).toEqual([1, 'This was asked about a connection without TLS: add --tls for a client that logs in over TLS.\n']);
  expect((await run('check', '--help')).stdout.replaceAll(/\s+/g, ' ')).toContain('needs --tls as long as logins need TLS');
});

test.each([
  [['check'], "required option '--ip <address>'"],
  [['check', '--ip', 'here', '--from', 'a@b.test', '--to', 'c@d.test'], 'remoteAddress: must be an IP address'],
  [[...ENVELOPE, '--protocol', 'pop3'], '--protocol must be smtp, submission or submissions'],
  [[...ENVELOPE, 'no-such-file'], 'the message no-such-file cannot be read'],
  [['lint', 'bogus'], 'It must be one of smtp-authentication, '],
])('%j is wrong use: exit code 2', async (args, message) => {
  const { run } = await host(ACCEPTED);
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test('findings about the settings', async () => {
  const { run } = await host(ACCEPTED);
  expect(await run('lint')).toEqual({ code: 0, stdout: 'Nothing is odd.\n', stderr: '' });
  await run('settings', 'set', 'security.smtp-authentication.requireTls', 'false');
  expect((await run('lint')).stdout).toMatch(/^OPTION +ENTRY +FINDING\nsmtp-authentication +Passwords may be sent over connections without TLS\n$/);
  expect((await run('lint', 'filters')).stdout).toBe('Nothing is odd.\n');
  expect(JSON.parse((await run('lint', '--json')).stdout)).toMatchObject({
    total: 1,
    findings: [{ option: 'smtp-authentication', finding: 'passwords-in-clear' }],
  });
});
