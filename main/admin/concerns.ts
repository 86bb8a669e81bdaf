/** What is wrong with the server, for the security summary: the checks behind shared/concerns.ts. */
import type { FoundConcern } from '../../shared/admin-api/overview.ts';
import { CONCERN_IDS } from '../../shared/concerns.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { parseAddress } from '../../shared/mail/address.ts';
import { escapeHostileText } from '../../shared/text/escape.ts';
import { isLoopback } from '../client-address.ts';
import { isSealed } from '../settings/secret-keeper.ts';
import type { AdminContext } from './context.ts';

const DAY_MS = 86_400_000;
/** Of several, such as held senders, that the summary names: the window has them all. */
const NAMED = 3;
/** Addresses far from each other: whoever trusts them all trusts everybody. */
const FAR_APART = ['1.1.1.1', '45.33.32.156', '93.184.215.14', '151.101.1.69', '203.0.113.77', '223.5.5.5'];
/** Names that nobody but a local network knows (RFC 6761, RFC 6762, RFC 9476): no public authority signs for them. */
const PRIVATE_NAME = /(?:^|\.)(?:test|example|invalid|localhost|local|internal|home\.arpa|lan|home|corp|alt)$/i;

/** The gravest first. @param heldSenders whose mail the outbound guard holds */
export function concernsOf(admin: AdminContext, now: number, heldSenders: readonly string[] = []): FoundConcern[] {
  const found = [
    ...listening(admin),
    ...relaying(admin, now),
    ...loggingIn(admin),
    ...certificate(admin, now),
    ...smartHosts(admin),
    ...outbound(heldSenders),
    ...directory(admin),
    ...lists(admin),
    ...rest(admin),
  ];
  return found.toSorted((one, other) => CONCERN_IDS.indexOf(one.id) - CONCERN_IDS.indexOf(other.id));
}

function listening({ listeners }: AdminContext): FoundConcern[] {
  const { states } = listeners;
  const failed = states.filter(({ state }) => state === 'failed').map(({ problem = '' }): FoundConcern => ({ id: 'listener-failed', detail: problem }));
  const nothing = states.every(({ state }) => state === 'stopped');
  return nothing ? [{ id: 'nothing-listens' }] : failed;
}

function relaying({ relayTest, addressLists, settings }: AdminContext, now: number): FoundConcern[] {
  const found: FoundConcern[] = [];
  if (settings.current.security['trusted-addresses'].entries.length > 0 && FAR_APART.every((address) => addressLists.trusted(address, now) !== undefined)) {
    found.push({ id: 'trusts-everybody' });
  }
  switch (relayTest.last?.verdict) {
    case 'open':
      return [...found, { id: 'relays-for-strangers' }];
    case 'unsure':
      return [...found, { id: 'relaying-unsure' }];
    case undefined:
      return [...found, { id: 'relaying-untested' }];
    case 'closed':
      return found;
  }
}

function loggingIn({ settings, listeners }: AdminContext): FoundConcern[] {
  const { enabled, requireTls, usePop3Credentials, logins, bruteForce } = settings.current.security['smtp-authentication'];
  if (!enabled) return [{ id: 'login-switched-off' }];
  const found: FoundConcern[] = [];
  // A listener for this computer alone is no door to the network.
  const outward = listeners.states.some(({ protocol, tls, address }) => !protocol.startsWith('pop3') && tls !== 'implicit' && !isLoopback(address));
  if (!requireTls && outward) found.push({ id: 'login-without-tls' });
  if (!usePop3Credentials && logins.length === 0) found.push({ id: 'nobody-can-log-in' });
  if (!bruteForce.enabled) found.push({ id: 'guessing-unguarded' });
  return found;
}

function certificate({ tls, settings }: AdminContext, now: number): FoundConcern[] {
  const { validTo, selfSigned } = tls.facts;
  const { hostname } = settings.current.server;
  if (validTo <= now) return [{ id: 'certificate-expired' }];
  if (validTo < now + FIXED_LIMITS.certificateWarningDays * DAY_MS) return [{ id: 'certificate-ending', at: validTo }];
  return selfSigned && hostname.includes('.') && !PRIVATE_NAME.test(hostname) ? [{ id: 'certificate-self-signed', detail: hostname }] : [];
}

function smartHosts({ settings }: AdminContext): FoundConcern[] {
  const { smartHost, senderRoutes } = settings.current.delivery;
  const hosts = [smartHost, ...senderRoutes.map((route) => route.smartHost)].filter((one) => one !== null && one.user !== '' && isSealed(one.password));
  const named = [...new Set(hosts.map((one) => one?.host ?? ''))];
  return named.length === 0 ? [] : [{ id: 'smart-host-password', detail: someOf(named) }];
}

function outbound(senders: readonly string[]): FoundConcern[] {
  if (senders.length === 0) return [];
  return [{ id: 'outbound-held', detail: someOf(senders) }];
}

/** The first few, escaped. */
function someOf(texts: readonly string[]): string {
  const named = texts.slice(0, NAMED).map(escapeHostileText);
  return [...named, ...(texts.length > named.length ? ['…'] : [])].join(', ');
}

function directory(admin: AdminContext): FoundConcern[] {
  const { accounts, settings } = admin;
  if (accounts.domainCount === 0) return [{ id: 'no-domain' }];
  if (accounts.accountCount === 0) return [{ id: 'no-account' }];
  const { postmaster, hostname } = settings.current.server;
  const found: FoundConcern[] = [];
  if (postmaster !== '' && leadsNowhere(admin, postmaster)) found.push({ id: 'postmaster-nobody', detail: postmaster });
  if (hostname === '') found.push({ id: 'hostname-not-set', detail: admin.hostname() });
  return found;
}

function leadsNowhere({ accounts }: AdminContext, address: string): boolean {
  const parsed = parseAddress(address);
  return parsed === undefined || (accounts.isLocalDomain(parsed.domain) && accounts.resolve(parsed, 0).kind !== 'local');
}

function lists({ settings }: AdminContext): FoundConcern[] {
  const { filters, 'attachment-filters': attachments } = settings.current.security;
  const found: FoundConcern[] = [];
  if (!filters.enabled && filters.entries.length > 0) found.push({ id: 'filters-switched-off' });
  if (attachments.enabled && attachments.ignoreWhenUnlimited && attachments.messageSizeLimit === null && attachments.entries.length > 0) {
    found.push({ id: 'attachments-unchecked' });
  }
  return found;
}

function rest({ store, settings, events, console }: AdminContext): FoundConcern[] {
  const found: FoundConcern[] = [];
  if (!store.messages.hasRoom(settings.current.server.limits.minFreeDiskBytes)) found.push({ id: 'disk-low' });
  if (events.lost > 0) found.push({ id: 'events-lost', detail: String(events.lost) });
  if (console.passwordSet === false) found.push({ id: 'no-console-password' });
  return found;
}
