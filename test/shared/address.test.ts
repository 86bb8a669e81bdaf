import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey, formatAddress, isAddressLiteral, parseAddress, parseDomain, withoutDetail } from '../../shared/mail/address.ts';

const ATEXT = "abcxyzABCXYZ0189!#$%&'*+-/=?^_`{|}~".split('');
const WIDE = ['é', 'e\u0301', 'ß', 'ñ', '漢', 'Ω', '\u2126', '\u212a', 'İ', '😀', '\u037e'];
const INVISIBLE = [
  '\u0000',
  '\r',
  '\n',
  '\t',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u200b',
  '\u202e',
  '\u2003',
  '\u3000',
  '\u3164',
  '\ufeff',
  '\u2028',
  '\ud800',
  '\ue000',
  '\uffff',
];

const dotString = fc
  .array(fc.string({ unit: fc.constantFrom(...ATEXT), minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('.'));
const quotedString = fc
  .string({ unit: fc.constantFrom(...ATEXT, ' ', '.', '@', ',', '<', '>', '(', '\\"', '\\\\', '\\a', ...WIDE), maxLength: 15 })
  .map((text) => `"${text}"`);
const label = fc.stringMatching(/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,10}[a-zA-Z0-9])?$/);
const domain = fc
  .tuple(fc.array(label, { maxLength: 3 }), fc.constantFrom('example', 'TEST', 'xn--p1ai', 'bücher', 'рф'))
  .map(([labels, top]) => [...labels, top].join('.'));
const literal = fc
  .oneof(
    fc.ipV4(),
    fc.ipV6().map((address) => `IPv6:${address}`),
  )
  .map((address) => `[${address}]`);
const address = fc.tuple(fc.oneof(dotString, quotedString), fc.oneof(domain, literal)).map((parts) => parts.join('@'));
const anything = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...ATEXT, ...WIDE, ...INVISIBLE, '.', '@', '"', '\\', ' ', '<', '>', '[', ']', ':'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('parseAddress', () => {
  it.each([
    ['anna@example.com', 'anna', 'example.com'],
    ['Anna.Smith+news@Example.COM', 'Anna.Smith+news', 'example.com'],
    ['"anna"@example.com', 'anna', 'example.com'],
    ['"a b"@example.com', 'a b', 'example.com'],
    ['"a@b"@example.com', 'a@b', 'example.com'],
    ['"a\\"b\\\\c"@example.com', 'a"b\\c', 'example.com'],
    ['user%other.example@example.com', 'user%other.example', 'example.com'],
    ['other!user@example.com', 'other!user', 'example.com'],
    ['用户@例え.jp', '用户', 'xn--r8jz45g.jp'],
    ['😀@example.com', '😀', 'example.com'],
    ['e\u0301@BU\u0308CHER.example', 'é', 'xn--bcher-kva.example'],
    ['anna@[192.0.2.1]', 'anna', '[192.0.2.1]'],
    ['anna@[ipv6:2001:DB8::1]', 'anna', '[IPv6:2001:db8::1]'],
    ['anna@localhost', 'anna', 'localhost'],
    [`${'a'.repeat(64)}@example.com`, 'a'.repeat(64), 'example.com'],
  ])('takes %s apart', (text, localPart, domainPart) => {
    expect(parseAddress(text)).toEqual({ localPart, domain: domainPart });
  });

  it.each([
    '',
    '@',
    'anna',
    '@example.com',
    'anna@',
    'anna@@example.com',
    '.anna@example.com',
    'anna.@example.com',
    'an..na@example.com',
    'an na@example.com',
    'an"na@example.com',
    '"an"na"@example.com',
    '"anna@example.com',
    '"anna\\"@example.com',
    'anna@-example.com',
    'anna@example-.com',
    'anna@example..com',
    'anna@.example.com',
    'anna@example.com.',
    'anna@exa mple.com',
    'anna@192.0.2.1',
    'anna@[192.0.2.256]',
    'anna@[192.0.2]',
    'anna@[2001:db8::1]',
    'anna@[IPv6:1::2::3]',
    'anna@[IPv6:1:2:3:4:5:6:7]',
    'anna@[IPv6:12345::]',
    'anna@[IPv6::]',
    '@a.example:anna@example.com',
    '@a.example,@b.example:anna@example.com',
    '<anna@example.com>',
    'anna@example.com, bob@example.com',
    'anna;x@example.com',
    '"\\e\u0301"@example.com',
    'anna\u037e@example.com',
    'anna@example。com',
    'anna@example\u2044com',
    `${'a'.repeat(65)}@example.com`,
    `${'é'.repeat(33)}@example.com`,
    `${'\u0958'.repeat(16)}@example.com`,
    `anna@${'a'.repeat(64)}.example`,
    `anna@${'a.'.repeat(127)}example`,
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it.each(INVISIBLE)('refuses an invisible character anywhere: %j', (character) => {
    for (const text of [
      `an${character}na@example.com`,
      `"an${character}na"@example.com`,
      `"an\\${character}na"@example.com`,
      `anna@exam${character}ple.com`,
      `${character}anna@example.com`,
      `anna@example.com${character}`,
    ]) {
      expect(parseAddress(text)).toBeUndefined();
    }
  });

  it('takes whatever the grammar makes', () => {
    fc.assert(
      fc.property(fc.tuple(dotString, fc.oneof(domain, literal)), ([local, host]) => {
        expect(parseAddress(`${local}@${host}`)?.localPart).toBe(local);
      }),
    );
  });

  it('never fails, and what it takes is safe to write in a command or a header', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          address,
          fc.tuple(anything, domain).map((parts) => parts.join('@')),
        ),
        (text) => {
          const parsed = parseAddress(text);
          if (parsed === undefined) return;
          const written = formatAddress(parsed);
          expect(written).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
          expect(parsed.domain).toBe(parsed.domain.replace('[IPv6:', '[ipv6:').toLowerCase().replace('[ipv6:', '[IPv6:'));
          expect(`${parsed.localPart}@${parsed.domain}`).toBe(`${parsed.localPart}@${parsed.domain}`.normalize('NFC'));
        },
      ),
    );
  });
});

describe('formatAddress', () => {
  it.each([
    ['anna@example.com', 'anna@example.com'],
    ['"anna"@example.com', 'anna@example.com'],
    ['"a b"@example.com', '"a b"@example.com'],
    ['"a\\@b"@example.com', '"a@b"@example.com'],
    ['"a\\"b"@example.com', '"a\\"b"@example.com'],
    ['""@example.com', '""@example.com'],
    ['".a"@example.com', '".a"@example.com'],
    ['"a;b"@example.com', '"a;b"@example.com'],
  ])('writes %s as %s', (text, written) => {
    const parsed = parseAddress(text);
    expect(parsed && formatAddress(parsed)).toBe(written);
  });

  it('is undone by parseAddress, for every address', () => {
    fc.assert(
      fc.property(fc.oneof(address, anything), (text) => {
        const parsed = parseAddress(text);
        if (parsed !== undefined) expect(parseAddress(formatAddress(parsed))).toEqual(parsed);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parseDomain', () => {
  it('changes nothing when done twice', () => {
    fc.assert(
      fc.property(fc.oneof(domain, anything), (text) => {
        const name = parseDomain(text);
        if (name !== undefined) expect(parseDomain(name)).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['Example.COM', 'example.com'],
    ['mail_1.example', 'mail_1.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['3com.example', '3com.example'],
    ['example.4you', 'example.4you'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.Example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.EXAMPLE', 'xn--bcher-kva.example'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['пример.xn--bcher-kva', 'xn--e1afmkfd.xn--bcher-kva'],
    ['ｅｘａｍｐｌｅ.com', 'example.com'],
    ['straße.example', 'xn--strae-oqa.example'],
    ['xn--not-punycode', 'xn--not-punycode'],
    ['İ.example', 'xn--i-9bb.example'],
    ['\u212a.example', 'k.example'],
  ])('normalises %s to %s', (text, name) => {
    expect(parseDomain(text)).toBe(name);
  });

  // What a parser of hosts would read as another name, or as an IPv4 address.
  it.each([
    '１.２.３.４',
    '１２７.1',
    'ö.１２',
    'ö.0x7f',
    '０ｘ７ｆ',
    'example⒈com',
    'ö%2ecom',
    'ö.com:25',
    'ö.com/x',
    'user@ö.com',
    'ö．com',
    'ö。com',
    'bücher.xn--',
    'ö.xn--a',
    `${'ö'.repeat(60)}.example`,
  ])('refuses %s', (text) => {
    expect(parseDomain(text)).toBeUndefined();
  });

  it('holds the quick way and the thorough one to the same answer', () => {
    fc.assert(
      // A letter beyond ASCII in front takes the thorough way.
      fc.property(fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '.', '_'), maxLength: 70 }), (text) => {
        expect(parseDomain(`${text}.com`) === undefined).toBe(parseDomain(`ö.${text}.com`) === undefined);
      }),
    );
  });
});

describe('isAddressLiteral', () => {
  it('takes every address in brackets', () => {
    fc.assert(
      fc.property(literal, (text) => {
        expect(isAddressLiteral(text)).toBe(true);
      }),
    );
  });

  it.each([
    '[::ffff:192.0.2.1]',
    '192.0.2.1',
    '[192.0.2.1',
    '[IPv6:]',
    '[IPv6:1:2:3:4:5:6:7:8:9]',
    '[IPv6:192.0.2.1::]',
    '[IPv6:1:2:3:4:5:6:7::8]',
    '[general:content]',
    '[]',
  ])('refuses %s', (text) => {
    expect(isAddressLiteral(text)).toBe(false);
  });

  it.each(['[IPv6:::1]', '[IPv6:::]', '[IPv6:::ffff:192.0.2.1]', '[IPv6:1:2:3:4:5:6:192.0.2.1]', '[IPV6:2001:db8::]'])('takes %s', (text) => {
    expect(isAddressLiteral(text)).toBe(true);
  });
});

describe('addressKey', () => {
  it('is the same however an address of ours is written', () => {
    const keys = ['Anna@Example.com', 'anna@example.COM', '"anna"@example.com', 'ANNA@EXAMPLE.COM'].map((text) => {
      const parsed = parseAddress(text);
      return parsed && addressKey(parsed);
    });
    expect(new Set(keys)).toEqual(new Set(['anna@example.com']));
  });
});

describe('withoutDetail', () => {
  it.each([
    ['anna+news', 'anna'],
    ['anna+a+b', 'anna'],
    ['anna+', 'anna'],
    ['anna', undefined],
    ['+news', undefined],
  ])('of %s is %s', (localPart, user) => {
    expect(withoutDetail(localPart)).toBe(user);
  });
});
