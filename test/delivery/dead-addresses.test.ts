/** Addresses that lead nowhere: the backup is reached all the same, and IPv6 that does not work costs little. */
import * as net from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { addressShare } from '../../main/delivery/routing/mail-hosts.ts';
import { AddressFamilies } from '../../main/delivery/runner/address-families.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { world } from './world.ts';

const DEAD = Array.from({ length: 8 }, (_, number) => `127.0.1.${number + 1}`);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('the backup gets the mail within one attempt, however many dead addresses the first host has', async () => {
  const mx = [
    { preference: 10, exchange: 'mx.test' },
    { preference: 20, exchange: 'backup.test' },
  ];
  const { host, queue, events, start } = await world({ 'd.test': { mx }, 'mx.test': { addresses: DEAD }, 'backup.test': { addresses: ['127.0.0.2'] } });
  const backup = await host('127.0.0.2');
  queue.add(['a@d.test']);
  start();
  await events.seen('relay-sent');
  expect(backup.messages).toHaveLength(1);
  expect(events.events.filter(({ kind }) => kind === 'host-failed')).toHaveLength(FIXED_LIMITS.deliveryAddressesOfHost);
});

describe('the addresses of an attempt', () => {
  const hosts = (...preferences: readonly number[]) => preferences.map((preference, place) => ({ name: `mx${place}.test`, preference }));
  /** How many of each host are tried, where all are dead. */
  function tried(...preferences: readonly number[]): number[] {
    const all = hosts(...preferences);
    let left: number = FIXED_LIMITS.deliveryAddressesTried;
    return all.map((host) => {
      const share = addressShare(all, host, left);
      left -= share;
      return share;
    });
  }

  test.each([
    [[10], [8]],
    [
      [10, 20],
      [3, 3],
    ],
    [
      [10, 10, 10],
      [3, 3, 2],
    ],
    [
      [10, 10, 10, 20],
      [3, 3, 0, 2],
    ],
    [
      [10, 20, 20, 30],
      [3, 3, 0, 2],
    ],
    [
      [10, 20, 30],
      [3, 3, 2],
    ],
    [
      [10, 20, 30, 40, 50],
      [2, 2, 2, 2, 0],
    ],
  ])('are shared between hosts of the preferences %j: %j', (preferences, shares) => {
    expect(tried(...preferences)).toEqual(shares);
  });
});

describe('IPv6 that leads nowhere', () => {
  test('puts IPv4 first for all hosts, for a while', async () => {
    const names = {
      'a.test': { addresses: ['2001:db8::1', '127.0.0.2'] },
      'b.test': { addresses: ['2001:db8::2', '127.0.0.3'] },
      'c.test': { addresses: ['2001:db8::3', '127.0.0.4'] },
    };
    const { host, port, queue, events, clock, start } = await world(names);
    for (const address of ['127.0.0.2', '127.0.0.3', '127.0.0.4']) await host(address);
    const called: string[] = [];
    const delivery = start({
      connect: (address) => {
        called.push(address);
        if (!address.includes(':')) return net.connect({ host: address, port });
        const unreachable = Object.assign(new Error('connect ENETUNREACH'), { code: 'ENETUNREACH' });
        return net.connect({ host: 'unreachable.localhost', port, lookup: (_name, _options, callback) => setImmediate(callback, unreachable, '', 0) });
      },
    });
    const send = async (domain: string, sent: number): Promise<void> => {
      queue.add([`x@${domain}`]);
      delivery.nudge();
      await events.seen('relay-sent', sent);
    };
    await send('a.test', 1);
    await send('b.test', 2);
    expect(called).toEqual(['2001:db8::1', '127.0.0.2', '127.0.0.3']);
    clock.advance(HOUR);
    await send('c.test', 3);
    expect(called.slice(3)).toEqual(['2001:db8::3', '127.0.0.4']);
  });

  const BOTH = ['2001:db8::1', '192.0.2.1', '2001:db8::2', '192.0.2.2'];

  test('is waited for only a little where there is another way', () => {
    const families = new AddressFamilies(new ManualClock());
    expect(BOTH.map((address) => families.patienceFor(address, BOTH))).toEqual([5000, undefined, 5000, undefined]);
    expect(families.patienceFor('2001:db8::1', ['192.0.2.1', '2001:db8::1'])).toBeUndefined();
  });

  test('is in doubt only once the same host has been reached by IPv4, and not any more once IPv6 works', () => {
    const families = new AddressFamilies(new ManualClock());
    families.unreached('a.test', '192.0.2.1');
    families.unreached('a.test', '2001:db8::1');
    families.reached('b.test', '192.0.2.9');
    expect(families.inOrder(BOTH)).toEqual(BOTH);
    families.reached('a.test', '192.0.2.1');
    expect(families.inOrder(BOTH)).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2']);
    families.reached('c.test', '2001:db8::7');
    expect(families.inOrder(BOTH)).toEqual(BOTH);
  });
});

describe('a host that refuses all mail', () => {
  const mx = [
    { preference: 10, exchange: 'mx.test' },
    { preference: 20, exchange: 'backup.test' },
  ];
  const NAMES = { 'd.test': { mx }, 'mx.test': { addresses: ['127.0.0.2'] }, 'backup.test': { addresses: ['127.0.0.3'] } };
  const REFUSAL = '554 5.7.1 you are on a list';

  test.each(['greeting', 'EHLO and HELO'])('at %s is tried again for some hours, and then the mail comes back with its words', async (where) => {
    const { host, queue, events, clock, start, reported } = await world(NAMES);
    const refuses = (what: string): string | undefined => (where.includes(what.split(' ')[0] ?? '') ? REFUSAL : undefined);
    await host('127.0.0.2', refuses);
    await host('127.0.0.3', refuses);
    queue.add(['a@d.test']);
    const delivery = start();
    await events.seen('relay-deferred');
    // The attempt is over, with all that belongs to it.
    await expect.poll(() => delivery.activity.connections).toBe(0);
    expect(reported()).toEqual([]);
    clock.advance(5 * HOUR);
    delivery.nudge();
    await events.seen('relay-failed');
    expect(reported()).toEqual([['failed', 'a@d.test', '5.7.1']]);
    expect(queue.reports[0]?.fates[0]?.remoteReply).toBe(REFUSAL);
    expect(queue.entries).toEqual([]);
  });

  test('is what all mail for it comes back with that is late by then, and nobody is told of a delay before', async () => {
    const { host, queue, clock, start, reported } = await world({ 'd.test': { addresses: ['127.0.0.2'] } }, { retryMinutes: [60] });
    await host('127.0.0.2', (what) => (what === 'greeting' ? REFUSAL : undefined));
    // More than are in hand at one time. They are late in ten minutes, and the host is not tried before an hour.
    for (let number = 0; number < 25; number += 1) queue.add([`a${number}@d.test`], { entry: { attempts: 20, queuedAt: 10 * MINUTE - 4 * HOUR } });
    queue.add(['young@d.test'], { entry: { attempts: 20 } });
    const looks = vi.spyOn(queue, 'aged');
    const delivery = start();
    const allWait = async (): Promise<void> => {
      await expect.poll(() => delivery.activity.connections === 0 && queue.entries.every(({ nextAttemptAt }) => nextAttemptAt > clock.now())).toBe(true);
    };
    await allWait();
    clock.advance(15 * MINUTE);
    looks.mockClear();
    // The administrator looks after the queue meanwhile.
    delivery.changed();
    await expect.poll(() => looks.mock.calls.some(([{ untold }]) => untold)).toBe(true);
    await looks.mock.results.at(-1)?.value;
    await allWait();
    expect(reported()).toEqual([]);
    clock.advance(24 * HOUR - 15 * MINUTE);
    delivery.nudge();
    await expect.poll(() => queue.entries.map(({ recipient }) => recipient)).toEqual([]);
    expect(new Set(reported().map(([action, , enhanced]) => `${action} ${enhanced}`))).toEqual(new Set(['failed 5.7.1']));
    expect(queue.reports.every(({ fates }) => fates.every(({ remoteReply }) => remoteReply === REFUSAL))).toBe(true);
  });

  test('is no reason to give up while another of its domain may take the mail', async () => {
    const { host, queue, events, clock, start, reported } = await world(NAMES);
    await host('127.0.0.2', (what) => (what === 'greeting' ? '421 4.3.2 too busy' : undefined));
    await host('127.0.0.3', (what) => (what === 'greeting' ? REFUSAL : undefined));
    queue.add(['a@d.test']);
    clock.advance(5 * HOUR);
    start();
    await events.seen('relay-deferred');
    await expect.poll(reported).toEqual([['delayed', 'a@d.test', '4.7.1']]);
    expect(queue.entries).toHaveLength(1);
  });
});

test('a host that was away for a moment is asked again after the first gap, however often a message to it was tried before', async () => {
  const { host, queue, events, clock, start } = await world({ 'd.test': { addresses: ['127.0.0.2'] } }, { retryMinutes: [1, 600] });
  let isAway = true;
  await host('127.0.0.2', (what) => (isAway && what === 'greeting' ? '421 4.3.2 starting' : undefined));
  queue.add(['old@d.test'], { entry: { attempts: 6 } });
  const delivery = start();
  await events.seen('relay-deferred');
  await expect.poll(() => delivery.activity.connections).toBe(0);
  isAway = false;
  queue.add(['fresh@d.test']);
  clock.advance(2 * MINUTE);
  delivery.nudge();
  await expect.poll(() => queue.entries).toEqual([]);
});
