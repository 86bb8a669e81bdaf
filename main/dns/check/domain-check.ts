/**
 * DNS wanted against DNS found: what the records of a domain should be for this server, what they are, and the verdict.
 * Everything is a function of facts and look-ups; whoever asks brings look-ups without a memory, since the administrator
 * has just changed something.
 */
import type { DnsRecord, DomainDns } from '../../../shared/admin-api/dns.ts';
import { hostRecord, mxRecord, ptrRecords } from './host-records.ts';
import type { CheckFacts, Lookups, PolicySource } from './record.ts';
import { dkimRecords, dmarcRecord, spfRecord } from './sender-records.ts';
import { serviceRecords } from './service-records.ts';
import { mtaStsPolicy, mtaStsRecord, tlsReportRecord } from './transport-records.ts';

/** @param domain as people write it. @param now milliseconds since 1970 */
export async function checkDomain(domain: string, facts: CheckFacts, dns: Lookups, policyOf: PolicySource, now: number): Promise<DomainDns> {
  const parts = await Promise.all([
    ptrRecords(facts, dns),
    one(mxRecord(facts, dns)),
    one(spfRecord(facts, dns)),
    dkimRecords(facts, dns),
    one(dmarcRecord(facts, dns)),
    one(mtaStsRecord(facts, dns, policyOf)),
    one(tlsReportRecord(facts, dns)),
    serviceRecords(facts, dns),
  ]);
  const records = [hostRecord(facts), ...parts.flat()];
  return { domain, ...summary(domain, records), records, files: [mtaStsPolicy(facts)], checkedAt: now };
}

async function one(found: Promise<DnsRecord>): Promise<DnsRecord[]> {
  return [await found];
}

function summary(domain: string, records: readonly DnsRecord[]): Pick<DomainDns, 'verdict' | 'text'> {
  const bad = (importance: DnsRecord['importance']): DnsRecord | undefined =>
    records.find((record) => record.importance === importance && (record.verdict === 'missing' || record.verdict === 'differs'));
  const required = bad('required');
  if (required !== undefined) return { verdict: 'wrong', text: `Mail for ${domain} does not reach this server yet: ${lower(required.text)}` };
  if (records.some(({ importance, verdict }) => importance !== 'optional' && verdict === 'unknown')) {
    return { verdict: 'unknown', text: `The name servers did not tell all about ${domain}.` };
  }
  const recommended = bad('recommended');
  if (recommended !== undefined) {
    return { verdict: 'incomplete', text: `Mail for ${domain} arrives, but some servers may not believe mail from it: ${lower(recommended.text)}` };
  }
  return { verdict: 'right', text: `The DNS of ${domain} is as it should be.` };
}

/** A sentence as the end of another one. */
function lower(text: string): string {
  return /^(?:The|No|Nothing|Mail|There|This|Signatures|Others) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
