/** The records that let others believe a sender of the domain: SPF, DKIM, DMARC. */
import type { DnsRecord } from '../../../shared/admin-api/dns.ts';
import { mailauthResolver } from '../mailauth-resolver.ts';
import { type CheckFacts, type DkimFact, type Judgement, type Lookups, record, recordsOf, right, tagsOf, trouble, type Wanted } from './record.ts';

const SPF = /^v=spf1(?: |$)/i;

/** RFC 7208. The record is not compared as a text: it is right if mail from this server passes. */
export async function spfRecord(facts: CheckFacts, dns: Lookups): Promise<DnsRecord> {
  const { domain, smartHost } = facts;
  const answer = await dns.txt(domain);
  const found = recordsOf(answer).filter((text) => SPF.test(text));
  const [only] = found;
  // Whoever sends through a smart host needs its provider's words too, which only the provider knows.
  const fresh = smartHost === undefined ? 'v=spf1 mx -all' : 'v=spf1 mx ~all';
  const wanted: Wanted = { purpose: 'spf', name: domain, type: 'TXT', importance: 'recommended', wanted: only === undefined ? fresh : withMx(only) };
  const judgement = answer.kind === 'trouble' ? trouble(answer.why) : await judge(only);
  return record(judgement.verdict === 'right' && only !== undefined ? { ...wanted, wanted: only } : wanted, found, judgement);

  async function judge(text: string | undefined): Promise<Judgement> {
    if (text === undefined) {
      return {
        verdict: 'missing',
        text: `Nothing says who may send mail of ${domain}.`,
        todo: `Add a TXT record for ${domain} with this value.${aboutSmartHost(smartHost)}`,
      };
    }
    if (found.length > 1) {
      return {
        verdict: 'differs',
        text: 'There are several SPF records, which others take for an error (RFC 7208 section 3.2).',
        todo: 'Make one record of them.',
      };
    }
    const senders = await sendingAddresses(facts, dns);
    if (senders === undefined) return trouble('the address of the sending server could not be looked up');
    const results = await Promise.all(senders.map(async (address) => await spfResult(address, facts, dns)));
    if (results.some((result) => result === 'temperror')) return trouble('a part of the SPF record could not be looked up');
    if (results.length > 0 && results.every((result) => result === 'pass')) return right(`Mail of ${domain} may come from ${senders.join(', ')}.`);
    if (smartHost !== undefined && / include:/i.test(text)) {
      return right(`The record names a provider. Whether its servers are those that send for ${smartHost}, the provider knows.`);
    }
    const missing = senders.filter((_, place) => results[place] !== 'pass');
    const what = results.includes('permerror')
      ? 'The record has an error in it'
      : `The record does not name ${missing.length === 0 ? 'this server' : missing.join(', ')}`;
    return { verdict: 'differs', text: `${what}: mail from here looks forged.`, todo: `Change the record to this value.${aboutSmartHost(smartHost)}` };
  }
}

function aboutSmartHost(smartHost: string | undefined): string {
  return smartHost === undefined ? '' : ` Mail leaves through ${smartHost}: add what its provider wants there, usually "include:" and a name.`;
}

/** `mx` right after the version: it is read first, and whatever stood there still counts. */
function withMx(text: string): string {
  return / \+?mx(?: |$)/i.test(text) ? text : text.replace(/^v=spf1/i, 'v=spf1 mx');
}

/** Where mail leaves from; undefined if nobody knows. */
async function sendingAddresses({ addresses, smartHost }: CheckFacts, dns: Lookups): Promise<readonly string[] | undefined> {
  const answer = smartHost === undefined ? addresses : await dns.addresses(smartHost);
  return answer.kind === 'trouble' ? undefined : recordsOf(answer);
}

async function spfResult(address: string, { domain, hostname }: CheckFacts, dns: Lookups): Promise<string> {
  const { spf } = await import('mailauth/lib/spf/index.js');
  const { status } = await spf({ sender: `postmaster@${domain}`, ip: address, helo: hostname, mta: hostname, resolver: mailauthResolver(dns), strict: true });
  return status.result;
}

/** RFC 6376 section 3.6.2, one for each key. */
export async function dkimRecords({ domain, dkim }: Pick<CheckFacts, 'domain' | 'dkim'>, dns: Lookups): Promise<DnsRecord[]> {
  if (dkim.length === 0) {
    const wanted: Wanted = { purpose: 'dkim', name: `_domainkey.${domain}`, type: 'TXT', importance: 'recommended', wanted: '' };
    const todo = `Make a key: gatepost dkim add ${domain}. Its record is shown here then.`;
    return [record(wanted, [], { verdict: 'missing', text: `Mail of ${domain} is not signed: there is no key yet.`, todo })];
  }
  return await Promise.all(dkim.map(async (key) => await dkimRecord(domain, key, dns)));
}

async function dkimRecord(domain: string, { selector, value, state }: DkimFact, dns: Lookups): Promise<DnsRecord> {
  const name = `${selector}._domainkey.${domain}`;
  const answer = await dns.txt(name);
  const found = recordsOf(answer);
  const wanted: Wanted = { purpose: 'dkim', name, type: 'TXT', importance: state === 'retired' ? 'optional' : 'recommended', wanted: value };
  return record(wanted, found, judge());

  function judge(): Judgement {
    if (answer.kind === 'trouble') return trouble(answer.why);
    const [text, ...others] = found;
    const what =
      state === 'active'
        ? 'Signatures cannot be checked'
        : state === 'next'
          ? 'The key cannot be used yet'
          : 'Mail signed with the old key cannot be checked any more';
    if (text === undefined) {
      return {
        verdict: 'missing',
        text: `${what}: the key is not in the DNS.`,
        todo: state === 'retired' ? '' : `Add a TXT record for ${name} with this value.`,
      };
    }
    if (others.length > 0) return { verdict: 'differs', text: `${what}: there are several records.`, todo: 'Leave this one alone there.' };
    if (keyOf(text) !== keyOf(value)) {
      return { verdict: 'differs', text: `${what}: another key is in the DNS.`, todo: `Change the TXT record for ${name} to this value.` };
    }
    switch (state) {
      case 'active':
        return right('The key of the signatures is in the DNS.');
      case 'next':
        return right('The new key is in the DNS.', `Sign with it: gatepost dkim use ${domain} ${selector}.`);
      case 'retired':
        return right('The old key is still in the DNS, for mail that is on its way.', 'A week after the change the record can go.');
    }
  }
}

/** The key alone: providers fold and space the rest as they like. */
function keyOf(text: string): string {
  return (tagsOf(text).get('p') ?? '').replaceAll(/\s/g, '');
}

/** RFC 7489 section 6.3; that of a parent domain counts where there is none (section 6.6.3). */
export async function dmarcRecord({ domain }: CheckFacts, dns: Lookups): Promise<DnsRecord> {
  const name = `_dmarc.${domain}`;
  const wanted: Wanted = { purpose: 'dmarc', name, type: 'TXT', importance: 'recommended', wanted: `v=DMARC1; p=none; rua=mailto:postmaster@${domain}` };
  const answer = await dns.txt(name);
  const found = recordsOf(answer).filter(isDmarc);
  const [only] = found;
  if (answer.kind === 'trouble') return record(wanted, found, trouble(answer.why));
  if (only === undefined) {
    const parent = await parentPolicy(domain, dns);
    if (parent !== undefined) return record(wanted, [], right(`The policy of ${parent} counts for ${domain} too.`));
    const text = `${domain} says nothing about forged mail; big providers expect it.`;
    return record(wanted, found, {
      verdict: 'missing',
      text,
      todo: `Add a TXT record for ${name} with this value; once the reports show that all is well, change p=none to p=quarantine.`,
    });
  }
  return record({ ...wanted, wanted: found.length > 1 ? wanted.wanted : only }, found, judgeDmarc(found.length, only));
}

function isDmarc(text: string): boolean {
  return /^v=DMARC1(?:\s*;|\s*$)/.test(text);
}

function judgeDmarc(count: number, text: string): Judgement {
  if (count > 1) return { verdict: 'differs', text: 'There are several DMARC records: none of them counts.', todo: 'Leave one.' };
  const policy = tagsOf(text).get('p')?.toLowerCase();
  switch (policy) {
    case 'none':
      return right('Others report forged mail and deliver it all the same.', 'Once the reports show that all is well, change p=none to p=quarantine.');
    case 'quarantine':
    case 'reject':
      return right(policy === 'reject' ? 'Forged mail is refused elsewhere.' : 'Forged mail is put aside elsewhere.');
    default:
      return { verdict: 'differs', text: 'The record has no policy that others know.', todo: 'Give it p=none, p=quarantine or p=reject.' };
  }
}

async function parentPolicy(domain: string, dns: Lookups): Promise<string | undefined> {
  const labels = domain.split('.');
  for (let first = 1; labels.length - first >= 2; first += 1) {
    const parent = labels.slice(first).join('.');
    if (recordsOf(await dns.txt(`_dmarc.${parent}`)).some(isDmarc)) return parent;
  }
  return undefined;
}
