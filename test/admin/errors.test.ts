/** What a client is told when something fails inside, and what the log is told. */
import { createRouterClient } from '@orpc/server';
import { expect, onTestFinished, test } from 'vitest';
import { type AdminContext, createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { openEngine } from '../../main/engine.ts';
import { StoreError } from '../../main/store/mail-store.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { overMessagePort, refusal } from './carriers.ts';

async function openAdmin(): Promise<AdminContext> {
  const dataFolder = tempFolder();
  const engine = await openEngine({ dataFolder, listeners: [] });
  onTestFinished(async () => await engine.stop(0));
  return createAdminContext(engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
}

function failing(admin: AdminContext, error: unknown): AdminContext {
  const fail = (): never => {
    throw error;
  };
  return { ...admin, listeners: { states: [], opened: async () => undefined, sessions: () => [], closeSessions: fail, start: fail, stop: fail } };
}

const SAFE = 'the server could not do this because of an error of its own; the log has the details';

test('an error that nobody expected is FAILED with a safe message; the log has it in full', async () => {
  const admin = failing(await openAdmin(), new Error('connect to /secret/path failed'));
  const { client, close } = overMessagePort(admin);
  onTestFinished(close);
  const error = await refusal(client.server.startListener({ id: 'smtp' }));
  expect(error).toMatchObject({ code: 'FAILED', status: 500, defined: true, data: { problems: [{ field: '', message: SAFE }] } });
  expect(JSON.stringify(error)).not.toContain('secret');
  const { events } = await admin.events.search({ minLevel: 'error' }, { limit: 10 });
  expect(events).toMatchObject([{ kind: 'server', level: 'error', protocol: 'admin' }]);
  expect(events[0]?.text).toMatch(/^server\.startListener failed: Error: connect to \/secret\/path failed\\n\s+at /);
});

test('trouble with the disk is FAILED and says what to do', async () => {
  const admin = failing(await openAdmin(), new StoreError('disk-full', 'the disk of /data is full: make room'));
  const client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
  expect(await refusal(client.server.stopListener({ id: 'smtp' }))).toMatchObject({
    code: 'FAILED',
    data: { problems: [{ field: '', message: 'the disk of /data is full: make room' }] },
  });
});

test('an answer that breaks the contract does not leave the server, in a call or in a subscription', async () => {
  const admin = { ...(await openAdmin()), startedAt: Number.NaN };
  const client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
  expect(await refusal(client.server.status())).toMatchObject({ code: 'FAILED', data: { problems: [{ message: SAFE }] } });
  const updates = await client.server.watch();
  expect(await refusal(updates.next())).toMatchObject({ code: 'FAILED', data: { problems: [{ message: SAFE }] } });
});

test('actions of administrators are not noted when the settings say so', async () => {
  const admin = await openAdmin();
  const client = createRouterClient(adminRouter, { context: { admin, caller: 'command line' } });
  await client.domains.add({ name: 'one.test' });
  await client.settings.set({ path: 'logging.adminActions', value: false });
  await client.domains.add({ name: 'two.test' });
  const { events } = await client.log.search({ kinds: ['admin'] });
  expect(events.map(({ text }) => text)).toEqual(['command line: added the domain one.test']);
});
