/** What the options that judge senders are asked in their tests: a small server, its people, and one recipient or message. */
import type { Login } from '../../main/accounts/accounts.ts';
import { owns } from '../../main/accounts/ownership.ts';
import { addressExists } from '../../main/accounts/resolve.ts';
import { DirectoryIndex } from '../../main/accounts/directory-index.ts';
import type { CheckContext, DataFacts, Finding, RcptFacts, Skipped } from '../../main/security/option.ts';
import type { AddressMatch, Lookups } from '../../main/security/lookups.ts';
import { parseAddress } from '../../shared/mail/address.ts';
import { type Settings, defaultSettings } from '../../shared/settings/settings.ts';

export const NOW = Date.UTC(2026, 10, 24, 12);
export const OUTSIDER = '192.0.2.9';
export const TRUSTED = '10.0.0.1';
/** Anna and Bert have grants for this one. */
export const POPPED = '192.0.2.77';

const account = { domainId: 1, name: '', passwordHash: '', quotaBytes: null, usedBytes: 0, messages: 0, createdAt: 0, lastLoginAt: null, enabled: true };

/** anna, bert, carl at local.test; sales leads to anna, through team to bert, too. */
const directory = new DirectoryIndex({
  domains: [{ id: 1, name: 'local.test', createdAt: 0 }],
  accounts: [
    { ...account, id: 1, address: 'anna@local.test' },
    { ...account, id: 2, address: 'bert@local.test' },
    { ...account, id: 3, address: 'carl@local.test' },
    { ...account, id: 4, address: 'anna+own@local.test' },
  ],
  aliases: [
    { id: 5, domainId: 1, address: 'sales@local.test', targets: ['anna@local.test', 'team@local.test'], createdAt: 0 },
    { id: 6, domainId: 1, address: 'team@local.test', targets: ['bert@local.test', 'outside@example.com'], createdAt: 0 },
  ],
});
export { directory };

export const ANNA: Login = { kind: 'account', id: 1, address: 'anna@local.test' };
export const PRINTER: Login = { kind: 'smtp-login', name: 'Printer', addresses: ['printer@local.test', '@devices.example'] };

const never = (): never => {
  throw new Error('this option asks no such thing');
};

const trusted: AddressMatch = { entry: '10.0.0.0/8', source: 'manual', note: '' };

const lookups: Lookups = {
  hostname: 'mail.local.test',
  isOwnAddress: never,
  isLocalDomain: (domain) => directory.domain(domain) !== undefined,
  addressExists: (address) => addressExists(address, directory),
  owns: (login, address) => owns(login, address, directory),
  addressLists: { banned: never, trusted: (address) => (address === TRUSTED ? trusted : undefined) },
  grantHolders: (address) =>
    address === POPPED
      ? [
          { id: 1, address: 'anna@local.test' },
          { id: 2, address: 'bert@local.test' },
        ]
      : [],
  dns: { mx: never, addresses: never, ptr: never, txt: never, tlsa: never, srv: never },
  callout: never,
};

export function context(edit: (security: Settings['security']) => void = () => undefined): CheckContext {
  const settings = defaultSettings();
  edit(settings.security);
  return { settings, lookups, now: NOW, signal: new AbortController().signal };
}

export interface Asked {
  readonly from: string;
  readonly to?: string;
  readonly client?: string;
  readonly login?: Login | undefined;
}

function mailFacts({ from, client = OUTSIDER, login }: Asked): Omit<RcptFacts, 'forwardPath' | 'recipient' | 'sourceRouted' | 'resolution'> {
  const sender = from === '' ? undefined : parseAddress(from);
  if (from !== '' && sender === undefined) throw new Error(`${from} is no address`);
  return { protocol: 'smtp', remoteAddress: client, helo: 'client.example', secure: true, login, reversePath: from, sender };
}

export function rcptFacts(asked: Asked): RcptFacts {
  const { to = 'friend@example.com' } = asked;
  const recipient = parseAddress(to);
  const local = recipient?.domain === 'local.test';
  const resolution: RcptFacts['resolution'] = local ? { kind: 'local', mailboxes: [{ id: 3, address: to }], remote: [] } : { kind: 'foreign' };
  return { ...mailFacts(asked), forwardPath: to, recipient, sourceRouted: false, resolution };
}

export function dataFacts(asked: Asked, headerFrom: readonly string[], fromIsPlain = true): DataFacts {
  return { ...mailFacts(asked), content: { from: headerFrom, fromIsPlain, subject: '', filterHits: [], attachments: [] }, bytes: 100 };
}

/** `grant-relay logged-in`, `reject …`, or `skip …`. */
export function inShort(answer: Finding | Skipped): string {
  return 'skip' in answer ? `skip ${answer.skip}` : `${answer.verdict} ${answer.reason}`;
}
