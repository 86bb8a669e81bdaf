/** Delivery to the mail hosts of domains, with hosts on loopback, DNS answers from a table, and a queue in memory. */
import type { TLSSocketOptions } from 'node:tls';
import { afterEach } from 'vitest';
import { type Delivery, type DeliveryOptions, createDelivery } from '../../main/delivery/delivery.ts';
import type { DeliverySettings } from '../../shared/settings/delivery.ts';
import { FixedDns, type FixedName } from '../fakes/fixed-dns.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';
import { RecordedEvents } from '../fakes/recorded-events.ts';
import { type Script, ScriptedSmtp } from '../fakes/scripted-smtp.ts';

/** Long enough for a reply on a busy machine, short enough to wait for one that does not come. */
const PATIENCE = { connect: 2000, reply: 2000, quit: 50 };

export interface World {
  readonly settings: FixedSettings;
  readonly queue: MemoryQueue;
  readonly events: RecordedEvents;
  readonly clock: ManualClock;
  readonly dns: FixedDns;
  /** The port that all mail hosts have. */
  readonly port: number;
  /** A mail host on an address of loopback. */
  readonly host: (address: string, script?: Script, tls?: TLSSocketOptions) => Promise<ScriptedSmtp>;
  readonly start: (options?: Partial<DeliveryOptions>) => Delivery;
  /** What senders were told: what happened, to whom, and its status. */
  readonly reported: () => (readonly [string, string, string])[];
}

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/**
 * What a test has opened is closed after it, the last first. Deliveries, begun when all else is there, so end before their hosts:
 * a host that closes first waits until the connection that is kept for a next message is given up.
 */
export function closeAfterwards(close: () => Promise<void> | void): void {
  closers.push(close);
}

export async function world(names: Readonly<Record<string, FixedName>>, delivery: Partial<DeliverySettings> = {}): Promise<World> {
  const settings = new FixedSettings();
  const [queue, events, clock, dns] = [new MemoryQueue(), new RecordedEvents(), new ManualClock(0), new FixedDns(names)];
  // Takes a free port, which the hosts then share on addresses of their own.
  const first = await ScriptedSmtp.open(undefined, { address: '127.0.0.99' });
  closers.push(() => first.close());
  const { port } = first;
  Object.assign(settings.current.delivery, { port, allowPrivateAddresses: true, ...delivery });
  return {
    settings,
    queue,
    events,
    clock,
    dns,
    port,
    host: async (address, script, tls) => {
      const server = await ScriptedSmtp.open(script, { address, port, tls });
      closers.push(() => server.close());
      return server;
    },
    start: (options = {}) => {
      const running = createDelivery({
        settings,
        queue,
        messages: queue,
        reports: queue,
        events,
        clock,
        dns,
        isPublic: () => false,
        isOurselves: () => false,
        systemAddresses: async () => [],
        random: () => 0.5,
        patience: PATIENCE,
        hostname: () => 'mail.local.test',
        ...options,
      });
      closers.push(() => running.stop(0));
      running.start();
      return running;
    },
    reported: () => queue.reports.flatMap(({ action, fates }) => fates.map(({ entry, enhanced }) => [action, entry.recipient, enhanced] as const)),
  };
}
