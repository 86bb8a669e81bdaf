/** A secret that the system's store does not open keeps nothing else from serving: the window says which one it is, until it is typed in again. */
import { createRouterClient } from '@orpc/server';
import { expect, test } from 'vitest';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { keeperOf, newSecretKey } from '../../main/desktop/secret-key.ts';
import { openHost, type Host } from '../../main/host/open-host.ts';
import { unsealSettings } from '../../main/host/data/unseal-settings.ts';
import { Dialogue } from '../dialogues/dialogue.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { WITHOUT_DNS } from '../fakes/without-dns.ts';

test('the application starts, takes mail, names the smart host whose password is missing, and has it again once it is typed in', {
  timeout: 180_000,
}, async () => {
  const dataFolder = tempFolder();
  const start = async (key: Buffer): Promise<Host> =>
    await openHost({
      dataFolder,
      settings: WITHOUT_DNS,
      listeners: [{ protocol: 'smtp', address: '127.0.0.1', port: 0, tls: 'starttls' }],
      secrets: keeperOf(key),
      access: () => ({ signInAddress: () => undefined, setPassword: () => Promise.resolve() }),
    });
  const first = await start(newSecretKey());
  const smartHost = { host: 'smtp.example.net', user: 'me', password: 'geheim-4711' };
  await first.admin.settings.import({ delivery: { smartHost, senderRoutes: [{ domain: 'example.com', smartHost }], paused: true } }, 'test');
  await first.engine.accounts.addDomain('local.test');
  await first.engine.accounts.addAccount({ address: 'anna@local.test', password: 'correct horse' });
  await first.stop(0);

  const other = newSecretKey();
  const host = await start(other);
  const client = createRouterClient(adminRouter, { context: { admin: host.admin, caller: 'command line' } });
  expect(await client.overview.concerns()).toContainEqual({ id: 'smart-host-password', detail: 'smtp.example.net' });
  const { events } = await client.log.search({ limit: 100, kinds: ['server'], minLevel: 'warning' });
  expect(events.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^the secret delivery\.smartHost\.password .* cannot be read: type it in again$/),
  );
  const state = host.engine.listeners.states[0];
  const dialogue = await Dialogue.open(state?.state === 'listening' ? state.port : 0);
  await dialogue.play('S: 220 …\nC: HELO client.example\nS: 250 …\nC: MAIL FROM:<a@example.org>\nS: 250 …\nC: RCPT TO:<anna@local.test>\nS: 250 …');
  await dialogue.play('C: DATA\nS: 354 …\nC: Subject: hello\nC:\nC: .\nS: 250 …');
  dialogue.drop();

  for (const path of ['delivery.smartHost.password', 'delivery.senderRoutes.0.smartHost.password']) await client.settings.set({ path, value: 'geheim-4712' });
  expect((await client.overview.concerns()).map(({ id }) => id)).not.toContain('smart-host-password');
  await host.stop(0);
  const again = await start(other);
  expect(again.engine.settings.current.delivery.smartHost?.password).toBe('geheim-4712');
  await again.stop(0);
});

test('a service is given no settings with a secret that stays closed', async () => {
  const dataFolder = tempFolder();
  const open = async (key: Buffer): Promise<Host> =>
    await openHost({
      dataFolder,
      listeners: [],
      secrets: keeperOf(key),
      access: () => ({ signInAddress: () => undefined, setPassword: () => Promise.resolve() }),
    });
  const host = await open(newSecretKey());
  await host.admin.settings.set('delivery.smartHost', { host: 'smtp.example.net', user: 'me', password: 'geheim-4711' }, 'test');
  await host.stop(0);
  expect(() => unsealSettings(dataFolder, keeperOf(newSecretKey()))).toThrow('the secret delivery.smartHost.password cannot be read: type it in again');
});
