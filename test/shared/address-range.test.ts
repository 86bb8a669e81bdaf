import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contains, formatAddressRange, overlaps, parseAddressRange, rangeSize, readSpan } from '../../shared/net/address-range.ts';
import { formatIp, parseIp } from '../../shared/net/ip-address.ts';

const canonical = (text: string): string | undefined => {
  const range = parseAddressRange(text);
  return range === undefined ? undefined : formatAddressRange(range);
};

describe('an entry', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255/32', '255.255.255.255'],
    ['192.0.2.0/24', '192.0.2.0/24'],
    ['192.0.2.17/24', '192.0.2.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['192.0.2.1-192.0.2.9', '192.0.2.1-192.0.2.9'],
    ['192.0.2.1 - 192.0.2.9', '192.0.2.1-192.0.2.9'],
    ['192.0.2.0-192.0.2.255', '192.0.2.0/24'],
    ['192.0.2.7-192.0.2.7', '192.0.2.7'],
    ['10.1.*.*', '10.1.0.0/16'],
    ['*.*.*.*', '0.0.0.0/0'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['2001:db8::5/32', '2001:db8::/32'],
    ['::/0', '::/0'],
    ['2001:db8::1-2001:db8::ff', '2001:db8::1-2001:db8::ff'],
    ['2001:db8:1:*:*:*:*:*', '2001:db8:1::/48'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
    ['::ffff:10.0.0.1-10.0.0.9', '10.0.0.1-10.0.0.9'],
    ['::ffff:10.1.*.*', '10.1.0.0/16'],
  ])('%s is %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  test.each([
    ['', 'must be an IP address'],
    ['192.0.2', 'must be an IP address'],
    ['192.0.2.256', 'must be an IP address'],
    ['192.0.02.1', 'must be an IP address'],
    ['192.0.2.01', 'must be an IP address'],
    ['00.0.0.0', 'must be an IP address'],
    ['192.0.2.1.', 'must be an IP address'],
    [' 192.0.2.1', 'must be an IP address'],
    ['192.0.2.١', 'must be an IP address'],
    ['0x7f.0.0.1', 'must be an IP address'],
    ['example.com', 'must be an IP address'],
    ['1:2:3:4:5:6:7', 'must be an IP address'],
    ['1:2:3:4:5:6:7:8:9', 'must be an IP address'],
    ['1::2::3', 'must be an IP address'],
    [':::', 'must be an IP address'],
    [':1:2:3:4:5:6:7', 'must be an IP address'],
    ['1:2:3:4:5:6:7:8::', 'must be an IP address'],
    ['12345::', 'must be an IP address'],
    ['192.0.2.1::', 'must be an IP address'],
    ['[::1]', 'must be an IP address'],
    ['fe80::1%eth0', 'must not have a zone'],
    ['192.0.2.0/33', 'must have a prefix length from 0 to 32'],
    ['192.0.2.0/08', 'must have a prefix length from 0 to 32'],
    ['192.0.2.0/', 'must have a prefix length from 0 to 32'],
    ['192.0.2.0/255.255.255.0', 'must have a prefix length'],
    ['2001:db8::/129', 'must have a prefix length from 0 to 128'],
    ['::ffff:10.0.0.0/80', 'its prefix length must be from 96 to 128'],
    ['192.0.2.9-192.0.2.1', 'ends before it begins'],
    ['192.0.2.9-::1', 'from one family'],
    ['1.2.3.4-1.2.3.5-1.2.3.6', 'must be an IP address'],
    ['10.*.1.*', 'must have 4 parts'],
    ['10.1.*', 'must have 4 parts'],
    ['10.1*.*.*', 'must be an IP address'],
    ['2001:db8:*', 'must have 8 parts'],
    ['1'.repeat(101), 'is too long'],
  ])('%j is refused: %s', (text, why) => {
    expect(parseAddressRange(text)).toBeUndefined();
    expect(readSpan(text)).toContain(why);
  });
});

const words = fc.tuple(
  ...([0, 1, 2, 3].map(() => fc.nat(0xffff_ffff)) as [fc.Arbitrary<number>, fc.Arbitrary<number>, fc.Arbitrary<number>, fc.Arbitrary<number>]),
);
const ip = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4().map((text) => `::ffff:${text}`),
);

test('what is written is read back as the same address', () => {
  fc.assert(
    fc.property(words, (address) => {
      expect(parseIp(formatIp(address))).toEqual(address);
    }),
  );
});

test('every spelling is read, and its canonical spelling is stable', () => {
  fc.assert(
    fc.property(ip, fc.nat(128), (text, bits) => {
      const address = parseIp(text);
      expect(address).toBeDefined();
      const range = parseAddressRange(`${text}/${text.includes(':') ? (canonical(text)?.includes(':') === true ? bits : 96 + (bits % 33)) : bits % 33}`);
      if (range === undefined) throw new Error(text);
      expect(parseAddressRange(formatAddressRange(range))).toEqual(range);
      const own = parseAddressRange(text);
      expect(own !== undefined && contains(range, own) && overlaps(range, own)).toBe(true);
      expect(rangeSize(range) & (rangeSize(range) - 1n)).toBe(0n);
    }),
  );
});

test('a range of two addresses is read back, and no text throws', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.string(), (a, b, text) => {
      const range = parseAddressRange(`${a}-${b}`) ?? parseAddressRange(`${b}-${a}`);
      if (range === undefined) throw new Error(`${a} ${b}`);
      expect(parseAddressRange(formatAddressRange(range))).toEqual(range);
      readSpan(text);
    }),
  );
});
