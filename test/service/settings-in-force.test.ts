/** `gatepost settings set` says what is in force, and not what should be. */
import { expect, onTestFinished, test } from 'vitest';
import { startServiceHost } from '../../main/service/host.ts';
import type { ListenPlan } from '../../main/service/listen-option.ts';
import type { ListenerSettings } from '../../shared/settings/server.ts';
import { WITHOUT_DNS } from '../fakes/without-dns.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { busyPort, gatepostHere } from './gatepost.ts';

const smtp = (port: number): ListenerSettings => ({ protocol: 'smtp', address: '127.0.0.1', port, tls: 'starttls' });
const submission: ListenerSettings = { protocol: 'submission', address: '127.0.0.1', port: 0, tls: 'starttls' };

async function serveSmtp(listen: ListenPlan): Promise<{ readonly data: string; readonly port: number }> {
  const data = tempFolder();
  const host = await startServiceHost({ dataFolder: data, settings: { ...WITHOUT_DNS, server: { ...WITHOUT_DNS.server, listeners: [smtp(0)] } }, listen });
  onTestFinished(async () => await host.stop(0));
  return { data, port: host.engine.listeners.states[0]?.port ?? 0 };
}

async function setListeners(data: string, listeners: readonly ListenerSettings[]): Promise<string> {
  const { stdout, stderr } = await gatepostHere(['settings', 'set', 'server.listeners', JSON.stringify(listeners), '--data', data]);
  expect(stderr).toBe('');
  return stdout;
}

test('a listener that cannot be opened is said, with the one that stays open in its place', async () => {
  const { data, port } = await serveSmtp({ listeners: undefined, admin: undefined });
  const busy = await busyPort();
  const said = await setListeners(data, [smtp(busy), submission]);
  expect(said).toMatch(/^Saved as revision \d+, but not all of it is in force:$/m);
  expect(said).toContain(`SMTP cannot use port ${busy} of 127.0.0.1: another program uses it.`);
  expect(said).toContain(`Until then smtp stays open where it was, on port ${port} of 127.0.0.1.\n`);
  expect(said).not.toContain('These settings are in force');
  expect(await setListeners(data, [submission])).toMatch(/^These settings are in force, as revision \d+\.$/m);
});

test('listeners of the command line do not follow the settings, and that is said', async () => {
  const { data } = await serveSmtp({ listeners: [smtp(0)], admin: undefined });
  expect(await setListeners(data, [submission])).toContain('The running server was started with --listen');
});
