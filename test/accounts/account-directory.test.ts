import { beforeEach, describe, expect, test } from 'vitest';
import type { AccountDirectory, DirectoryChange } from '../../main/accounts/account-directory.ts';
import { createAccountDirectory } from '../../main/accounts/stored-directory.ts';
import { StoreError } from '../../main/store/mail-store.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { MemoryDirectory } from '../fakes/memory-directory.ts';

const ANNA = { localPart: 'anna', domain: 'example.com' };

let store: MemoryDirectory;
let directory: AccountDirectory;
let changes: DirectoryChange[];
let now: number;

beforeEach(async () => {
  store = new MemoryDirectory();
  now = 1_000_000;
  directory = await createAccountDirectory(store, new FixedSettings(), { now: () => now });
  changes = [];
  directory.onChange((change) => changes.push(change));
  await directory.addDomain('Example.COM');
});

describe('domains', () => {
  test('are local once added, under their normal name, and only once', async () => {
    expect(directory.isLocalDomain('example.com')).toBe(true);
    expect(directory.listDomains()).toEqual([{ name: 'example.com', accounts: 0, aliases: 0, lists: 0, createdAt: now }]);
    await expect(directory.addDomain('example.com')).rejects.toMatchObject({ kind: 'conflict', field: 'name' });
    await expect(directory.addDomain('not a domain')).rejects.toMatchObject({ kind: 'invalid', field: 'name' });
  });

  test('are removed only when nobody is left in them', async () => {
    await directory.addAccount({ address: 'anna@example.com', password: 'correct horse' });
    await directory.putAlias({ address: 'sales@example.com', targets: ['anna@example.com'] });
    await expect(directory.removeDomain('example.com')).rejects.toMatchObject({
      kind: 'conflict',
      message: 'example.com is not empty (accounts: 1, aliases: 1, mailing lists: 0): remove what is in it first',
    });
    await directory.removeAlias('sales@example.com');
    await directory.removeAccount('ANNA@example.com');
    await directory.removeDomain('example.com');
    expect(directory.isLocalDomain('example.com')).toBe(false);
    await expect(directory.removeDomain('example.com')).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('accounts and aliases', () => {
  test('an address belongs to one account or one alias, whatever its case', async () => {
    await directory.addAccount({ address: 'Anna@example.com', password: 'correct horse' });
    await directory.putAlias({ address: 'sales@example.com', targets: ['anna@example.com'] });
    await expect(directory.addAccount({ address: 'anna@EXAMPLE.com', password: 'correct horse' })).rejects.toMatchObject({
      kind: 'conflict',
      field: 'address',
    });
    await expect(directory.addAccount({ address: 'Sales@example.com', password: 'correct horse' })).rejects.toMatchObject({
      kind: 'conflict',
      field: 'address',
    });
    await expect(directory.putAlias({ address: 'ANNA@example.com', targets: ['x@example.com'], replace: true })).rejects.toMatchObject({ kind: 'conflict' });
    await expect(directory.putAlias({ address: 'Sales@example.com', targets: ['x@example.com'] })).rejects.toMatchObject({ kind: 'conflict' });
  });

  test('of two requests for one address at the same moment one is refused', async () => {
    const both = await Promise.allSettled([
      directory.addAccount({ address: 'anna@example.com', password: 'correct horse' }),
      directory.addAccount({ address: 'anna@example.com', password: 'battery staple' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(store.accounts).toHaveLength(1);
  });

  test('are only made in local domains', async () => {
    await expect(directory.addAccount({ address: 'anna@elsewhere.example', password: 'correct horse' })).rejects.toMatchObject({
      kind: 'missing',
      field: 'address',
    });
    await expect(directory.putAlias({ address: 'anna@elsewhere.example', targets: ['x@example.com'] })).rejects.toMatchObject({
      kind: 'missing',
      field: 'address',
    });
  });

  test('an alias has good targets, each once, and never itself', async () => {
    await expect(directory.putAlias({ address: 'sales@example.com', targets: ['a@example.com', 'SALES@example.com'] })).rejects.toMatchObject({
      kind: 'invalid',
      field: 'targets.1',
    });
    await expect(directory.putAlias({ address: 'sales@example.com', targets: ['nonsense'] })).rejects.toMatchObject({ kind: 'invalid', field: 'targets.0' });
    await expect(directory.putAlias({ address: 'sales@example.com', targets: [] })).rejects.toMatchObject({ kind: 'invalid', field: 'targets' });
    const alias = await directory.putAlias({ address: 'sales@example.com', targets: ['a@example.com', 'A@example.com', 'b@elsewhere.example'] });
    expect(alias.targets).toEqual(['A@example.com', 'b@elsewhere.example']);
    await directory.putAlias({ address: 'sales@example.com', targets: ['c@example.com'], replace: true });
    expect(directory.listAliases('example.com').map(({ targets }) => targets)).toEqual([['c@example.com']]);
  });

  test('each change is told once it is on disk', async () => {
    changes.length = 0;
    const account = await directory.addAccount({ address: 'anna@example.com', password: 'correct horse', name: 'Anna', quotaBytes: 5_000_000 });
    expect(account).toMatchObject({ address: 'anna@example.com', name: 'Anna', enabled: true, quotaBytes: 5_000_000, usedBytes: 0, messages: 0 });
    await directory.updateAccount('anna@example.com', { name: 'Anna B.', quotaBytes: null });
    await directory.updateAccount('anna@example.com', { enabled: false });
    await directory.setPassword('anna@example.com', 'battery staple');
    await directory.removeAccount('anna@example.com');
    expect(changes.map(({ action, endsLogins }) => [action, endsLogins])).toEqual([
      ['added', false],
      ['changed', false],
      ['changed', true],
      ['changed', true],
      ['removed', true],
    ]);
    expect(directory.accountCount).toBe(0);
  });

  test('when the disk fails nothing has changed and nobody is told', async () => {
    await directory.addAccount({ address: 'anna@example.com', password: 'correct horse' });
    changes.length = 0;
    store.failure = new StoreError('disk-full', 'the disk is full');
    await expect(directory.updateAccount('anna@example.com', { enabled: false })).rejects.toBe(store.failure);
    await expect(directory.removeAccount('anna@example.com')).rejects.toBe(store.failure);
    expect(changes).toEqual([]);
    expect(directory.resolve(ANNA).kind).toBe('local');
    store.failure = undefined;
    await directory.removeAccount('anna@example.com');
    expect(directory.resolve(ANNA)).toEqual({ kind: 'refused', reason: 'unknown-recipient' });
  });

  test('what a start loads is what was there before', async () => {
    await directory.addAccount({ address: 'anna@example.com', password: 'correct horse' });
    await directory.putAlias({ address: 'sales@example.com', targets: ['anna@example.com'] });
    const again = await createAccountDirectory(store, new FixedSettings(), { now: () => now });
    expect(again.resolve({ localPart: 'sales', domain: 'example.com' })).toEqual(directory.resolve(ANNA));
    expect(await again.login('anna@example.com', 'correct horse')).toMatchObject({ ok: true });
  });
});

describe('login', () => {
  beforeEach(async () => {
    await directory.addAccount({ address: 'anna@example.com', password: 'correct horse' });
  });

  test('takes the full address in any case, and the right password alone', async () => {
    expect(await directory.login('ANNA@example.com', 'correct horse')).toMatchObject({ ok: true, account: { address: 'anna@example.com' } });
    expect(await directory.login('anna@example.com', 'Correct horse')).toEqual({ ok: false, why: 'wrong-password' });
    expect(await directory.login('anna@example.com', '')).toEqual({ ok: false, why: 'wrong-password' });
    expect(await directory.login('bert@example.com', 'correct horse')).toEqual({ ok: false, why: 'unknown' });
    expect(await directory.login('anna', 'correct horse')).toEqual({ ok: false, why: 'unknown' });
    expect(await directory.login('\0"@', 'correct horse')).toEqual({ ok: false, why: 'unknown' });
  });

  test('a changed password, and a disabled or removed account, are out at once, remembered or not', async () => {
    await directory.login('anna@example.com', 'correct horse');
    await directory.setPassword('anna@example.com', 'battery staple');
    expect(await directory.login('anna@example.com', 'correct horse')).toEqual({ ok: false, why: 'wrong-password' });
    expect(await directory.login('anna@example.com', 'battery staple')).toMatchObject({ ok: true });
    await directory.updateAccount('anna@example.com', { enabled: false });
    expect(await directory.login('anna@example.com', 'battery staple')).toEqual({ ok: false, why: 'disabled' });
    expect(await directory.login('anna@example.com', 'wrong')).toEqual({ ok: false, why: 'wrong-password' });
    await directory.removeAccount('anna@example.com');
    expect(await directory.login('anna@example.com', 'battery staple')).toEqual({ ok: false, why: 'unknown' });
  });

  test('a login under way when the password changes does not succeed', async () => {
    const login = directory.login('anna@example.com', 'correct horse');
    await store.updateAccount(store.accounts[0]?.id ?? 0, {});
    await directory.setPassword('anna@example.com', 'battery staple');
    const late = await directory.login('anna@example.com', 'correct horse');
    expect([(await login).ok, late.ok]).toContain(false);
    expect(late).toEqual({ ok: false, why: 'wrong-password' });
  });
});

describe('usage', () => {
  const full = { kind: 'refused', reason: 'mailbox-full' };

  test('what is delivered counts at once, and the store has the last word', async () => {
    await directory.addAccount({ address: 'anna@example.com', password: 'correct horse', quotaBytes: 1000 });
    const id = store.accounts[0]?.id ?? 0;
    directory.noteDelivery(id, 990);
    expect(directory.resolve(ANNA, 11)).toEqual(full);
    expect(directory.resolve(ANNA, 10).kind).toBe('local');
    store.usageAnswer = [{ id, usedBytes: 400, messages: 2, lastLoginAt: 77 }];
    await directory.refreshUsage();
    expect(directory.resolve(ANNA, 600).kind).toBe('local');
    expect(directory.resolve(ANNA, 601)).toEqual(full);
    expect(await directory.listAccounts('example.com')).toMatchObject([{ usedBytes: 400, messages: 2, lastLoginAt: 77 }]);
  });

  test('what is delivered while the store answers is not forgotten', async () => {
    await directory.addAccount({ address: 'anna@example.com', password: 'correct horse', quotaBytes: 1000 });
    const id = store.accounts[0]?.id ?? 0;
    store.usageAnswer = [{ id, usedBytes: 500, messages: 1, lastLoginAt: null }];
    const refresh = directory.refreshUsage();
    directory.noteDelivery(id, 300);
    await refresh;
    expect(directory.resolve(ANNA, 201)).toEqual(full);
    await directory.refreshUsage();
    expect(directory.resolve(ANNA, 500).kind).toBe('local');
  });
});
