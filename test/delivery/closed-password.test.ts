/** A smart host whose password was sealed elsewhere: the settings hold what the desktop application could not open. */
import { expect, onTestFinished, test } from 'vitest';
import { createDelivery } from '../../main/delivery/delivery.ts';
import { FixedDns } from '../fakes/fixed-dns.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';
import { RecordedEvents } from '../fakes/recorded-events.ts';
import { ScriptedSmtp } from '../fakes/scripted-smtp.ts';

test('it is not called; its mail waits, and the log says why', async () => {
  const server = await ScriptedSmtp.open();
  onTestFinished(async () => await server.close());
  const [settings, queue, events] = [new FixedSettings(), new MemoryQueue(), new RecordedEvents()];
  settings.current.delivery.smartHost = { host: '127.0.0.1', port: server.port, tls: 'none', user: 'me', password: 'enc:safe-storage:AAAA' };
  queue.add(['anna@example.com']);
  const delivery = createDelivery({
    settings,
    queue,
    messages: queue,
    reports: queue,
    events,
    clock: { now: () => 1_000_000 },
    dns: new FixedDns({}),
    isPublic: () => true,
    isOurselves: () => false,
    random: () => 0.5,
    patience: { connect: 2000, reply: 500, quit: 50 },
    hostname: () => 'mail.local.test',
  });
  onTestFinished(async () => await delivery.stop(0));
  delivery.start();
  const [deferred] = await events.seen('relay-deferred');
  expect(deferred?.text).toContain('the password for 127.0.0.1 cannot be read on this computer: type it in again in the delivery settings');
  expect(queue.entries).toMatchObject([{ state: 'waiting', attempts: 1 }]);
  expect(server.sessions).toEqual([]);
});
