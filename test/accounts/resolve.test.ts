import { beforeEach, describe, expect, test } from 'vitest';
import type { AccountDirectory } from '../../main/accounts/account-directory.ts';
import { createAccountDirectory } from '../../main/accounts/stored-directory.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { parseAddress } from '../../shared/mail/address.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { MemoryDirectory } from '../fakes/memory-directory.ts';

/** A directory written down: accounts as `address` or `address disabled` or `address quota=N`, aliases as `a -> b, c`. */
async function directoryOf(lines: readonly string[], settings = new FixedSettings()): Promise<AccountDirectory> {
  const store = new MemoryDirectory();
  const domainIds = new Map<string, number>();
  for (const name of ['example.com', 'example.org', 'empty.example']) domainIds.set(name, (await store.addDomain(name, 1)).id);
  for (const line of lines) {
    const [address = '', ...words] = line.split(' ');
    const domainId = domainIds.get(address.split('@')[1] ?? '') ?? 0;
    if (words[0] === '->') {
      await store.putAlias({ domainId, address, key: address.toLowerCase(), targets: words.slice(1).join('').split(','), at: 1, replace: false });
    } else {
      const quota = words.find((word) => word.startsWith('quota='))?.slice(6);
      const row = await store.addAccount({
        domainId,
        address,
        key: address.toLowerCase(),
        name: '',
        passwordHash: '',
        quotaBytes: quota === undefined ? null : Number(quota),
        at: 1,
      });
      if (words.includes('disabled')) await store.updateAccount(row.id, { enabled: false });
    }
  }
  return await createAccountDirectory(store, settings, { now: () => 1000 });
}

/** What an address resolves to: `mailbox, mailbox, =>remote`, or the reason, or `foreign`. */
function resolved(directory: AccountDirectory, address: string, bytes?: number): string {
  const recipient = address === 'postmaster' ? address : parseAddress(address);
  if (recipient === undefined) throw new Error(`not an address: ${address}`);
  const resolution = directory.resolve(recipient, bytes);
  switch (resolution.kind) {
    case 'foreign':
      return 'foreign';
    case 'refused':
      return resolution.reason;
    case 'local':
      return [...resolution.mailboxes.map((box) => box.address), ...resolution.remote.map((to) => `=>${to.localPart}@${to.domain}`)].join(', ');
  }
}

describe('accounts and aliases', () => {
  let directory: AccountDirectory;
  beforeEach(async () => {
    directory = await directoryOf([
      'Anna@example.com',
      'bert@example.com',
      'bert+work@example.com',
      'off@example.com disabled',
      'sales@example.com -> anna@example.com, bert@example.com',
      'forward@example.com -> anna@elsewhere.example',
      'mixed@example.com -> sales@example.com, anna@example.com, X@elsewhere.example',
      'half@example.com -> off@example.com, anna@example.com',
      'dead@example.com -> off@example.com',
      'dangling@example.com -> gone@example.com',
      'detail@example.com -> anna+detail@example.com',
    ]);
  });

  test.each([
    ['anna@example.com', 'Anna@example.com'],
    ['ANNA@EXAMPLE.COM', 'Anna@example.com'],
    ['anna@example.org', 'unknown-recipient'],
    ['nobody@example.com', 'unknown-recipient'],
    ['anna@elsewhere.example', 'foreign'],
    ['anna@[192.0.2.1]', 'foreign'],
    ['anna@sub.example.com', 'foreign'],
    ['off@example.com', 'recipient-disabled'],
    ['sales@example.com', 'Anna@example.com, bert@example.com'],
    ['forward@example.com', '=>anna@elsewhere.example'],
    ['mixed@example.com', 'Anna@example.com, bert@example.com, =>X@elsewhere.example'],
    ['half@example.com', 'Anna@example.com'],
    ['dead@example.com', 'recipient-disabled'],
    ['dangling@example.com', 'unknown-recipient'],
  ])('%s goes to %s', (address, expected) => {
    expect(resolved(directory, address)).toBe(expected);
  });

  test.each([
    ['anna+shop@example.com', 'Anna@example.com'],
    ['anna+a+b@example.com', 'Anna@example.com'],
    ['sales+x@example.com', 'Anna@example.com, bert@example.com'],
    ['bert+work@example.com', 'bert+work@example.com'],
    ['bert+home@example.com', 'bert@example.com'],
    ['nobody+x@example.com', 'unknown-recipient'],
    ['+x@example.com', 'unknown-recipient'],
    ['detail@example.com', 'Anna@example.com'],
  ])('plus addressing: %s goes to %s', (address, expected) => {
    expect(resolved(directory, address)).toBe(expected);
  });

  test.each(['"anna@elsewhere.example"@example.com', 'anna%elsewhere.example@example.com', 'elsewhere.example!anna@example.com'])(
    '%s is not rewritten into a relay',
    (address) => {
      expect(resolved(directory, address)).toBe('unknown-recipient');
    },
  );
});

describe('loops and explosions', () => {
  test.each([
    ['two aliases that lead to each other', ['a@example.com -> b@example.com', 'b@example.com -> a@example.com']],
    ['a loop beside a good mailbox', ['x@example.com', 'a@example.com -> x@example.com,b@example.com', 'b@example.com -> a@example.com']],
    ['a loop through plus addressing', ['a@example.com -> a+x@example.com']],
    [
      'more steps than the limit',
      [
        ...Array.from({ length: FIXED_LIMITS.aliasDepth + 1 }, (_, n) => `${'abcdefghijklmn'[n]}@example.com -> ${'abcdefghijklmn'[n + 1]}@example.com`),
        'l@example.com',
      ],
    ],
    [
      'more addresses than the limit',
      [`a@example.com -> ${Array.from({ length: FIXED_LIMITS.aliasTargets + 1 }, (_, n) => `u${n}@elsewhere.example`).join(',')}`],
    ],
  ])('%s', async (_, lines) => {
    expect(resolved(await directoryOf(lines), 'a@example.com')).toBe('alias-loop');
  });

  test('two ways to the same mailbox are no loop, and it gets the mail once', async () => {
    const directory = await directoryOf([
      'x@example.com',
      'a@example.com -> b@example.com,c@example.com',
      'b@example.com -> d@example.com',
      'c@example.com -> d@example.com',
      'd@example.com -> x@example.com',
    ]);
    expect(resolved(directory, 'a@example.com')).toBe('x@example.com');
  });

  test('aliases that each double the addresses are followed once each', async () => {
    const names = Array.from('abcdefghij');
    const lines = names.slice(0, -1).map((name, n) => `${name}@example.com -> ${names[n + 1]}@example.com,${names[n + 1]}+x@example.com`);
    expect(resolved(await directoryOf([...lines, 'j@example.com']), 'a@example.com')).toBe('j@example.com');
  });
});

describe('postmaster and abuse (RFC 2142, RFC 5321 section 4.5.1)', () => {
  test('own account or alias comes first', async () => {
    const directory = await directoryOf(['old@example.com', 'postmaster@example.com', 'bert@example.com', 'abuse@example.com -> bert@example.com']);
    expect(resolved(directory, 'Postmaster@example.com')).toBe('postmaster@example.com');
    expect(resolved(directory, 'abuse@example.com')).toBe('bert@example.com');
    expect(resolved(directory, 'postmaster')).toBe('postmaster@example.com');
  });

  test('then the one in the settings, here or elsewhere', async () => {
    const settings = new FixedSettings();
    const directory = await directoryOf(['old@example.com', 'chief@example.com'], settings);
    settings.change((draft) => {
      draft.server.postmaster = 'chief@example.com';
    });
    expect(resolved(directory, 'postmaster@example.org')).toBe('chief@example.com');
    expect(resolved(directory, 'postmaster')).toBe('chief@example.com');
    settings.change((draft) => {
      draft.server.postmaster = 'chief@elsewhere.example';
    });
    expect(resolved(directory, 'abuse@example.org')).toBe('=>chief@elsewhere.example');
  });

  test('then the oldest enabled account of the domain, then of the server', async () => {
    const directory = await directoryOf(['off@example.com disabled', 'first@example.com', 'second@example.com', 'third@example.org']);
    expect(resolved(directory, 'postmaster@example.com')).toBe('first@example.com');
    expect(resolved(directory, 'abuse+x@example.org')).toBe('third@example.org');
    expect(resolved(directory, 'abuse@empty.example')).toBe('first@example.com');
    expect(resolved(directory, 'postmaster')).toBe('first@example.com');
  });

  test('a setting, account or alias that leads nowhere does not stop the mail', async () => {
    const settings = new FixedSettings();
    settings.current.server.postmaster = 'postmaster@example.com';
    const directory = await directoryOf(['postmaster@example.com disabled', 'abuse@example.com -> abuse+x@example.com', 'anna@example.com'], settings);
    expect(resolved(directory, 'postmaster@example.com')).toBe('anna@example.com');
    expect(resolved(directory, 'abuse@example.com')).toBe('anna@example.com');
  });

  test('a quota does not stop the mail', async () => {
    const directory = await directoryOf(['anna@example.com quota=10']);
    expect(resolved(directory, 'postmaster@example.com', 1000)).toBe('anna@example.com');
    expect(resolved(directory, 'anna@example.com', 1000)).toBe('mailbox-full');
  });

  test('while there is no account the sender is told to come back', async () => {
    const directory = await directoryOf([]);
    expect(resolved(directory, 'postmaster@example.com')).toBe('no-mailbox-yet');
    expect(resolved(directory, 'postmaster')).toBe('no-mailbox-yet');
    expect(resolved(directory, 'postmaster@elsewhere.example')).toBe('foreign');
  });
});

describe('quota', () => {
  test('what fits is taken to the last byte, declared or not', async () => {
    const directory = await directoryOf(['anna@example.com quota=1000']);
    expect(resolved(directory, 'anna@example.com', 1000)).toBe('anna@example.com');
    expect(resolved(directory, 'anna@example.com', 1001)).toBe('mailbox-full');
    expect(resolved(directory, 'anna@example.com')).toBe('anna@example.com');
  });

  test('an alias with a full mailbox in it is deferred as a whole, so that nobody goes without', async () => {
    const directory = await directoryOf(['anna@example.com quota=10', 'bert@example.com', 'both@example.com -> anna@example.com,bert@example.com']);
    expect(resolved(directory, 'both@example.com', 11)).toBe('mailbox-full');
  });
});
