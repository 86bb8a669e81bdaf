/** Hosts that the administrator names: how their names are looked up, and that none of them leads back here. */
import { describe, expect, test } from 'vitest';
import type { SmartHostSettings } from '../../shared/settings/delivery.ts';
import type { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type World, world } from './world.ts';

function smartHost(host: string, port: number): SmartHostSettings {
  return { host, port, tls: 'none', user: '', password: '' };
}

/** One message, which the smart host of that name is to get. */
async function bySmartHost(name: string, addresses: readonly string[]): Promise<World> {
  const made = await world(addresses.length === 0 ? {} : { [name]: { addresses } });
  made.settings.current.delivery.smartHost = smartHost(name, made.port);
  made.queue.add(['anna@example.com']);
  return made;
}

describe('a smart host', () => {
  test('is looked up by our name servers, and each of its addresses is tried', async () => {
    const made = await bySmartHost('relay.example.net', ['127.0.0.2', '127.0.0.3']);
    const host = await made.host('127.0.0.3');
    made.start();
    const [sent] = await made.events.seen('relay-sent');
    expect([made.dns.asked, host.messages.length]).toEqual([['addresses relay.example.net'], 1]);
    expect(sent?.text).toContain(`by relay.example.net [127.0.0.3:${made.port}]`);
    expect(made.events.texts()[0]).toContain(`relay.example.net [127.0.0.2:${made.port}] could not be used`);
  });

  test.each([
    ['exchange', []],
    ['relay.example.net', ['addresses relay.example.net']],
  ])('that only this computer or its network knows is looked up by the system: %s', async (name, asked) => {
    const made = await bySmartHost(name, []);
    const host = await made.host('127.0.0.2');
    made.start({ systemAddresses: async (wanted) => (wanted === name ? ['127.0.0.2'] : []) });
    await made.events.seen('relay-sent');
    expect([made.dns.asked, host.messages.length]).toEqual([asked, 1]);
  });

  test('that takes one connection at a time gets the next once the last is gone', async () => {
    const made = await world({});
    made.settings.current.delivery.smartHost = smartHost('127.0.0.2', made.port);
    const host: ScriptedSmtp = await made.host('127.0.0.2', (what) => {
      if (what === 'greeting') return host.atOnce > 1 ? '421 4.7.0 one at a time\r\ndrop' : undefined;
      return what === 'QUIT' ? '221 bye\r\ndrop' : undefined;
    });
    const count = FIXED_LIMITS.deliveryMessagesPerConnection + 3;
    for (let number = 0; number < count; number += 1) made.queue.add([`u${number}@example.com`]);
    made.start();
    await made.events.seen('relay-sent', count);
    expect(made.queue.attempts).toEqual([]);
    expect(host.messages).toHaveLength(count);
  });

  test('that nobody knows keeps the mail, with the reason', async () => {
    const made = await bySmartHost('relay.example.net', []);
    made.start();
    await made.events.seen('relay-deferred');
    expect(made.queue.entries).toMatchObject([{ lastError: 'relay.example.net does not exist', attempts: 1 }]);
    expect(made.reported()).toEqual([]);
  });

  test('is called by the family of addresses that the settings want, unless its address is written down', async () => {
    const made = await bySmartHost('relay.example.net', ['127.0.0.2']);
    made.settings.current.delivery.addressFamily = 'ipv6';
    const host = await made.host('127.0.0.2');
    made.queue.add(['bert@example.com'], { entry: { route: `127.0.0.2:${made.port}` } });
    made.start();
    await Promise.all([made.events.seen('relay-deferred'), made.events.seen('relay-sent')]);
    expect(made.queue.entries).toMatchObject([{ recipient: 'anna@example.com', lastError: 'relay.example.net has no ipv6 address' }]);
    expect(host.commands).toContain('RCPT TO:<bert@example.com>');
  });
});

describe('mail does not go round in a circle', () => {
  test.each([
    ['the smart host', 'smart host', '', 'Name another smart host in the delivery settings.'],
    ['the host that the administrator sends it to by hand', 'host', 'relay.example.net', 'Send it to another host, or leave it to the router.'],
  ])('where %s is this server itself: it waits, and the reason is told', async (_what, kind, route, todo) => {
    const made = await world({ 'relay.example.net': { addresses: ['127.0.0.3', '127.0.0.2'] } });
    if (route === '') made.settings.current.delivery.smartHost = smartHost('relay.example.net', made.port);
    const ourselves = await made.host('127.0.0.2');
    made.queue.add(['anna@example.com'], { entry: { route } });
    made.start({ isOurselves: (address, port) => address === '127.0.0.2' && port === made.port });
    await made.events.seen('relay-deferred');
    const [entry] = made.queue.entries;
    expect(entry?.lastError).toMatch(new RegExp(`^the ${kind} relay\\.example\\.net:\\d+.*, is this server itself \\(127\\.0\\.0\\.2\\): `));
    expect(entry?.lastError).toContain(todo);
    expect([ourselves.sessions.length, made.reported()]).toEqual([0, []]);
  });
});
