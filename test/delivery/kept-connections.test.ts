/** Domains with the same mail host share its connections, one after the other, as far as they demand the same of it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SmtpClient } from '../../main/delivery/client/smtp-client.ts';
import type { TlsPolicies } from '../../main/delivery/policy/tls-policies.ts';
import { KeptConnections } from '../../main/delivery/runner/kept-connections.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { FixedName } from '../fakes/fixed-dns.ts';
import type { ScriptedSmtp, Script } from '../fakes/scripted-smtp.ts';
import { type World, world } from './world.ts';

beforeEach(() => {
  // However slow the machine: nothing is kept for too short a time.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const SHARED = { mx: [{ preference: 10, exchange: 'mx.host.test' }] };
const NAMES = { 'a.test': SHARED, 'b.test': SHARED, 'c.test': SHARED, 'mx.host.test': { addresses: ['127.0.0.2'] } };

/** One message to each domain, the next when the connection of the one before is free. One connection is allowed, so that none waits for more. */
async function oneAfterTheOther(
  domains: readonly string[],
  script?: Script,
  policies?: TlsPolicies,
  names: Readonly<Record<string, FixedName>> = NAMES,
): Promise<World & { readonly server: ScriptedSmtp }> {
  const made = await world(names, { connections: 1 });
  const server = await made.host('127.0.0.2', script);
  const delivery = made.start(policies === undefined ? {} : { policies });
  for (const domain of domains) {
    made.queue.add([`anna@${domain}`]);
    delivery.nudge();
    await expect.poll(() => made.queue.entries.every(({ attempts }) => attempts > 0) && delivery.activity.connections === 0).toBe(true);
  }
  return { ...made, server };
}

describe('a connection', () => {
  test('for which one domain has nothing more goes on with the mail of another', async () => {
    const { server } = await oneAfterTheOther(['a.test', 'b.test', 'c.test']);
    expect([server.sessions.length, server.messages.length]).toEqual([1, 3]);
  });

  test('that waits for more of its own mail serves others meanwhile, and comes back', async () => {
    const made = await world(NAMES, { connections: 5 });
    const server = await made.host('127.0.0.2');
    const delivery = made.start();
    for (const [place, domain] of ['a.test', 'b.test', 'a.test', 'c.test', 'b.test'].entries()) {
      made.queue.add([`anna@${domain}`]);
      delivery.nudge();
      // Nobody's time to wait for more is ever over here: all of them wait at once.
      await expect.poll(() => server.messages.length === place + 1 && made.queue.entries.length === 0).toBe(true);
    }
    expect(server.sessions.length).toBe(1);
    expect(delivery.activity.connections).toBe(3);
  });

  test('is not for a domain that demands more of the host than it was made with', async () => {
    const policies: TlsPolicies = {
      ofDomain: async () => undefined,
      demandFor: async ({ domain }) => (domain === 'b.test' ? { when: 'required', proof: { kind: 'none' } } : undefined),
    };
    const { server, queue } = await oneAfterTheOther(['a.test', 'b.test', 'c.test'], undefined, policies);
    expect(queue.entries).toMatchObject([{ recipient: 'anna@b.test', lastError: expect.stringContaining('does not encrypt') as string }]);
    expect([server.sessions.length, server.messages.length]).toEqual([2, 2]);
  });

  test('is shared by names of one host, as long as nobody asks who it is; and each attempt tells its own name', async () => {
    const own = (name: string): FixedName => ({ mx: [{ preference: 10, exchange: name }] });
    const names = {
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.test`, own(`mx.${name}.test`)] as const)),
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`mx.${name}.test`, { addresses: ['127.0.0.2'] }] as const)),
    };
    const policies: TlsPolicies = {
      ofDomain: async () => undefined,
      demandFor: async ({ domain }) => (domain === 'c.test' ? { when: 'if-offered', proof: { kind: 'certificate', by: 'a policy' } } : undefined),
    };
    const { server, events } = await oneAfterTheOther(['a.test', 'b.test', 'c.test'], undefined, policies, names);
    const hosts = events.events.filter(({ kind }) => kind === 'relay-sent').map(({ text }) => /mx\.[abc]\.test/.exec(text)?.[0]);
    expect([server.sessions.length, hosts]).toEqual([2, ['mx.a.test', 'mx.b.test', 'mx.c.test']]);
  });

  test('that is not encrypted since that has failed is for its own name alone', async () => {
    const own = (name: string): FixedName => ({ mx: [{ preference: 10, exchange: `mx.${name}` }] });
    const names = { 'a.test': own('a.test'), 'b.test': own('b.test'), 'mx.a.test': { addresses: ['127.0.0.2'] }, 'mx.b.test': { addresses: ['127.0.0.2'] } };
    const script: Script = (what) => (what.startsWith('EHLO') ? '250-scripted\r\n250 STARTTLS' : what === 'STARTTLS' ? '220 but no TLS follows' : undefined);
    const { server } = await oneAfterTheOther(['a.test', 'b.test', 'b.test'], script, undefined, names);
    // Each name is asked to encrypt first, and has its second message over what it was left with.
    expect([server.sessions.length, server.messages.length]).toEqual([4, 3]);
    expect(server.commands.filter((command) => command === 'STARTTLS')).toHaveLength(2);
  });

  test('tells its own name again when it comes back from another', async () => {
    const own = (name: string): FixedName => ({ mx: [{ preference: 10, exchange: `mx.${name}` }] });
    const names = { 'a.test': own('a.test'), 'b.test': own('b.test'), 'mx.a.test': { addresses: ['127.0.0.2'] }, 'mx.b.test': { addresses: ['127.0.0.2'] } };
    const made = await world(names, { connections: 5 });
    const server = await made.host('127.0.0.2');
    const delivery = made.start();
    for (const [place, domain] of ['a.test', 'b.test', 'a.test'].entries()) {
      made.queue.add([`anna@${domain}`]);
      delivery.nudge();
      await expect.poll(() => server.messages.length === place + 1 && made.queue.entries.length === 0).toBe(true);
    }
    const hosts = made.events.events.filter(({ kind }) => kind === 'relay-sent').map(({ text }) => /mx\.[ab]\.test/.exec(text)?.[0]);
    expect([server.sessions.length, hosts]).toEqual([1, ['mx.a.test', 'mx.b.test', 'mx.a.test']]);
  });

  test('that the host has closed meanwhile costs the next domain nothing', async () => {
    const script: Script = (what, { number }) => (what === 'message' && number === 1 ? '250 taken\r\n421 enough' : undefined);
    const { server, events, queue } = await oneAfterTheOther(['a.test', 'b.test'], script);
    expect([server.sessions.length, server.messages.length, queue.entries]).toEqual([2, 2, []]);
    expect(events.events.filter(({ kind }) => kind === 'relay-deferred')).toEqual([]);
  });
});

describe('what is kept', () => {
  const client = (more: Partial<SmtpClient> = {}): SmtpClient => Object.assign(Object.create(null) as SmtpClient, { usable: true, messages: 1, ...more });

  test('is ended after a moment, or where it is too much, or of no more use; and nothing is kept once the server stops', () => {
    const left: SmtpClient[] = [];
    const kept = new KeptConnections((one) => void left.push(one));
    const [first, worn, dead] = [client(), client({ messages: FIXED_LIMITS.deliveryMessagesPerConnection }), client({ usable: false })];
    expect([first, worn, dead].map((one) => kept.keep('k', one))).toEqual([true, false, false]);
    expect(kept.take('other')).toBeUndefined();
    expect(kept.take('k')).toBe(first);
    expect(kept.take('k')).toBeUndefined();
    kept.keep('k', first);
    vi.advanceTimersByTime(FIXED_LIMITS.deliveryIdleMilliseconds);
    expect(left).toEqual([first]);
    left.length = 0;
    const many = Array.from({ length: FIXED_LIMITS.deliveryKept + 1 }, () => client());
    for (const one of many) kept.keep('k', one);
    expect(left).toEqual(many.slice(0, 1));
    kept.close();
    expect(left).toEqual(many);
    expect(kept.keep('k', first)).toBe(false);
  });
});
