/** A domain that mail waits for becomes one of ours: the mail is delivered here, by its mailboxes, aliases and forwards. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LogEvent } from '../../shared/events.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { greeted } from './smtp-steps.ts';

let server: RunningEngine;

beforeEach(async () => {
  // Nobody answers there: whatever is for elsewhere waits.
  server = await startEngine({ server: { dns: { servers: ['127.0.0.1:1'] } }, delivery: { paused: false } });
});
afterEach(async () => {
  await server.stop();
});

async function send(...recipients: readonly string[]): Promise<void> {
  // From this computer itself, which may relay.
  const dialogue = await greeted(server, '127.0.0.1');
  await dialogue.play(`C: MAIL FROM:<anna@local.test>\nS: 250 …`);
  for (const recipient of recipients) await dialogue.play(`C: RCPT TO:<${recipient}>\nS: 250 …`);
  await dialogue.play('C: DATA\nS: 354 …');
  dialogue.raw('Subject: moving\r\n\r\nhello\r\n.\r\n');
  await dialogue.play('S: 250 …\nC: QUIT\nS: 221 …');
}

async function queued(): Promise<readonly (readonly [string, string])[]> {
  const entries = await server.engine.store.queue.entries({}, { limit: 100 });
  return entries.map(({ recipient, lastError }) => [recipient, lastError]);
}

it('it waits until its mailbox is there, and is then in it; aliases and forwards of the domain are followed', async () => {
  const { accounts, events } = server.engine;
  const seen: LogEvent[] = [];
  events.onEvent((event) => void seen.push(event));
  await send('carl@new.test', 'dora@new.test');
  const waits = [expect.stringContaining('could not be looked up') as string];
  await expect.poll(queued).toEqual(['carl@new.test', 'dora@new.test'].map((recipient) => [recipient, ...waits]));

  // The domain alone loses nothing: a bounce would come a moment too early.
  await accounts.addDomain('new.test');
  const missing = expect.stringMatching(/^4\.1\.1 new\.test is a domain of this server now\. No such mailbox here/) as string;
  await expect.poll(queued).toEqual(['carl@new.test', 'dora@new.test'].map((recipient) => [recipient, missing]));

  await accounts.addAccount({ address: 'carl@new.test', password: PASSWORD });
  await expect.poll(async () => await server.mailbox('carl@new.test')).toHaveLength(1);
  expect((await server.mailbox('carl@new.test'))[0]).toContain('Subject: moving\r\n\r\nhello\r\n');

  await accounts.putAlias({ address: 'dora@new.test', targets: ['carl@new.test', 'bert@local.test', 'dora@elsewhere.test'] });
  await expect.poll(async () => await server.mailbox('bert@local.test')).toHaveLength(1);
  // Carl has it already.
  expect(await server.mailbox('carl@new.test')).toHaveLength(1);
  await expect.poll(async () => (await queued()).map(([recipient]) => recipient)).toEqual(['dora@elsewhere.test']);

  const told = seen.filter(({ kind }) => kind === 'message-delivered').map(({ account, text }) => [account, text]);
  expect(told).toEqual([
    ['carl@new.test', 'from <anna@local.test> to <carl@new.test>: in the mailbox of carl@new.test, since new.test is a domain of this server now'],
    ['bert@local.test', 'from <anna@local.test> to <dora@new.test>: in the mailbox of bert@local.test, since new.test is a domain of this server now'],
  ]);
  expect(seen.filter(({ kind }) => kind === 'relay-failed')).toEqual([]);
});

it('it does not leave with the other recipients of its message, whatever takes these', async () => {
  const { accounts, settings } = server.engine;
  const smartHost = await ScriptedSmtp.open();
  try {
    const toSmartHost = { host: '127.0.0.1', port: smartHost.port, tls: 'none' };
    await settings.import({ delivery: { paused: true, allowPrivateAddresses: true, smartHost: toSmartHost } }, 'test');
    await send('x@away.test', 'carl@new.test');
    await accounts.addDomain('new.test');
    await accounts.addAccount({ address: 'carl@new.test', password: PASSWORD });
    await settings.import({ delivery: { paused: false } }, 'test');
    await expect.poll(queued).toEqual([]);
    expect(smartHost.commands.filter((command) => command.startsWith('RCPT'))).toEqual(['RCPT TO:<x@away.test>']);
    expect(await server.mailbox('carl@new.test')).toHaveLength(1);
  } finally {
    await smartHost.close();
  }
});
