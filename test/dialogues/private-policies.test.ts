/** Where mail hosts may have private addresses, web servers with MTA-STS policies may, too. */
import * as diagnostics from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { startEngine } from '../fakes/running-engine.ts';
import { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { greeted } from './smtp-steps.ts';

it.each([
  [true, ['mta-sts.far.test']],
  [false, []],
])('a policy is asked for at a private address if that is allowed: %s', async (allowPrivateAddresses, expected) => {
  const asked: unknown[] = [];
  const note = (message: unknown): void => {
    const { request } = message as { readonly request: ClientRequest };
    asked.push(request.getHeader('host'));
  };
  diagnostics.subscribe('http.client.request.start', note);
  onTestFinished(() => void diagnostics.unsubscribe('http.client.request.start', note));
  const far = await ScriptedSmtp.open(undefined, { address: '127.0.0.2' });
  onTestFinished(async () => await far.close());
  const dns = await FakeDnsServer.open({
    'far.test': { A: ['127.0.0.2'] },
    'mta-sts.far.test': { A: ['127.0.0.3'] },
    '_mta-sts.far.test': { TXT: ['v=STSv1; id=1'] },
  });
  onTestFinished(async () => await dns.close());
  const server = await startEngine({ server: { dns: { servers: [dns.address] } }, delivery: { port: far.port, allowPrivateAddresses, paused: false } });
  onTestFinished(async () => await server.stop());
  const dialogue = await greeted(server, '127.0.0.1');
  await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<carl@far.test>\nS: 250 …\nC: DATA\nS: 354 …');
  dialogue.raw('From: anna@local.test\r\n\r\nhi\r\n.\r\n');
  await dialogue.play('S: 250 …');
  const kind = allowPrivateAddresses ? 'relay-sent' : 'relay-failed';
  await expect.poll(async () => (await server.events({ kinds: [kind] })).length, { timeout: 20_000 }).toBe(1);
  expect(asked).toEqual(expected);
});
