/** The SRV records by which mail programs find the settings of a domain (RFC 6186, RFC 8314 section 5.1). */
import type { DnsRecord } from '../../../shared/admin-api/dns.ts';
import type { SrvRecord } from '../dns-lookups.ts';
import {
  type CheckFacts,
  type Judgement,
  type Lookups,
  MAIL_SERVICES,
  type MailService,
  record,
  recordsOf,
  right,
  sameName,
  trouble,
  type Wanted,
} from './record.ts';

/** One for each service that is offered; one that is not offered is told only where a record leads here. */
export async function serviceRecords(facts: CheckFacts, dns: Lookups): Promise<DnsRecord[]> {
  const records = await Promise.all(MAIL_SERVICES.map(async (service) => await serviceRecord(service, facts, dns)));
  return records.filter((one) => one !== undefined);
}

async function serviceRecord(service: MailService, { domain, hostname, services }: CheckFacts, dns: Lookups): Promise<DnsRecord | undefined> {
  const name = `_${service}._tcp.${domain}`;
  const port = services[service];
  const answer = await dns.srv(name);
  const found = recordsOf(answer);
  const texts = found.map(({ priority, weight, port: at, target }) => `${priority} ${weight} ${at} ${target === '' ? '.' : target}`);
  const here = found.filter(({ target }) => sameName(target, hostname));
  const wanted: Wanted = { purpose: 'srv', name, type: 'SRV', importance: 'optional', wanted: port === undefined ? '' : `0 1 ${port} ${hostname}` };
  if (port !== undefined) return record(wanted, texts, judge(service, port, name, answer, here));
  if (here.length === 0) return undefined;
  return record(wanted, texts, {
    verdict: 'differs',
    text: `Mail programs are led to ${service} here, which this server does not offer.`,
    todo: 'Remove the record, or open that listener.',
  });
}

function judge(service: MailService, port: number, name: string, answer: Awaited<ReturnType<Lookups['srv']>>, here: readonly SrvRecord[]): Judgement {
  if (answer.kind === 'trouble') return trouble(answer.why);
  const todo = `Add an SRV record for ${name} with this value.`;
  if (answer.kind !== 'found') return { verdict: 'missing', text: `Mail programs do not find ${service} by themselves.`, todo };
  if (here.some((one) => one.port === port)) return right(`Mail programs find ${service} on port ${port}.`);
  if (here.length > 0) return { verdict: 'differs', text: `The record leads to another port than ${port}.`, todo: 'Change it to this value.' };
  return { verdict: 'differs', text: `Mail programs are led to another server for ${service}.`, todo: `If they are to come here: ${todo}` };
}
