import { expect, it } from 'vitest';
import { DirectoryIndex } from '../../main/accounts/directory-index.ts';
import { forwardersTo } from '../../main/accounts/forwarders.ts';
import { type MailAddress, parseAddress } from '../../shared/mail/address.ts';

const row = { name: '', passwordHash: '', quotaBytes: null, usedBytes: 0, messages: 0, createdAt: 0, lastLoginAt: null, domainId: 1, enabled: true };
const directory = new DirectoryIndex(
  {
    domains: [{ id: 1, name: 'local.test', createdAt: 0 }],
    accounts: ['anna', 'bert', 'carl', 'dora', 'eva'].map((name, place) => ({ ...row, id: place + 1, address: `${name}@local.test` })),
    aliases: [
      { id: 11, domainId: 1, address: 'team@local.test', targets: ['anna@local.test', 'dora@local.test', 'out@far.test'], createdAt: 0 },
      { id: 12, domainId: 1, address: 'away@local.test', targets: ['out@far.test'], createdAt: 0 },
    ],
  },
  {
    forwards: [
      { accountId: 1, targets: ['out@far.test'], keepCopy: false },
      { accountId: 2, targets: ['out@far.test'], keepCopy: true },
      { accountId: 3, targets: ['anna@local.test'], keepCopy: false },
      { accountId: 4, targets: ['away@local.test'], keepCopy: false },
    ],
    vacations: [],
    lists: [],
  },
);

function address(text: string): MailAddress {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}

it.each<[string, string | undefined, string[]]>([
  ['the account itself', 'anna+detail@local.test', ['anna']],
  ['an alias of some, and by an alias', 'team@local.test', ['anna', 'dora']],
  ['one after the other: the last', 'carl@local.test', ['anna']],
  ['one that has kept a copy', 'bert@local.test', []],
  ['an alias that leads elsewhere by itself', 'away@local.test', []],
  ['one who does not forward there any more', 'eva@local.test', []],
  ['one that has been removed', 'gone@local.test', []],
  ['an address of another server', 'anna@before.test', []],
  ['nobody knows whom', undefined, ['anna', 'dora']],
  ['postmaster, who is somebody', 'postmaster@local.test', ['anna', 'dora']],
  ['the recipient itself', 'out@far.test', []],
  ['what comes back for a forward', 'SRS0=abcdefgh=ab=far.test=out@local.test', []],
])('mail that was written to %s', (_, writtenTo, names) => {
  const found = forwardersTo(address('out@far.test'), writtenTo === undefined ? undefined : address(writtenTo), directory);
  expect(found.map((account) => account.address)).toEqual(names.map((name) => `${name}@local.test`));
});
