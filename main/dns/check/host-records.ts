/** The records that mail comes in by: the address of this server, the name of the address, the MX of the domain. */
import type { DnsRecord } from '../../../shared/admin-api/dns.ts';
import { type CheckFacts, type Judgement, type Lookups, record, recordsOf, right, sameName, trouble, type Wanted } from './record.ts';

/** A and AAAA of the server's own name. */
export function hostRecord({ hostname, addresses, ownAddresses }: CheckFacts): DnsRecord {
  const found = recordsOf(addresses);
  const [own] = ownAddresses;
  const wanted: Wanted = { purpose: 'host', name: hostname, type: 'A', importance: 'required', wanted: found[0] ?? own ?? '' };
  return record(wanted, found, judgeHost());

  function judgeHost(): Judgement {
    if (!hostname.includes('.')) {
      return {
        verdict: 'differs',
        text: `This server calls itself "${hostname}", which is no name that others can look up.`,
        todo: 'Set server.hostname to the public name of this server, such as mail.example.com.',
      };
    }
    if (addresses.kind === 'trouble') return trouble(addresses.why);
    if (found.length === 0) {
      const to = own === undefined ? 'the public address of this server' : own;
      return {
        verdict: 'missing',
        text: `${hostname} has no address: nobody finds this server.`,
        todo: `Add an A (or AAAA) record that leads ${hostname} to ${to}.`,
      };
    }
    const strange = found.filter((address) => !ownAddresses.includes(address));
    if (ownAddresses.length > 0 && strange.length === found.length) {
      return {
        verdict: 'differs',
        text: `${hostname} leads to ${strange.join(', ')}, but this computer has the public address ${ownAddresses.join(', ')}.`,
        todo: `If no router passes mail on to this computer, lead ${hostname} to ${ownAddresses.join(', ')}.`,
      };
    }
    return right(`${hostname} leads to ${found.join(', ')}.`);
  }
}

/** The name of each address of this server, which many hosts want to lead back (RFC 1912 section 2.1). */
export async function ptrRecords({ hostname, addresses }: CheckFacts, dns: Lookups): Promise<DnsRecord[]> {
  return await Promise.all(
    recordsOf(addresses).map(async (address) => {
      const answer = await dns.ptr(address);
      const found = recordsOf(answer);
      const wanted: Wanted = { purpose: 'ptr', name: address, type: 'PTR', importance: 'recommended', wanted: hostname };
      return { ...record(wanted, found, judge(address, found, answer)), line: '' };
    }),
  );

  function judge(address: string, found: readonly string[], answer: Awaited<ReturnType<Lookups['ptr']>>): Judgement {
    if (answer.kind === 'trouble') return trouble(answer.why);
    const todo = `Ask whoever gave you the address ${address} (your provider) to set its name to ${hostname}.`;
    if (found.length === 0) return { verdict: 'missing', text: `The address ${address} has no name: many servers refuse mail from it.`, todo };
    if (found.some((name) => sameName(name, hostname))) return right(`The address ${address} is called ${hostname}.`);
    return { verdict: 'differs', text: `The address ${address} has another name than this server gives itself.`, todo };
  }
}

/** RFC 5321 section 5.1. */
export async function mxRecord({ domain, hostname }: CheckFacts, dns: Lookups): Promise<DnsRecord> {
  const answer = await dns.mx(domain);
  const found = recordsOf(answer);
  const wanted: Wanted = { purpose: 'mx', name: domain, type: 'MX', importance: 'required', wanted: `10 ${hostname}` };
  const texts = found.map(({ preference, exchange }) => `${preference} ${exchange}`);
  const todo = `Add an MX record for ${domain} with the priority 10 and the server ${hostname}.`;
  return record(wanted, texts, judge());

  function judge(): Judgement {
    if (answer.kind === 'trouble') return trouble(answer.why);
    if (answer.kind === 'no-such-domain') {
      return { verdict: 'missing', text: `The domain ${domain} does not exist in the DNS.`, todo: `Register ${domain}, or see to its name servers. ${todo}` };
    }
    const [first] = found;
    if (first === undefined) return { verdict: 'missing', text: `No server is named for mail to ${domain}.`, todo };
    if (first.exchange === '') {
      return { verdict: 'differs', text: `${domain} says that it takes no mail at all (RFC 7505).`, todo: `Replace the record. ${todo}` };
    }
    const ours = found.find(({ exchange }) => sameName(exchange, hostname));
    if (ours === undefined) return { verdict: 'differs', text: `Mail for ${domain} goes to another server.`, todo: `If it is to come here: ${todo}` };
    if (ours.preference > first.preference) {
      return right(
        `This server takes mail for ${domain} when the first one does not answer.`,
        'If this is the main server, give it the lowest number of all MX records.',
      );
    }
    const others = found.length > 1 ? ` Others that take mail for it: ${found.length - 1}.` : '';
    return right(`Mail for ${domain} comes here.${others}`);
  }
}
