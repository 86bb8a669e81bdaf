/**
 * Address Verification: is the client who it says it is, can the sender get mail, does the recipient exist? One finding a
 * stage: the first thing that is wrong. What the DNS cannot say now is put off and never refused. Trusted and
 * authenticated clients are not judged, recipients excepted.
 *
 * Where the specification is silent, decided as on a server that has real mail to lose:
 * - Names are judged on port 25 alone. Mail programs on the submission ports call themselves `localhost`, `DESKTOP-7` or
 *   by an inner address, and have to log in anyway.
 * - A bare label such as `localhost` or `PRINTER` passes, and so do underscores, a dot at the end and international names:
 *   small machines with proper mail have them. A bare IP address without its brackets does not: nobody but bulk senders
 *   has that (RFC 5321 section 4.1.3).
 * - A proper name need not lead to the client's address: RFC 5321 section 4.1.4 forbids to refuse mail for that.
 * - Our own name is that of this server. A name of a local domain may be a web server of ours that sends from elsewhere.
 * - `heloMustResolve` is a part of `verifyHelo`: MX or address records will do, and a literal resolves by itself.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { type MailAddress, isAddressLiteral, parseDomain } from '../../../shared/mail/address.ts';
import { REASONS, type ReasonId } from '../../../shared/decisions/reasons.ts';
import type { Verdict } from '../../../shared/decisions/verdicts.ts';
import { isLoopback } from '../../client-address.ts';
import type { DnsAnswer, MxRecord } from '../../dns/dns-lookups.ts';
import { canonicalAddress } from '../../dns/ip-text.ts';
import type { Lookups } from '../lookups.ts';
import type { CheckContext, Finding, HeloFacts, MailFacts, RcptFacts, SecurityOption, Skipped } from '../option.ts';

export const addressVerification: SecurityOption = { id: 'address-verification', helo: checkHelo, mail: checkMail, rcpt: checkRcpt };

/** What is wrong; undefined if nothing is. */
type Wrong = { readonly verdict: Extract<Verdict, 'reject' | 'defer'>; readonly reason: ReasonId; readonly detail?: string } | undefined;

async function checkHelo(facts: HeloFacts, context: CheckContext): Promise<Finding | Skipped> {
  const input = facts.helo;
  const { verifyHelo, heloMustResolve, verifyReverseDns } = context.settings.security['address-verification'];
  if (!verifyHelo && !verifyReverseDns) return { skip: 'switched-off', input };
  const skipped = skippedClient(facts, context, input);
  if (skipped !== undefined) return skipped;
  if (facts.protocol !== 'smtp') return passed(input, 'clients of the submission ports are not judged by their names');
  let wrong: Wrong;
  if (verifyHelo) wrong = wrongName(facts, context);
  if (wrong === undefined && verifyHelo && heloMustResolve) wrong = await wrongResolution(facts, context);
  if (wrong === undefined && verifyReverseDns) wrong = await wrongReverse(facts, context);
  return wrong === undefined ? passed(input) : { ...wrong, input };
}

function checkMail(facts: MailFacts, context: CheckContext): Finding | Skipped | Promise<Finding> {
  const { sender, reversePath: input } = facts;
  const skipped = skippedClient(facts, context, input);
  if (skipped !== undefined) return skipped;
  const options = context.settings.security['address-verification'];
  if (sender === undefined) return options.assumeBlankSenderIsValid ? passed(input) : { verdict: 'reject', reason: 'blank-sender', input };
  if (context.lookups.isLocalDomain(sender.domain)) {
    if (!options.verifyLocalSender) return { skip: 'switched-off', input };
    return context.lookups.addressExists(sender) ? passed(input) : { verdict: 'reject', reason: 'unknown-local-sender', input };
  }
  if (!options.verifySenderDomain && !options.verifySenderByCallout) return { skip: 'switched-off', input };
  return judgeSender(sender, input, context);
}

/** At once where all of it is known: nearly every message is from a domain that was asked for before. */
function judgeSender(sender: MailAddress, input: string, context: CheckContext): Finding | Promise<Finding> {
  const { verifySenderDomain, verifySenderByCallout } = context.settings.security['address-verification'];
  const wrong = verifySenderDomain ? wrongSenderDomain(sender.domain, context) : undefined;
  const conclude = (found: Wrong): Finding | Promise<Finding> => {
    if (found !== undefined) return { ...found, input };
    return verifySenderByCallout ? findingOfCallout(sender, input, context) : passed(input);
  };
  return wrong instanceof Promise ? wrong.then(conclude) : conclude(wrong);
}

function checkRcpt(facts: RcptFacts): Finding {
  const { resolution, forwardPath: input } = facts;
  if (resolution.kind !== 'refused') return passed(input);
  // RFC 5321 section 4.2.1: 4yz asks to come again, 5yz not to.
  return { verdict: REASONS[resolution.reason].code < 500 ? 'defer' : 'reject', reason: resolution.reason, input };
}

function passed(input: string, detail?: string): Finding {
  return { verdict: 'pass', reason: 'nothing-wrong', input, ...(detail === undefined ? {} : { detail }) };
}

/** Whoever may relay is known to us: nobody to be kept out by guesses. */
function skippedClient(facts: HeloFacts, { settings, lookups, now }: CheckContext, input: string): Skipped | undefined {
  if (lookups.addressLists.trusted(facts.remoteAddress, now) !== undefined) return { skip: 'client-trusted', input };
  if (facts.login !== undefined) return { skip: 'client-authenticated', input };
  const popped = settings.security['smtp-after-pop'].enabled && lookups.grantHolders(facts.remoteAddress, now).length > 0;
  return popped ? { skip: 'client-authenticated', input } : undefined;
}

function isOurs(address: string, { lookups }: CheckContext): boolean {
  return isLoopback(address) || lookups.isOwnAddress(address);
}

/** The name without the dot that some write at its end, as `parseDomain` writes it; undefined if it is no name. */
function nameOf(helo: string): string | undefined {
  return parseDomain(helo.endsWith('.') ? helo.slice(0, -1) : helo);
}

/** The address in a literal such as `[192.0.2.1]` or `[IPv6:2001:db8::1]`; undefined if it is none. */
function literalOf(helo: string): string | undefined {
  return isAddressLiteral(helo) ? canonicalAddress(helo.slice(1, -1).replace(/^IPv6:/i, '')) : undefined;
}

/** RFC 5321 section 4.1.1.1: a domain, or an address literal; and not one of ours, since that is a lie. */
function wrongName({ helo, remoteAddress }: HeloFacts, context: CheckContext): Wrong {
  const literal = literalOf(helo);
  const name = nameOf(helo);
  if (literal === undefined && name === undefined) return { verdict: 'reject', reason: 'bad-helo', detail: 'neither a host name nor an address literal' };
  if (isOurs(remoteAddress, context)) return undefined;
  if (name !== undefined && name === nameOf(context.lookups.hostname)) return { verdict: 'reject', reason: 'bad-helo', detail: 'the name of this server' };
  // All of 127.0.0.0/8 is the machine itself, for whoever says it.
  const claimsUs = literal !== undefined && (isOurs(literal, context) || literal.startsWith('127.'));
  return claimsUs ? { verdict: 'reject', reason: 'bad-helo', detail: 'an address of this server' } : undefined;
}

async function wrongResolution({ helo }: HeloFacts, { lookups }: CheckContext): Promise<Wrong> {
  const name = nameOf(helo);
  if (name === undefined) return undefined;
  const addresses = await lookups.dns.addresses(name);
  switch (addresses.kind) {
    case 'found':
      return undefined;
    case 'trouble':
      return trouble(addresses.why);
    case 'no-such-domain':
      return { verdict: 'reject', reason: 'helo-unknown', detail: 'no such name' };
    case 'none':
      break;
  }
  const mx = await lookups.dns.mx(name);
  if (mx.kind === 'trouble') return trouble(mx.why);
  return mx.kind === 'found' ? undefined : { verdict: 'reject', reason: 'helo-unknown', detail: 'neither an address nor an MX record' };
}

/** Forward-confirmed reverse DNS: a name of the address must lead back to it, or anybody could claim any name. */
async function wrongReverse({ remoteAddress }: HeloFacts, context: CheckContext): Promise<Wrong> {
  if (isOurs(remoteAddress, context)) return undefined;
  const { dns } = context.lookups;
  const names = await dns.ptr(remoteAddress);
  if (names.kind === 'trouble') return trouble(names.why);
  if (names.kind !== 'found') return { verdict: 'reject', reason: 'no-reverse-dns', detail: 'no PTR record' };
  const client = canonicalAddress(remoteAddress);
  const answers = await Promise.all(names.records.slice(0, FIXED_LIMITS.reverseDnsNames).map(async (name) => await dns.addresses(name)));
  if (answers.some((answer) => answer.kind === 'found' && answer.records.some((address) => address === client))) return undefined;
  for (const answer of answers) {
    if (answer.kind === 'trouble') return trouble(answer.why);
    if (answer.kind === 'found' && answer.incomplete === true) return trouble('some of the addresses could not be looked up');
  }
  return { verdict: 'reject', reason: 'no-reverse-dns', detail: `${names.records[0] ?? ''} does not lead back` };
}

/** A domain that can get no mail can get no delivery report either: nobody could be told that a message was lost. */
function wrongSenderDomain(domain: string, { lookups }: CheckContext): Wrong | Promise<Wrong> {
  if (isAddressLiteral(domain)) return { verdict: 'reject', reason: 'sender-address-literal' };
  const mx = lookups.dns.mx(domain);
  const judge = (answer: DnsAnswer<MxRecord>): Wrong | Promise<Wrong> => wrongMailHosts(answer, domain, lookups);
  return mx instanceof Promise ? mx.then(judge) : judge(mx);
}

function wrongMailHosts(mx: DnsAnswer<MxRecord>, domain: string, lookups: Lookups): Wrong | Promise<Wrong> {
  switch (mx.kind) {
    case 'found':
      // RFC 7505 section 3: a null MX stands alone. One among others is a mistake, and the others count.
      return mx.records.every(({ exchange }) => exchange === '') ? { verdict: 'reject', reason: 'sender-domain-null-mx' } : undefined;
    case 'trouble':
      return trouble(mx.why);
    case 'no-such-domain':
      return { verdict: 'reject', reason: 'sender-domain-unknown', detail: 'no such domain' };
    case 'none':
      return wrongMailDomain(domain, lookups);
  }
}

/** RFC 5321 section 5.1: without an MX the domain itself is the mail host. */
async function wrongMailDomain(domain: string, lookups: Lookups): Promise<Wrong> {
  const addresses = await lookups.dns.addresses(domain);
  if (addresses.kind === 'trouble') return trouble(addresses.why);
  return addresses.kind === 'found' ? undefined : { verdict: 'reject', reason: 'sender-domain-unknown', detail: 'neither an MX nor an address record' };
}

function trouble(why: string): Wrong {
  return { verdict: 'defer', reason: 'dns-trouble', detail: why };
}

async function findingOfCallout(sender: MailAddress, input: string, { lookups, signal }: CheckContext): Promise<Finding> {
  const { kind, detail } = await lookups.callout(sender, signal);
  const said = `callout: ${kind}: ${detail}`;
  return kind === 'refused' ? { verdict: 'reject', reason: 'sender-refused-by-callout', input, detail: said } : passed(input, said);
}
