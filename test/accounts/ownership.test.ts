import { expect, it } from 'vitest';
import type { Login } from '../../main/accounts/accounts.ts';
import { DirectoryIndex } from '../../main/accounts/directory-index.ts';
import { owns } from '../../main/accounts/ownership.ts';
import { addressExists } from '../../main/accounts/resolve.ts';
import { parseAddress } from '../../shared/mail/address.ts';

const row = { name: '', passwordHash: '', messages: 0, createdAt: 0, lastLoginAt: null };
const directory = new DirectoryIndex({
  domains: [
    { id: 1, name: 'local.test', createdAt: 0 },
    { id: 2, name: 'other.test', createdAt: 0 },
  ],
  accounts: [
    // Full: that keeps nobody from sending.
    { ...row, id: 1, domainId: 1, address: 'Anna@local.test', enabled: true, quotaBytes: 10, usedBytes: 10 },
    { ...row, id: 2, domainId: 1, address: 'bert@local.test', enabled: true, quotaBytes: null, usedBytes: 0 },
    { ...row, id: 3, domainId: 1, address: 'gone@local.test', enabled: false, quotaBytes: null, usedBytes: 0 },
    { ...row, id: 4, domainId: 1, address: 'anna+bills@local.test', enabled: true, quotaBytes: null, usedBytes: 0 },
  ],
  aliases: [
    { id: 5, domainId: 2, address: 'info@other.test', targets: ['staff@other.test'], createdAt: 0 },
    { id: 6, domainId: 2, address: 'staff@other.test', targets: ['anna@local.test', 'x@example.com'], createdAt: 0 },
    { id: 7, domainId: 2, address: 'loop@other.test', targets: ['loop2@other.test', 'anna@local.test'], createdAt: 0 },
    { id: 8, domainId: 2, address: 'loop2@other.test', targets: ['loop@other.test'], createdAt: 0 },
    { id: 9, domainId: 1, address: 'anna+sales@local.test', targets: ['bert@local.test'], createdAt: 0 },
  ],
});

function address(text: string): NonNullable<ReturnType<typeof parseAddress>> {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}

const anna: Login = { kind: 'account', id: 1, address: 'Anna@local.test' };
const script: Login = { kind: 'smtp-login', name: 'script', addresses: ['Robot@local.test', '@Example.COM'] };

it.each<[Login, string, boolean]>([
  [anna, 'anna@local.test', true],
  [anna, 'ANNA@LOCAL.TEST', true],
  [anna, '"anna"@local.test', true],
  [anna, 'anna+any@local.test', true],
  [anna, 'anna+bills@local.test', false],
  [anna, 'anna+sales@local.test', false],
  [anna, 'anna+sales+x@local.test', true],
  [anna, 'info@other.test', true],
  [anna, 'staff+x@other.test', true],
  [anna, 'loop@other.test', false],
  [anna, 'bert@local.test', false],
  [anna, 'gone@local.test', false],
  [anna, 'postmaster@local.test', false],
  [anna, 'nobody@local.test', false],
  [anna, 'anna@other.test', false],
  [anna, 'anna@example.com', false],
  [script, 'robot@local.test', true],
  [script, 'any.thing@example.com', true],
  [script, 'x@sub.example.com', false],
  [script, 'x@notexample.com', false],
  [script, 'robot+x@local.test', false],
  [script, 'anna@local.test', false],
])('%j and <%s>', (login, text, expected) => {
  expect(owns(login, address(text), directory)).toBe(expected);
});

it.each([
  ['anna@local.test', true],
  ['anna+x@local.test', true],
  ['gone@local.test', true],
  ['loop@other.test', true],
  ['nobody@local.test', false],
  ['postmaster@local.test', false],
  ['anna@example.com', false],
])('<%s> exists: %s', (text, expected) => {
  expect(addressExists(address(text), directory)).toBe(expected);
});
