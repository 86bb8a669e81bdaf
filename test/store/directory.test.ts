import { describe, expect, test } from 'vitest';
import type { AccountRow, DomainRow, MailStore } from '../../main/store/mail-store.ts';
import { openTestStore } from './fixtures.ts';
import { accept, addAccount, bytes, deliveredTo, incoming } from './sample-messages.ts';

async function withDomain(): Promise<{ store: MailStore; domain: DomainRow; add: (address: string) => Promise<AccountRow> }> {
  const store = await openTestStore();
  const domain = await store.directory.addDomain('example.org', 5);
  const add = (address: string): Promise<AccountRow> =>
    store.directory.addAccount({ domainId: domain.id, address, key: address.toLowerCase(), name: 'A', passwordHash: 'h', quotaBytes: 9, at: 7 });
  return { store, domain, add };
}

describe('domains', () => {
  test('are added once and removed when empty', async () => {
    const { store, domain, add } = await withDomain();
    await expect(store.directory.addDomain('example.org', 6)).rejects.toMatchObject({ name: 'StoreConflict', kind: 'exists' });
    const account = await add('anna@example.org');
    await expect(store.directory.removeDomain('example.org')).rejects.toMatchObject({ kind: 'in-use' });
    await store.directory.removeAccount(account.id);
    const alias = await store.directory.putAlias({
      domainId: domain.id,
      address: 'a@example.org',
      key: 'a@example.org',
      targets: ['b@c.example'],
      at: 1,
      replace: false,
    });
    await expect(store.directory.removeDomain('example.org')).rejects.toMatchObject({ kind: 'in-use' });
    await store.directory.removeAlias(alias.id);
    await store.directory.removeDomain('example.org');
    await expect(store.directory.removeDomain('example.org')).rejects.toMatchObject({ kind: 'missing' });
    expect(await store.directory.load()).toEqual({ domains: [], accounts: [], aliases: [] });
  });
});

describe('accounts', () => {
  test('are as they were added, and found again', async () => {
    const { store, domain, add } = await withDomain();
    const account = await add('Anna@example.org');
    expect(account).toEqual({
      id: account.id,
      domainId: domain.id,
      address: 'Anna@example.org',
      name: 'A',
      passwordHash: 'h',
      enabled: true,
      quotaBytes: 9,
      usedBytes: 0,
      messages: 0,
      createdAt: 7,
      lastLoginAt: null,
    });
    expect((await store.directory.load()).accounts).toEqual([account]);
    await expect(add('anna@example.org')).rejects.toMatchObject({ kind: 'exists' });
  });

  test('need a domain', async () => {
    const { store } = await withDomain();
    const account = { domainId: 99, address: 'x@y.example', key: 'x@y.example', name: '', passwordHash: '', quotaBytes: null, at: 0 };
    await expect(store.directory.addAccount(account)).rejects.toMatchObject({ kind: 'missing' });
  });

  test('are changed in the named fields alone', async () => {
    const { store, add } = await withDomain();
    const account = await add('anna@example.org');
    const changed = await store.directory.updateAccount(account.id, { enabled: false, quotaBytes: null });
    expect(changed).toEqual({ ...account, enabled: false, quotaBytes: null });
    expect(await store.directory.updateAccount(account.id, { name: 'B', passwordHash: 'i' })).toEqual({ ...changed, name: 'B', passwordHash: 'i' });
    await expect(store.directory.updateAccount(99, { name: 'B' })).rejects.toMatchObject({ kind: 'missing' });
  });

  test('go with their mail, but leave others theirs', async () => {
    const { store } = await withDomain();
    const [anna, bert] = [await addAccount(store, 'anna'), await addAccount(store, 'bert')];
    const shared = await accept(store, bytes(10, 'shared'), incoming(deliveredTo(anna, bert)));
    const own = await Promise.all(Array.from({ length: 1200 }, () => accept(store, bytes(10, 'own'), incoming(deliveredTo(anna)))));
    await store.directory.removeAccount(anna);
    expect((await store.directory.load()).accounts.map((account) => account.id)).toEqual([bert]);
    expect(await store.messages.open(own[1100] ?? 0)).toBeUndefined();
    const kept = await store.messages.open(shared);
    expect(kept?.size).toBe(10);
    kept?.close();
    await expect(store.directory.removeAccount(anna)).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('aliases', () => {
  test('are put, replaced on request only, and removed', async () => {
    const { store, domain, add } = await withDomain();
    await add('anna@example.org');
    const put = (address: string, targets: readonly string[], replace: boolean) =>
      store.directory.putAlias({ domainId: domain.id, address, key: address.toLowerCase(), targets, at: 3, replace });
    const alias = await put('Info@example.org', ['anna@example.org'], false);
    expect(alias).toEqual({ id: alias.id, domainId: domain.id, address: 'Info@example.org', targets: ['anna@example.org'], createdAt: 3 });
    await expect(put('info@example.org', [], false)).rejects.toMatchObject({ kind: 'exists' });
    expect(await put('info@example.org', ['a@b.example', 'c@d.example'], true)).toMatchObject({ id: alias.id, targets: ['a@b.example', 'c@d.example'] });
    await expect(put('anna@example.org', [], true)).rejects.toMatchObject({ kind: 'exists' });
    await expect(add('INFO@example.org')).rejects.toMatchObject({ kind: 'exists' });
    await store.directory.removeAlias(alias.id);
    await expect(store.directory.removeAlias(alias.id)).rejects.toMatchObject({ kind: 'missing' });
  });

  test('may be put with replace though there is none', async () => {
    const { store, domain } = await withDomain();
    await store.directory.putAlias({ domainId: domain.id, address: 'n@example.org', key: 'n@example.org', targets: ['a@b.example'], at: 3, replace: true });
    expect((await store.directory.load()).aliases).toHaveLength(1);
  });
});
