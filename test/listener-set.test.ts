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
