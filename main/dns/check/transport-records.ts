/** The records about TLS on the way here: MTA-STS (RFC 8461) and TLS-RPT (RFC 8460). */
import { createHash } from 'node:crypto';
import type { DnsRecord, DomainDns } from '../../../shared/admin-api/dns.ts';
import { escapeHostileText } from '../../../shared/text/escape.ts';
import {
  type CheckFacts,
  type Judgement,
  type Lookups,
  type PolicySource,
  type PublishedPolicy,
  record,
  recordsOf,
  right,
  tagsOf,
  trouble,
  type Wanted,
} from './record.ts';

/** The policy that goes with the MTA-STS record (RFC 8461 section 3.2): a web server of the domain offers it. */
export function mtaStsPolicy({ domain, hostname }: CheckFacts): DomainDns['files'][number] {
  const lines = ['version: STSv1', 'mode: testing', `mx: ${hostname}`, 'max_age: 604800'];
  return { url: `https://mta-sts.${domain}/.well-known/mta-sts.txt`, content: `${lines.join('\r\n')}\r\n` };
}

/** RFC 8461 section 3.1; and the policy that it announces. */
export async function mtaStsRecord(facts: CheckFacts, dns: Lookups, policyOf: PolicySource): Promise<DnsRecord> {
  const { domain, hostname } = facts;
  const name = `_mta-sts.${domain}`;
  const policy = mtaStsPolicy(facts);
  // The id has to change with the policy, and with nothing else.
  const id = createHash('sha256').update(policy.content).digest('hex').slice(0, 20);
  const wanted: Wanted = { purpose: 'mta-sts', name, type: 'TXT', importance: 'optional', wanted: `v=STSv1; id=${id};` };
  const [answer, host] = await Promise.all([dns.txt(name), dns.addresses(`mta-sts.${domain}`)]);
  const found = recordsOf(answer).filter((text) => /^v=STSv1\s*;/.test(text));
  const [only] = found;
  const judgement = judgeRecord() ?? judgePolicy(await policyOf(domain));
  return record(judgement.verdict === 'right' && only !== undefined ? { ...wanted, wanted: only } : wanted, found, judgement);

  /** Undefined where all depends on the policy. */
  function judgeRecord(): Judgement | undefined {
    if (answer.kind === 'trouble') return trouble(answer.why);
    if (only === undefined) {
      const text = `Servers that send to ${domain} are not told to insist on TLS.`;
      return {
        verdict: 'missing',
        text,
        todo: `Offer the policy at ${policy.url} with a valid certificate, then add a TXT record for ${name} with this value. This server needs a valid certificate too.`,
      };
    }
    if (found.length > 1 || tagsOf(only).get('id') === undefined) {
      return { verdict: 'differs', text: 'The record cannot be used: there are several, or it has no id.', todo: 'Leave one record with this value.' };
    }
    if (host.kind === 'trouble') return trouble(host.why);
    if (host.kind !== 'found') {
      return {
        verdict: 'differs',
        text: `The record is there, but no web server: mta-sts.${domain} has no address.`,
        todo: `Offer the policy at ${policy.url}, or remove the record.`,
      };
    }
    return undefined;
  }

  function judgePolicy(published: PublishedPolicy): Judgement {
    if ('why' in published) {
      return {
        verdict: 'differs',
        text: `The record is there, but not its policy: ${escapeHostileText(published.why)}.`,
        todo: `Offer the policy at ${policy.url} with a valid certificate, or remove the record.`,
      };
    }
    if (published.mode === 'none') return right('The record is there, and its policy demands nothing (mode none).');
    if (!published.namesUs) {
      return {
        verdict: 'differs',
        text: `The policy at ${policy.url} does not name this server: those that obey it do not deliver here.`,
        todo: `Add the line mx: ${hostname} to the policy, and change the id in the record.`,
      };
    }
    if (published.mode === 'testing') {
      return right(
        'The record is there, and its policy names this server. It is only a test (mode testing).',
        'If reports tell of no trouble for a while, set the mode to enforce, and change the id in the record.',
      );
    }
    return right('Servers that send here insist on TLS and on the certificate of this server.');
  }
}

/** RFC 8460 section 3. */
export async function tlsReportRecord({ domain }: CheckFacts, dns: Lookups): Promise<DnsRecord> {
  const name = `_smtp._tls.${domain}`;
  const wanted: Wanted = { purpose: 'tls-rpt', name, type: 'TXT', importance: 'optional', wanted: `v=TLSRPTv1; rua=mailto:postmaster@${domain}` };
  const answer = await dns.txt(name);
  const found = recordsOf(answer).filter((text) => /^v=TLSRPTv1\s*;/.test(text));
  const [only] = found;
  return record(only === undefined ? wanted : { ...wanted, wanted: only }, found, judge());

  function judge(): Judgement {
    if (answer.kind === 'trouble') return trouble(answer.why);
    if (only === undefined) {
      return {
        verdict: 'missing',
        text: 'Nobody tells you of trouble with TLS on the way here.',
        todo: `Add a TXT record for ${name} with this value, if you want such reports.`,
      };
    }
    if (found.length > 1 || tagsOf(only).get('rua') === undefined) {
      return {
        verdict: 'differs',
        text: 'The record cannot be used: there are several, or it names no place for reports.',
        todo: 'Leave one record that has rua=.',
      };
    }
    return right('Reports about TLS are sent.');
  }
}
