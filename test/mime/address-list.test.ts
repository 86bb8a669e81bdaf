import { expect, it } from 'vitest';
import { parseAddressList } from '../../main/mime/address-list.ts';
import { expectLinear } from '../growth.ts';

const raw = (text: string): string => Buffer.from(text).toString('latin1');

it.each<[string, readonly string[]]>([
  ['anna@local.test', ['anna@local.test']],
  ['<anna@local.test>', ['anna@local.test']],
  ['Anna <anna@local.test>', ['anna@local.test']],
  ['Anna B. Miller <anna@local.test>', ['anna@local.test']],
  ['"Miller, Anna" <anna@local.test>', ['anna@local.test']],
  ['"a <b@c.example>" <anna@local.test>', ['anna@local.test']],
  ['=?utf-8?B?w6ko?= <anna@local.test>', ['anna@local.test']],
  ['Ännä <anna@local.test>', ['anna@local.test']],
  ['Anna (home, (really)) <anna@local.test>', ['anna@local.test']],
  ['anna@local.test (Anna)', ['anna@local.test']],
  ['anna@local.test, Bert <bert@local.test>', ['anna@local.test', 'bert@local.test']],
  ['friends: anna@local.test, bert@local.test;', ['anna@local.test', 'bert@local.test']],
  ['"us: a@b.example": anna@local.test;', ['anna@local.test']],
  // The name of a group is a mailbox to some readers.
  ['bert@local.test: anna@local.test;', ['bert@local.test', 'anna@local.test']],
  ['anna@local.test, bert@local.test:;', ['anna@local.test', 'bert@local.test']],
  ['"odd local"@local.test', ['"odd local"@local.test']],
  ['anna @ local.test', ['anna@local.test']],
  [', anna@local.test,,', ['anna@local.test']],
])('%s is clear', (text, addresses) => {
  expect(parseAddressList(raw(text))).toEqual({ addresses, clear: true });
});

it.each([
  '',
  'Anna',
  'undisclosed-recipients:;',
  'anna@local.test <bert@local.test>',
  'bert@local.test, Anna',
  'Anna <anna@local.test> <bert@local.test>',
  'Anna <anna@local.test',
  'anna@local.test>',
  '=?utf-8?Q?anna=40local.test?=',
  '"anna@local.test',
  'Anna (open <anna@local.test>',
  'anna@local.test) <bert@local.test>',
  '<anna@local.test@example.com>',
  '<@relay.example:anna@local.test>',
  'Anna <>',
  'anna@local.test;bert',
  'anna@local.test bert.example',
  'anna@local.test(home)bert.example',
  '<anna@local.test .example>',
  'anna b@local.test',
  'x bert@local.test y: anna@local.test;',
  '@: anna@local.test;',
  'a: =?utf-8?q?bert=40local.test?=: anna@local.test;',
])('%j is not', (text) => {
  expect(parseAddressList(raw(text)).clear).toBe(false);
});

it.each([
  ['quotes', '"\\'],
  ['backslashes', '\\'],
  ['brackets', '['],
  ['parentheses', '('],
])('half a megabyte of %s is read in time in proportion to its length', { timeout: 60_000 }, (_, piece) => {
  expect(parseAddressList(piece.repeat(500_000)).clear).toBe(false);
});

it('colons behind a bracket are no more work than anything else', { timeout: 120_000 }, async () => {
  await expectLinear(60_000, (size) => {
    expect(parseAddressList(`${'w '.repeat(size / 4)}<${':'.repeat(size / 2)}`).clear).toBe(false);
  });
});
