/** Our look-ups, dressed as the resolver that the mailauth library asks: as `dns.promises.resolve`, with its error codes. */
import type { DNSResolver } from 'mailauth';
import type { DnsAnswer, DnsLookups } from './dns-lookups.ts';

export function mailauthResolver(dns: Pick<DnsLookups, 'txt' | 'mx' | 'addresses' | 'ptr'>): DNSResolver {
  const resolve = async (name: string, type: string): Promise<unknown[]> => {
    switch (type) {
      case 'TXT':
        return (await found(dns.txt(name))).map((text) => [text]);
      case 'MX':
        return [...(await found(dns.mx(name)))].map(({ exchange, preference }) => ({ exchange, priority: preference }));
      case 'A':
        return (await found(dns.addresses(name))).filter((address) => !address.includes(':'));
      case 'AAAA':
        return (await found(dns.addresses(name))).filter((address) => address.includes(':'));
      default:
        throw Object.assign(new Error(`no look-up of ${type} records`), { code: 'ENODATA' });
    }
  };
  // Its type knows no MX records, its code does.
  return resolve as DNSResolver;
}

async function found<Data>(asked: DnsAnswer<Data> | Promise<DnsAnswer<Data>>): Promise<readonly Data[]> {
  const answer = await asked;
  switch (answer.kind) {
    case 'found':
      return answer.records;
    case 'none':
      throw Object.assign(new Error('no such record'), { code: 'ENODATA' });
    case 'no-such-domain':
      throw Object.assign(new Error('no such domain'), { code: 'ENOTFOUND' });
    case 'trouble':
      throw Object.assign(new Error(answer.why), { code: 'ETIMEOUT' });
  }
}
