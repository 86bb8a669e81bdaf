/**
 * The keys that sign mail of our domains: made here, kept in the store, found in memory. A new key waits (`next`) until its
 * record is in the DNS and the administrator says so; then it signs, and the one of its kind that signed before retires.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { domainKey } from '../../../shared/mail/address.ts';
import { type AccountDirectory, DirectoryError } from '../../accounts/account-directory.ts';
import type { Clock } from '../../clock.ts';
import { questionName } from '../../dns/dns-name.ts';
import { shownDomain } from '../../dns/shown-name.ts';
import type { PendingSignature, Signing } from '../../listener.ts';
import type { DkimAlgorithm, DkimKeyRow, DkimKeyState, DkimStore } from '../../store/mail-services.ts';
import { dkimRecordValue, makeKeyPair } from './key-pair.ts';
import { RelaxedBodyHash } from './relaxed-body.ts';
import { type SigningKey, signatureFields } from './signature.ts';

/** A key as others may see it. */
export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: DkimAlgorithm;
  readonly state: DkimKeyState;
  readonly createdAt: number;
  readonly stateAt: number;
  /** Where its record belongs, and what the record says. */
  readonly name: string;
  readonly value: string;
}

export interface DkimKeysOptions {
  readonly store: DkimStore;
  readonly accounts: Pick<AccountDirectory, 'domainIds'>;
  readonly clock: Clock;
}

/** RFC 6376 section 3.1: names with dots between them; one is enough. */
const SELECTOR = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export class DkimKeys implements Signing {
  readonly #options: DkimKeysOptions;
  #rows: readonly DkimKeyRow[];
  readonly #keyObjects = new Map<number, KeyObject>();
  /** Names of keys that were removed since the start. */
  readonly #removed = new Set<string>();

  private constructor(options: DkimKeysOptions, rows: readonly DkimKeyRow[]) {
    this.#options = options;
    this.#rows = rows;
  }

  static async open(options: DkimKeysOptions): Promise<DkimKeys> {
    return new DkimKeys(options, await options.store.load());
  }

  /** In order of age. @param domain of one domain alone */
  list(domain?: string): DkimKey[] {
    const names = new Map([...this.#options.accounts.domainIds].map(([name, id]) => [id, name]));
    return this.#rows.flatMap((row) => {
      const name = names.get(row.domainId);
      return name === undefined || (domain !== undefined && name !== domainKey(domain)) ? [] : [shown(row, name)];
    });
  }

  /** Makes a key that does not sign yet. @throws DirectoryError */
  async add(domain: string, algorithm: DkimAlgorithm, selector?: string): Promise<DkimKey> {
    const { store, clock } = this.#options;
    const domainId = this.#domainId(domain);
    const chosen = selector?.toLowerCase() ?? this.#freeSelector(domainId, algorithm);
    if (!SELECTOR.test(chosen)) throw new DirectoryError('invalid', 'selector', `"${chosen}" is not a selector: letters, digits and hyphens, such as mail2026`);
    if (this.#find(domainId, chosen) !== undefined) throw new DirectoryError('conflict', 'selector', `${domain} has a key with the selector ${chosen} already`);
    const now = clock.now();
    const pair = await makeKeyPair(algorithm);
    const row = await store.add({ domainId, selector: chosen, algorithm, ...pair, state: 'next', createdAt: now, stateAt: now });
    this.#rows = [...this.#rows, row];
    return shown(row, domain);
  }

  /** From now on this key signs. @throws DirectoryError */
  async use(domain: string, selector: string): Promise<DkimKey> {
    const { store, clock } = this.#options;
    const key = this.#require(domain, selector);
    const at = clock.now();
    const before = this.#rows.filter((row) => row.domainId === key.domainId && row.algorithm === key.algorithm && row.state === 'active' && row.id !== key.id);
    const changes = [{ id: key.id, state: 'active' as const, at }, ...before.map(({ id }) => ({ id, state: 'retired' as const, at }))];
    await store.setStates(changes);
    const states = new Map(changes.map(({ id, state }) => [id, state]));
    this.#rows = this.#rows.map((row) => ({ ...row, ...(states.has(row.id) ? { state: states.get(row.id) ?? row.state, stateAt: at } : {}) }));
    return shown(this.#require(domain, selector), domain);
  }

  /** Removes a key for good: what it has signed can still be checked as long as its record is in the DNS. @throws DirectoryError */
  async remove(domain: string, selector: string): Promise<void> {
    const key = this.#require(domain, selector);
    await this.#options.store.remove(key.id);
    this.#rows = this.#rows.filter((row) => row.id !== key.id);
    this.#keyObjects.delete(key.id);
    this.#removed.add(shown(key, domain).name);
  }

  /** A key of ours had that name, and was removed since the start. @param name where its record belongs */
  wasRemoved(name: string): boolean {
    return this.#removed.has(name);
  }

  /** The keys that sign for the first of these domains that has some. */
  signingKeys(domains: readonly string[]): SigningKey[] {
    const ids = this.#options.accounts.domainIds;
    for (const domain of domains) {
      const domainId = ids.get(domainKey(domain));
      const rows = domainId === undefined ? [] : this.#rows.filter((row) => row.domainId === domainId && row.state === 'active');
      if (rows.length > 0) {
        return rows.map((row) => ({ domain: questionName(domain) ?? domain, selector: row.selector, algorithm: row.algorithm, key: this.#keyObject(row) }));
      }
    }
    return [];
  }

  begin(): PendingSignature | undefined {
    if (!this.#rows.some(({ state }) => state === 'active')) return undefined;
    const hash = new RelaxedBodyHash();
    return {
      body: (bytes) => hash.update(bytes),
      fields: async (head, domains) => {
        const keys = this.signingKeys(domains);
        return keys.length === 0 ? '' : await signatureFields(head, hash.digest(), keys, this.#options.clock.now());
      },
    };
  }

  #keyObject(row: DkimKeyRow): KeyObject {
    const made = this.#keyObjects.get(row.id) ?? createPrivateKey(row.privateKey);
    this.#keyObjects.set(row.id, made);
    return made;
  }

  #domainId(domain: string): number {
    const id = this.#options.accounts.domainIds.get(domainKey(domain));
    if (id === undefined) throw new DirectoryError('missing', 'domain', `${domain} is not a domain of this server: add the domain first`);
    return id;
  }

  #find(domainId: number, selector: string): DkimKeyRow | undefined {
    return this.#rows.find((row) => row.domainId === domainId && row.selector === selector.toLowerCase());
  }

  #require(domain: string, selector: string): DkimKeyRow {
    const row = this.#find(this.#domainId(domain), selector);
    if (row === undefined) throw new DirectoryError('missing', 'selector', `${domain} has no key with the selector ${selector}`);
    return row;
  }

  /** Such as `rsa202611`: whoever sees it in the DNS knows how old the key is. */
  #freeSelector(domainId: number, algorithm: DkimAlgorithm): string {
    const month = new Date(this.#options.clock.now()).toISOString().slice(0, 7).replace('-', '');
    const base = `${algorithm === 'rsa' ? 'rsa' : 'ed'}${month}`;
    let selector = base;
    for (let number = 2; this.#find(domainId, selector) !== undefined; number += 1) selector = `${base}-${number}`;
    return selector;
  }
}

function shown(row: DkimKeyRow, domain: string): DkimKey {
  const { selector, algorithm, state, createdAt, stateAt } = row;
  return {
    domain: shownDomain(domain),
    selector,
    algorithm,
    state,
    createdAt,
    stateAt,
    name: `${selector}._domainkey.${questionName(domain) ?? domain}`,
    value: dkimRecordValue(row),
  };
}
