import { expect, it } from 'vitest';
import type { ListenerSettings } from '../shared/settings/server.ts';
import type { Listener } from '../main/listener.ts';
import { ListenerSet } from '../main/listener-set.ts';

const settings = (port: number): ListenerSettings => ({ protocol: 'smtp', address: '', port, tls: 'none' });

/** Listeners that hold no ports, and stop only when they are let. */
function slowListeners(): { set: ListenerSet; open: Set<number>; letStop: (port: number) => void; stopAsked: (port: number) => Promise<void> } {
  const open = new Set<number>();
  const gates = new Map<number, PromiseWithResolvers<void>>();
  const asked = new Map<number, PromiseWithResolvers<void>>();
  const of = (map: Map<number, PromiseWithResolvers<void>>, port: number): PromiseWithResolvers<void> => {
    const known = map.get(port) ?? Promise.withResolvers<void>();
    map.set(port, known);
    return known;
  };
  const make = ({ port }: ListenerSettings): Listener => ({
    connections: 0,
    start: async () => {
      open.add(port);
      return { address: '', port };
    },
    sessions: () => [],
    closeSession: () => false,
    endLogins: () => undefined,
    endLostLogins: () => undefined,
    cutBanned: () => undefined,
    stop: async () => {
      of(asked, port).resolve();
      await of(gates, port).promise;
      open.delete(port);
    },
  });
  const set = new ListenerSet(make, { emit: () => undefined, count: () => undefined }, () => undefined);
  return { set, open, letStop: (port) => of(gates, port).resolve(), stopAsked: (port) => of(asked, port).promise };
}

it('two changes close together end with the last one alone', async () => {
  const { set, open, letStop, stopAsked } = slowListeners();
  await set.apply([settings(1)]);
  const first = set.apply([settings(2)]);
  await stopAsked(1);
  const second = set.apply([settings(3)]);
  letStop(2);
  letStop(1);
  await Promise.all([first, second]);
  expect([...open]).toEqual([3]);
  expect(set.states.map(({ port, state }) => [port, state])).toEqual([[3, 'listening']]);
});

it('says that what was asked for is open before what goes has finished', async () => {
  const { set, open, letStop } = slowListeners();
  await set.apply([settings(1)]);
  const change = set.apply([settings(2)]);
  await set.opened();
  expect(set.states.map(({ port, state }) => [port, state])).toEqual([[2, 'listening']]);
  expect([...open]).toEqual([1, 2]);
  letStop(1);
  await change;
});

it('a stop in the middle of a change waits for what is closing, and nothing is opened after it', async () => {
  const { set, open, letStop, stopAsked } = slowListeners();
  await set.apply([settings(1)]);
  const change = set.apply([settings(2)]);
  await stopAsked(1);
  let stopped = false;
  const stop = set.stopAll(1).then(() => {
    stopped = true;
  });
  letStop(2);
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toBe(false);
  letStop(1);
  await Promise.all([change, stop]);
  expect([...open]).toEqual([]);
  await set.apply([settings(4)]);
  expect([...open]).toEqual([]);
});

/** Listeners of which those cannot be opened whose address says so. */
function fallibleListeners(): { set: ListenerSet; log: string[]; mend: () => void } {
  const log: string[] = [];
  let broken = true;
  const make = ({ address, port }: ListenerSettings): Listener => ({
    connections: 0,
    start: async () => {
      if (broken && address === '192.0.2.1') throw Object.assign(new Error('no'), { code: 'EADDRNOTAVAIL' });
      log.push(`open ${port}`);
      return { address, port };
    },
    sessions: () => [],
    closeSession: () => false,
    endLogins: () => undefined,
    endLostLogins: () => undefined,
    cutBanned: () => undefined,
    stop: async () => void log.push(`close ${port}`),
  });
  const set = new ListenerSet(make, { emit: () => undefined, count: () => undefined }, () => undefined);
  return { set, log, mend: () => void (broken = false) };
}

const states = (set: ListenerSet): unknown[] => set.states.map(({ port, address, state }) => [port, address, state]);

it('opens a listener that has moved before the old one is closed', async () => {
  const { set, log } = fallibleListeners();
  await set.apply([settings(1)]);
  await set.apply([settings(2)]);
  expect(log).toEqual(['open 1', 'open 2', 'close 1']);
});

it.each([
  ['another port', 2],
  ['the same port', 1],
])('leaves a listener open whose successor on %s cannot be opened, until it can', async (_where, port) => {
  const { set, mend } = fallibleListeners();
  await set.apply([settings(1), { ...settings(9), protocol: 'submission' }]);
  await set.apply([
    { ...settings(port), address: '192.0.2.1' },
    { ...settings(9), protocol: 'submission' },
  ]);
  expect(states(set)).toEqual([
    [port, '192.0.2.1', 'failed'],
    [9, '', 'listening'],
    [1, '', 'listening'],
  ]);
  expect(new Set(set.states.map(({ id }) => id)).size).toBe(3);
  expect(set.states.map(({ standsInFor }) => standsInFor)).toEqual([undefined, undefined, set.states[0]?.id]);
  mend();
  const [failed] = set.states;
  await set.start(failed?.id ?? '');
  expect(states(set)).toEqual([
    [port, '192.0.2.1', 'listening'],
    [9, '', 'listening'],
  ]);
});

it('closes what stood in once the settings name what can be opened, or name nothing', async () => {
  const { set } = fallibleListeners();
  await set.apply([settings(1)]);
  await set.apply([{ ...settings(2), address: '192.0.2.1' }]);
  await set.apply([settings(3)]);
  expect(states(set)).toEqual([[3, '', 'listening']]);
  await set.apply([{ ...settings(2), address: '192.0.2.1' }]);
  await set.apply([settings(3)]);
  expect(states(set)).toEqual([[3, '', 'listening']]);
  await set.apply([]);
  expect(states(set)).toEqual([]);
});

it.each([
  ['the second of two changed ones', [settings(1), settings(2)], [settings(3), { ...settings(4), address: '192.0.2.1' }], [2]],
  ['the first of them', [settings(1), settings(2)], [{ ...settings(3), address: '192.0.2.1' }, settings(4)], [1]],
  ['one that keeps its port, wherever it stands now', [settings(1), settings(2)], [{ ...settings(2), address: '192.0.2.1' }, settings(3)], [2]],
  [
    'the one whose address is kept by nobody',
    [settings(1), { ...settings(2), address: '127.0.0.9' }],
    [
      { ...settings(3), address: '127.0.0.9' },
      { ...settings(4), address: '192.0.2.1' },
    ],
    [1],
  ],
])('leaves that listener open which was to be replaced: %s', async (_which, before, after, left) => {
  const { set } = fallibleListeners();
  await set.apply(before);
  await set.apply(after);
  const open = set.states.filter(({ state }) => state === 'listening').map(({ port }) => port);
  const wanted = after.filter(({ address }) => address !== '192.0.2.1').map(({ port }) => port);
  expect(new Set(open)).toEqual(new Set([...wanted, ...left]));
});
