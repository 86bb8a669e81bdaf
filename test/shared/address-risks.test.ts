/** Each of the risks that a person is asked about before an address is banned or trusted. */
import { describe, expect, it } from 'vitest';
import { ADDRESS_RISKS, type AddressList, type RiskFacts, risksOf } from '../../shared/net/address-risks.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const facts: RiskFacts = {
  ownAddresses: ['192.0.2.1', '2001:db8::1'],
  smartHostAddresses: ['198.51.100.7'],
  administrator: '203.0.113.9',
  everyTrust: false,
  recentLogins: ['203.0.113.20', '203.0.113.21'],
};

function risks(list: AddressList, address: string, expires: string | null = null): readonly string[] {
  return risksOf(list, [{ address, expires }], facts, NOW).map(({ risk }) => risk);
}

describe('banning asks first about what covers', () => {
  it.each([
    ['this computer itself, IPv4', '127.0.0.0/8', ['covers-loopback']],
    ['this computer itself, IPv6', '::1', ['covers-loopback']],
    ['an address of this computer', '192.0.2.1', ['covers-this-machine']],
    ['an address of this computer, IPv6', '2001:db8::/32', ['covers-this-machine']],
    ['the smart host', '198.51.100.0-198.51.100.10', ['covers-smart-host']],
    ['the administrator', '203.0.113.9', ['covers-administrator']],
    ['somebody who has logged in lately', '203.0.113.20', ['covers-recent-login']],
    ['several of them', '203.0.113.*', ['covers-administrator', 'covers-recent-login']],
    ['nobody', '192.0.2.2', []],
  ])('%s', (_what, address, expected) => {
    expect(risks('banned', address)).toEqual(expected);
  });

  it('names whom it covers, and says nothing of an entry that is over', () => {
    expect(risksOf('banned', [{ address: '203.0.113.16/28', expires: null }], facts, NOW)[0]?.message).toBe(
      `${ADDRESS_RISKS['covers-recent-login']}: 203.0.113.20, 203.0.113.21.`,
    );
    expect(risks('banned', '203.0.113.9', '2029-12-31T00:00:00Z')).toEqual([]);
  });
});

describe('trusting asks first about', () => {
  it.each([
    ['a network wider than /16', '10.0.0.0/15', ['very-wide']],
    ['no network of /16', '10.0.0.0/16', []],
    ['a network of IPv6 wider than /48', '2001:db8::/47', ['very-wide']],
    ['no network of IPv6 of /48', '2001:db8::/48', []],
    ['a range as wide', '10.0.0.0-10.1.0.0', ['very-wide']],
  ])('%s', (_what, address, expected) => {
    expect(risks('trusted', address)).toEqual(expected);
  });
});
