/** Look-ups for checks: a world in which nothing is known, but for what the test says. */
import type { DnsAnswer } from '../../main/dns/dns-lookups.ts';
import type { Lookups } from '../../main/security/lookups.ts';

const none = async (): Promise<DnsAnswer<never>> => ({ kind: 'none' });

export function fakeLookups(known: Partial<Lookups> = {}): Lookups {
  return {
    hostname: 'mail.local.test',
    isOwnAddress: () => false,
    isLocalDomain: () => false,
    addressExists: () => false,
    owns: () => false,
    addressLists: { banned: () => undefined, trusted: () => undefined },
    grantHolders: () => [],
    dns: { mx: none, addresses: none, ptr: none, txt: none, tlsa: none, srv: none },
    callout: async () => ({ kind: 'unknown', detail: '' }),
    ...known,
  };
}
