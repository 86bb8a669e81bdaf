/** What a person is told of a server that nobody looks at. */
import { expect, test, vi } from 'vitest';
import type { ListenerState } from '../../shared/admin-api/server.ts';
import type { LogEvent } from '../../shared/events.ts';
import type { DesktopAdmin } from '../../main/desktop/desktop-server.ts';
import { desktopTexts } from '../../main/desktop/texts.ts';
import { LOW_DISK_BYTES, watchServer } from '../../main/desktop/watch-server.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

const DAY = 86_400_000;

function listener(id: string, state: ListenerState['state'], problem?: string): ListenerState {
  return { id, protocol: 'smtp', address: '', port: 25, tls: 'starttls', state, connections: 0, ...(problem === undefined ? {} : { problem }) };
}

const event = (part: Partial<LogEvent>): LogEvent => ({ id: 1, at: 0, kind: 'server', level: 'warning', protocol: 'server', text: '', ...part });

/** A server whose state the test changes, and what was told of it. */
function watched({ free = Number.POSITIVE_INFINITY, selfSigned = true, validTo = 0, states = [] as ListenerState[] } = {}) {
  const clock = new ManualClock(1_000_000);
  const now = { free, states, bans: [] as { address: string }[], tls: { subject: 'mail.example.com', selfSigned, fingerprint: '', validTo } };
  const heard: Record<'listeners' | 'ban' | 'tls', () => void> = { listeners: vi.fn(), ban: vi.fn(), tls: vi.fn() };
  const stopped: string[] = [];
  const hear = (name: keyof typeof heard) => (tell: () => void) => {
    heard[name] = tell;
    return () => void stopped.push(name);
  };
  const admin: DesktopAdmin = {
    clock,
    dataFolder: '',
    listeners: {
      get states() {
        return now.states;
      },
      sessions: () => [],
      start: () => Promise.reject(new Error('not here')),
      stop: () => Promise.reject(new Error('not here')),
    },
    settings: {
      get current(): never {
        throw new Error('not looked at');
      },
      onChange: () => () => undefined,
    },
    addressLists: { automaticBans: () => now.bans, onBan: hear('ban') },
    tls: {
      get facts() {
        return now.tls;
      },
      onChange: hear('tls'),
    },
    delivery: { nudge: () => undefined, activity: { connections: 0, messages: new Set(), entries: new Set() }, onChange: () => () => undefined },
    onListenersChange: hear('listeners'),
  };
  const told: string[] = [];
  let look = (): void => undefined;
  const watch = watchServer({
    admin,
    notifier: { add: (kind, text) => void told.push(`${kind}: ${text}`) },
    texts: () => desktopTexts('en'),
    later: (_milliseconds, run) => {
      look = run;
      return () => void stopped.push('looks');
    },
    freeBytes: () => Promise.resolve(now.free),
  });
  return { now, clock, heard, told, stopped, watch, look: () => look() };
}

test('a listener that fails is told of once, and again when it has worked in between', () => {
  const { now, heard, told } = watched({ states: [listener('1', 'failed', 'port 25 is busy')] });
  expect(told).toEqual(['listener: port 25 is busy']);
  heard.listeners();
  now.states = [listener('1', 'failed', 'port 25 is busy'), listener('2', 'failed', 'port 995 is busy')];
  heard.listeners();
  expect(told.slice(1)).toEqual(['listener: port 995 is busy']);
  now.states = [listener('1', 'listening')];
  heard.listeners();
  now.states = [listener('1', 'failed', 'not permitted')];
  heard.listeners();
  expect(told.slice(2)).toEqual(['listener: not permitted']);
});

test('each address that is banned is told of once', () => {
  const { now, heard, told } = watched();
  now.bans = [{ address: '192.0.2.1' }];
  heard.ban();
  now.bans = [{ address: '192.0.2.2' }, { address: '192.0.2.1' }];
  heard.ban();
  expect(told).toEqual(['ban: 192.0.2.1 guessed passwords or recipients', 'ban: 192.0.2.2 guessed passwords or recipients']);
});

test('a certificate that ends within two weeks is spoken of once a day, one of our own making never', () => {
  const { now, clock, heard, told, look } = watched({ selfSigned: false, validTo: 1_000_000 + 20 * DAY });
  expect(told).toEqual([]);
  clock.advance(7 * DAY);
  look();
  look();
  expect(told).toEqual(['certificate: mail.example.com: 13 days left']);
  clock.advance(DAY);
  look();
  clock.advance(30 * DAY);
  heard.tls();
  expect(told.slice(1)).toEqual([
    'certificate: mail.example.com: 12 days left',
    'certificate: mail.example.com: it has ended, and programs will refuse to connect',
  ]);
  clock.advance(DAY);
  now.tls = { ...now.tls, selfSigned: true };
  heard.tls();
  expect(told).toHaveLength(3);
});

test('a disk that fills is told of once, and again after there was room', async () => {
  const { now, told, look } = watched({ free: LOW_DISK_BYTES - 1 });
  await vi.waitFor(() => expect(told).toEqual(['disk: 1023 MB are left for mail']));
  const looked = async (free: number): Promise<void> => {
    now.free = free;
    look();
    await new Promise((resolve) => setImmediate(resolve));
  };
  await looked(LOW_DISK_BYTES - 2);
  await looked(LOW_DISK_BYTES);
  expect(told).toHaveLength(1);
  await looked(0);
  expect(told.slice(1)).toEqual(['disk: 0 MB are left for mail']);
});

test('held mail and held accounts are told of, each message of a held account is not', () => {
  const { watch, told } = watched();
  watch.onEvent(event({ kind: 'message-held', reason: 'text-filtered', text: 'held for a filter' }));
  watch.onEvent(event({ kind: 'message-held', reason: 'outbound-limit', text: 'one of many' }));
  watch.onEvent(event({ reason: 'outbound-limit', account: 'anna@example.com' }));
  watch.onEvent(event({ text: 'something else' }));
  expect(told).toEqual(['held: held for a filter', 'account: The mail of anna@example.com is held until you look at it']);
});

test('after the stop nobody is listened to', () => {
  const { watch, stopped } = watched();
  watch.stop();
  expect(stopped.toSorted()).toEqual(['ban', 'listeners', 'looks', 'tls']);
});
