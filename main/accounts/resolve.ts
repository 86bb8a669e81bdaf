/**
 * From a recipient to the mailboxes and addresses that get its mail. Pure: the same answer for a session, for the
 * simulator and for a test.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type MailAddress, addressKey, formatAddress, parseAddress, withoutDetail } from '../../shared/mail/address.ts';
import type { AccountRow, AliasRow, DomainRow } from '../store/mail-store.ts';
import type { Resolution } from './accounts.ts';
import type { ServiceIndex } from './service-index.ts';
import { looksLikeSrs } from './srs.ts';

/** What resolving needs to know. */
export interface DirectoryView {
  domain(name: string): DomainRow | undefined;
  readonly domains: Iterable<DomainRow>;
  account(key: string): AccountRow | undefined;
  alias(key: string): AliasRow | undefined;
  oldestEnabledAccount(domainId?: number): AccountRow | undefined;
  usedBytes(accountId: number): number;
  readonly services: Pick<ServiceIndex, 'forward' | 'list'>;
}

export interface ResolveRules {
  /** Who gets the mail of postmaster and abuse where there is no such address; '' for the oldest account. */
  readonly postmaster: string;
  /** Bytes that the client declared with SIZE; 0 when it did not. Undefined leaves quotas out of it. */
  readonly messageBytes: number | undefined;
  /** The sender that was rewritten to this address when a message was forwarded; undefined if none was (main/accounts/srs.ts). */
  readonly restore?: (recipient: MailAddress) => MailAddress | undefined;
}

/** The mailbox names that must exist in every domain: RFC 2142 sections 4 and 5, RFC 5321 section 4.5.1. */
const REQUIRED_NAMES: ReadonlySet<string> = new Set(['postmaster', 'abuse']);

/** Resolves a recipient; see `Accounts.resolve`. */
export function resolveRecipient(recipient: MailAddress | 'postmaster', view: DirectoryView, rules: ResolveRules): Resolution {
  if (recipient === 'postmaster') return resolveBarePostmaster(view, rules);
  const domain = view.domain(recipient.domain);
  if (domain === undefined) return { kind: 'foreign' };
  if (looksLikeSrs(recipient.localPart) && lookUp(recipient, view) === undefined) return resolveReturn(recipient, view, rules);
  if (!isRequiredName(recipient)) return expandAll(recipient, view, rules.messageBytes);
  // Mail for these two must reach somebody, so a full mailbox does not refuse it.
  const own = expandAll(recipient, view, undefined);
  return own.kind === 'local' ? own : resolveInstead(view, rules, domain);
}

/** What comes back for a message that was forwarded goes on to its original sender. */
function resolveReturn(recipient: MailAddress, view: DirectoryView, { restore, messageBytes }: ResolveRules): Resolution {
  const sender = restore?.(recipient);
  if (sender === undefined) return { kind: 'refused', reason: 'unknown-recipient' };
  const resolution = expandAll(sender, view, messageBytes);
  return resolution.kind === 'local' ? { ...resolution, reportsOnly: true } : resolution;
}

/** Mail for it reaches somebody, whether or not there is such an address. */
export function isRequiredName(address: MailAddress): boolean {
  const name = address.localPart.toLowerCase();
  return REQUIRED_NAMES.has(withoutDetail(name) ?? name);
}

/** RFC 5321 section 4.5.1: `RCPT TO:<postmaster>`, without a domain, must be taken. */
function resolveBarePostmaster(view: DirectoryView, rules: ResolveRules): Resolution {
  for (const domain of view.domains) {
    const own = expandAll({ localPart: 'postmaster', domain: domain.name }, view, undefined);
    if (own.kind === 'local') return own;
  }
  return resolveInstead(view, rules, undefined);
}

function resolveInstead(view: DirectoryView, rules: ResolveRules, domain: DomainRow | undefined): Resolution {
  const chosen = parseAddress(rules.postmaster);
  if (chosen !== undefined) {
    const resolution = expandAll(chosen, view, undefined);
    if (resolution.kind === 'local') return resolution;
  }
  const account = (domain === undefined ? undefined : view.oldestEnabledAccount(domain.id)) ?? view.oldestEnabledAccount();
  if (account === undefined) return { kind: 'refused', reason: 'no-mailbox-yet' };
  const own = parseAddress(account.address);
  const forwarded = own === undefined ? undefined : expandAll(own, view, undefined);
  return forwarded?.kind === 'local' ? forwarded : { kind: 'local', mailboxes: [{ id: account.id, address: account.address }], remote: [] };
}

/** True if the address is this account's, perhaps with a detail, or an alias that leads to it. A full mailbox changes nothing, nor do forwards: whose mail an account gets is not whose name it has. */
export function leadsTo(address: MailAddress, accountId: number, view: DirectoryView): boolean {
  if (view.domain(address.domain) === undefined) return false;
  const resolution = expandAll(address, view, undefined, false);
  return resolution.kind === 'local' && resolution.mailboxes.some(({ id }) => id === accountId);
}

/** True if there is an account, enabled or not, or an alias of that address, perhaps with a detail. */
export function addressExists(address: MailAddress, view: DirectoryView): boolean {
  return view.domain(address.domain) !== undefined && lookUp(address, view) !== undefined;
}

/** The accounts that mail for an address of ours goes through, whether or not they keep it. */
export function accountsBehind(address: MailAddress, view: DirectoryView): readonly AccountRow[] {
  const expansion = emptyExpansion(true);
  expand(address, view, expansion, []);
  return [...expansion.seen].flatMap((key) => view.account(key) ?? []);
}

/** True if what an account forwards to `text` leaves for this address elsewhere, perhaps by aliases, and not by the forward of another account. */
export function leavesFor(text: string, remote: string, view: DirectoryView): boolean {
  const address = parseAddress(text);
  if (address === undefined) return false;
  const expansion = emptyExpansion(false);
  expand(address, view, expansion, []);
  return expansion.remote.has(remote);
}

/** What an address has led to so far. */
interface Expansion {
  readonly mailboxes: Map<number, AccountRow>;
  readonly remote: Map<string, MailAddress>;
  /** Keys already gone through, so that an address reached by two ways is taken once. */
  readonly seen: Set<string>;
  readonly forwarding: boolean;
  disabled: boolean;
  looping: boolean;
  /** A forward leads back to where the mail has been. */
  circling: boolean;
}

function emptyExpansion(forwarding: boolean): Expansion {
  return { mailboxes: new Map(), remote: new Map(), seen: new Set(), disabled: false, looping: false, circling: false, forwarding };
}

/** @param messageBytes held against the quotas; undefined leaves quotas out of it. @param forwarding follows the forwards of accounts */
function expandAll(address: MailAddress, view: DirectoryView, messageBytes: number | undefined, forwarding = true): Resolution {
  const lone = loneMailbox(address, view, forwarding);
  if (lone !== undefined) {
    if (messageBytes !== undefined && isFull(lone, view, messageBytes)) return { kind: 'refused', reason: 'mailbox-full' };
    return { kind: 'local', mailboxes: [{ id: lone.id, address: lone.address }], remote: [] };
  }
  const expansion = emptyExpansion(forwarding);
  expand(address, view, expansion, []);
  const { mailboxes, remote } = expansion;
  // A partial delivery of a looping alias would hide the mistake, and 451 loses nothing: the sender tries again.
  if (expansion.looping || mailboxes.size + remote.size > FIXED_LIMITS.aliasTargets) return { kind: 'refused', reason: 'alias-loop' };
  // A forward in a circle is no harm while somebody on the way keeps a copy.
  if (mailboxes.size + remote.size === 0 && expansion.circling) return { kind: 'refused', reason: 'alias-loop' };
  if (mailboxes.size + remote.size === 0) return { kind: 'refused', reason: expansion.disabled ? 'recipient-disabled' : 'unknown-recipient' };
  // One full mailbox defers all targets of an alias: what is accepted must reach everybody it was accepted for.
  if (messageBytes !== undefined && [...mailboxes.values()].some((account) => isFull(account, view, messageBytes))) {
    return { kind: 'refused', reason: 'mailbox-full' };
  }
  return { kind: 'local', mailboxes: [...mailboxes.values()].map(({ id, address: name }) => ({ id, address: name })), remote: [...remote.values()] };
}

/** The account that alone gets what is for this address: what nearly every recipient is, and needs nothing to be gathered for. */
function loneMailbox(address: MailAddress, view: DirectoryView, forwarding: boolean): AccountRow | undefined {
  if (view.domain(address.domain) === undefined) return undefined;
  const account = lookUp(address, view)?.account;
  if (account?.enabled !== true || view.services.list(account.id) !== undefined) return undefined;
  return forwarding && view.services.forward(account.id) !== undefined ? undefined : account;
}

function expand(address: MailAddress, view: DirectoryView, expansion: Expansion, path: readonly string[]): void {
  if (view.domain(address.domain) === undefined) {
    expansion.remote.set(formatAddress(address), address);
    return;
  }
  const found = lookUp(address, view);
  if (found === undefined) return;
  if (path.includes(found.key) || path.length > FIXED_LIMITS.aliasDepth) {
    if (found.account === undefined) expansion.looping = true;
    else expansion.circling = true;
    return;
  }
  if (expansion.seen.has(found.key) || expansion.looping) return;
  expansion.seen.add(found.key);
  if (found.account !== undefined) {
    const list = view.services.list(found.account.id);
    if (list !== undefined && found.account.enabled) expandList(address, found.account, list.owner, view, expansion, [...path, found.key]);
    else expandAccount(found.account, found.key, view, expansion, path);
    return;
  }
  for (const target of found.alias.targets) {
    const parsed = parseAddress(target);
    if (parsed !== undefined) expand(parsed, view, expansion, [...path, found.key]);
  }
}

/**
 * What comes back for a list, and what is for its owner, goes to him; the rest waits in the mailbox of the list to be handed out. What comes
 * back for one member is for both, and is only counted there: whoever writes to that address, it leaves for the owner as other mail does.
 */
function expandList(address: MailAddress, account: AccountRow, owner: string, view: DirectoryView, expansion: Expansion, path: readonly string[]): void {
  if (/\+(?:bounces(?:-[0-9a-f]+)?|owner)$/i.test(address.localPart)) expandOwner(address, account, owner, view, expansion, path);
  // With the detail: it says whether somebody wants to leave, or for whom something has come back.
  if (!/\+(?:bounces|owner)$/i.test(address.localPart)) expansion.mailboxes.set(account.id, { ...account, address: formatAddress(address) });
}

function expandOwner(address: MailAddress, account: AccountRow, owner: string, view: DirectoryView, expansion: Expansion, path: readonly string[]): void {
  const before = expansion.mailboxes.size + expansion.remote.size;
  expand(parseAddress(owner) ?? { localPart: 'postmaster', domain: address.domain }, view, expansion, path);
  if (expansion.mailboxes.size + expansion.remote.size > before) return;
  const last = view.oldestEnabledAccount(account.domainId) ?? view.oldestEnabledAccount();
  if (last !== undefined) expansion.mailboxes.set(last.id, last);
}

/** The mailbox, and where its owner has the mail forwarded. */
function expandAccount(account: AccountRow, key: string, view: DirectoryView, expansion: Expansion, path: readonly string[]): void {
  if (!account.enabled) {
    expansion.disabled = true;
    return;
  }
  const forward = expansion.forwarding ? view.services.forward(account.id) : undefined;
  if (forward === undefined || forward.keepCopy) expansion.mailboxes.set(account.id, account);
  for (const target of forward?.targets ?? []) {
    const parsed = parseAddress(target);
    if (parsed !== undefined) expand(parsed, view, expansion, [...path, key]);
  }
}

type Found = { readonly key: string; readonly account: AccountRow } | { readonly key: string; readonly account?: undefined; readonly alias: AliasRow };

/** The account or alias of a local address: of the address itself, else without its `+detail` (RFC 5233). */
export function lookUp(address: MailAddress, view: DirectoryView): Found | undefined {
  const key = addressKey(address);
  const account = view.account(key);
  if (account !== undefined) return { key, account };
  const alias = view.alias(key);
  if (alias !== undefined) return { key, alias };
  const user = withoutDetail(address.localPart);
  return user === undefined ? undefined : lookUp({ localPart: user, domain: address.domain }, view);
}

function isFull(account: AccountRow, view: DirectoryView, messageBytes: number): boolean {
  if (account.quotaBytes === null) return false;
  // Without a declared size the smallest message must still fit.
  return view.usedBytes(account.id) + Math.max(messageBytes, 1) > account.quotaBytes;
}
