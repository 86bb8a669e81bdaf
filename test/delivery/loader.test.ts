/** How much of each domain is taken into memory at one time. */
import { expect, test } from 'vitest';
import { Agenda } from '../../main/delivery/runner/agenda.ts';
import { Destinations } from '../../main/delivery/runner/destinations.ts';
import { InHand } from '../../main/delivery/runner/in-hand.ts';
import { Loader } from '../../main/delivery/runner/loader.ts';
import { OutcomeRecorder } from '../../main/delivery/outcome-recorder.ts';
import { RestingHosts } from '../../main/delivery/runner/resting-hosts.ts';
import { Sending } from '../../main/delivery/runner/sending.ts';
import { routeFor } from '../../main/delivery/routing/router.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';

const { deliveryBatch, deliveryFirstBatch, deliveryFirstEntries } = FIXED_LIMITS;

test('hosts of which nothing is known get a few entries each, and one once so many hang that half of what may be in memory is theirs', async () => {
  const [queue, clock, agenda, sending] = [new MemoryQueue(), new ManualClock(0), new Agenda(), new Sending()];
  const settings = (): ReturnType<typeof defaultSettings>['delivery'] => defaultSettings().delivery;
  const destinations = new Destinations(settings);
  const inHand = new InHand(() => undefined);
  const services = {
    settings,
    queue,
    clock,
    random: () => 0.5,
    recorder: new OutcomeRecorder({ queue, reports: queue, events: { emit: () => undefined, count: () => undefined }, clock, settings, random: () => 0.5 }),
  };
  const limits: number[] = [];
  const dueFor = queue.dueFor.bind(queue);
  queue.dueFor = async (domain, page) => {
    limits.push(page.limit);
    return await dueFor(domain, page);
  };
  const loader = new Loader(
    { ...services, onChange: () => undefined },
    {
      agenda,
      destinations,
      inHand,
      resting: new RestingHosts({ ...services, giveUp: async () => undefined, sending }),
      sending,
      isStopping: () => false,
      isSettled: () => false,
      changes: () => 0,
      release: (entries) => inHand.release(entries),
      // No host answers: what was taken stays.
      work: () => undefined,
    },
  );
  const load = async (domain: string): Promise<void> => {
    queue.entries = [];
    for (let number = 0; number < 2 * deliveryFirstBatch; number += 1) queue.add([`${number}@${domain}`]);
    await loader.load(domain);
  };
  const few = deliveryFirstEntries / deliveryFirstBatch;
  for (let number = 0; number < few + 100; number += 1) await load(`d${number}.test`);
  expect(limits).toEqual([...Array<number>(few).fill(deliveryFirstBatch), ...Array<number>(100).fill(1)]);
  expect(inHand.size).toBe(deliveryFirstEntries + 100);
  // One that has taken mail has as much as ever.
  destinations.at(routeFor({ domain: 'live.test', route: '', reversePath: '' }, settings())).proven = true;
  await load('live.test');
  expect(limits.at(-1)).toBe(deliveryBatch);
});
