/**
 * The process that the crash test kills: `node crash-child.ts DATA_FOLDER PORT`. Delivers what is in the queue of the folder for
 * one.test to 127.0.0.1 and for two.test to 127.0.0.2, until somebody ends it.
 */
import { systemClock } from '../../main/clock.ts';
import { createDelivery } from '../../main/delivery/delivery.ts';
import { openStore } from '../../main/store/open-store.ts';
import { FixedDns } from '../fakes/fixed-dns.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';

const [dataFolder = '', port = ''] = process.argv.slice(2);
const store = await openStore({ dataFolder, clock: systemClock });
const settings = new FixedSettings();
Object.assign(settings.current.delivery, { port: Number(port), allowPrivateAddresses: true, connectionsPerDestination: 4 });
const delivery = createDelivery({
  settings,
  queue: store.queue,
  messages: store.messages,
  reports: { send: async () => 0, reaches: () => true },
  events: { emit: () => undefined, count: () => undefined },
  clock: systemClock,
  dns: new FixedDns({ 'one.test': { addresses: ['127.0.0.1'] }, 'two.test': { addresses: ['127.0.0.2'] } }),
  isPublic: () => false,
  isOurselves: () => false,
  hostname: () => 'mail.local.test',
});
delivery.start();
process.stdout.write('started\n');
// Until it is killed.
setInterval(() => undefined, 1000);
