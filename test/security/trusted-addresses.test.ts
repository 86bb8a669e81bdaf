import { expect, it } from 'vitest';
import { addressListsOf } from '../../main/security/address-lists/address-lists.ts';
import { trustedAddresses } from '../../main/security/options/trusted-addresses.ts';
import { settingsSchema } from '../../shared/settings/settings.ts';
import { NOW, context, inShort, rcptFacts } from './sender-world.ts';
import { fakeLookups } from '../fakes/fake-lookups.ts';

async function finding(client: string, to: string, trusted?: readonly { address: string }[]): Promise<string> {
  const settings = settingsSchema.parse(trusted === undefined ? {} : { security: { 'trusted-addresses': { entries: trusted } } });
  const lookups = fakeLookups({ addressLists: addressListsOf(settings) });
  const answer = await trustedAddresses.rcpt?.(rcptFacts({ from: 'anybody@example.org', to, client }), { ...context(), settings, lookups, now: NOW });
  return answer === undefined ? 'nothing' : inShort(answer);
}

it.each([
  ['127.0.0.1', 'x@example.com', 'grant-relay address-trusted'],
  ['::1', 'x@example.com', 'grant-relay address-trusted'],
  ['127.0.0.2', 'x@example.com', 'pass nothing-wrong'],
  ['192.0.2.1', 'x@example.com', 'pass nothing-wrong'],
  ['127.0.0.1', 'anna@local.test', 'skip local-recipient'],
])('on a fresh server the client %s to %s: %s', async (client, to, expected) => {
  expect(await finding(client, to)).toBe(expected);
});

it('loopback is an ordinary entry that can be removed', async () => {
  expect(await finding('127.0.0.1', 'x@example.com', [])).toBe('skip nothing-to-do');
  expect(await finding('127.0.0.1', 'x@example.com', [{ address: '192.0.2.0/24' }])).toBe('pass nothing-wrong');
  expect(await finding('192.0.2.77', 'x@example.com', [{ address: '192.0.2.0/24' }])).toBe('grant-relay address-trusted');
});
