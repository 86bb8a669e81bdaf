/** What is odd about the entries of the address lists, each kind by an example. */
import { expect, test } from 'vitest';
import { lintAddresses } from '../../shared/net/address-lint.ts';
import type { ListedAddress } from '../../shared/net/ip-set.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const at = (address: string, expires: string | null = null): ListedAddress => ({ address, expires });
const PAST = '2026-11-24T11:00:00Z';

test.each<[string, readonly ListedAddress[], readonly ListedAddress[], readonly string[]]>([
  ['nothing', [at('192.0.2.1'), at('198.51.100.0/24')], [at('203.0.113.1')], []],
  ['the same twice', [at('192.0.2.1'), at('192.0.2.1/32')], [], ['1 duplicate 192.0.2.1']],
  ['the same in another form', [at('192.0.2.0/24'), at('192.0.2.*')], [], ['1 duplicate 192.0.2.0/24']],
  ['twins, of which the one that lasts counts', [at('192.0.2.1', '2027-01-01T00:00:00Z'), at('192.0.2.1')], [], ['0 duplicate 192.0.2.1']],
  ['one within another', [at('192.0.2.7'), at('192.0.2.0/24')], [], ['0 shadowed 192.0.2.0/24']],
  ['expired', [at('192.0.2.1', PAST)], [], ['0 expired']],
  ['an expired twin is expired and no more', [at('192.0.2.1', PAST), at('192.0.2.1')], [], ['0 expired']],
  ['this computer', [at('127.0.0.0/8')], [], ['0 covers-loopback']],
  ['on both lists', [at('192.0.2.0/24')], [at('192.0.2.9')], ['0 banned-and-trusted 192.0.2.9']],
  ['on both lists once', [at('192.0.2.0/24')], [at('192.0.2.9', PAST)], []],
])('%s', (_what, entries, other, wanted) => {
  const found = lintAddresses('banned', entries, other, NOW).map(({ index, lint, other: by }) =>
    [index, lint, by].filter((part) => part !== undefined).join(' '),
  );
  expect(found).toEqual(wanted);
});
