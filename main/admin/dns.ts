/** Admin service, area `dns`: what the DNS should say about the domains, against what it says. */
import type { DomainDns } from '../../shared/admin-api/dns.ts';
import type { Protocol } from '../../shared/events.ts';
import { isNamedBy, mtaStsAddress, parsePolicy } from '../delivery/policy/mta-sts.ts';
import { checkDomain } from '../dns/check/domain-check.ts';
import type { CheckFacts, Lookups, MailService, PublishedPolicy } from '../dns/check/record.ts';
import { questionName } from '../dns/dns-name.ts';
import { createDnsLookups } from '../dns/resolver.ts';
import { isPublicAddress } from '../security/callout/public-address.ts';
import type { AdminContext } from './context.ts';
import { implementation } from './procedures.ts';

/** For what is known without asking. */
const NOBODY_ASKED: Lookups = {
  mx: () => Promise.resolve({ kind: 'none' }),
  addresses: () => Promise.resolve({ kind: 'none' }),
  ptr: () => Promise.resolve({ kind: 'none' }),
  txt: () => Promise.resolve({ kind: 'none' }),
  srv: () => Promise.resolve({ kind: 'none' }),
};

export const dns = {
  wanted: implementation.dns.wanted.handler(async ({ input, context: { admin } }) => {
    const [domain] = await checkAll([input.domain], admin, NOBODY_ASKED);
    return domain?.records.map(({ purpose, name, type, importance, wanted, line }) => ({ purpose, name, type, importance, wanted, line })) ?? [];
  }),
  check: implementation.dns.check.handler(async ({ input, context: { admin } }) => {
    const domains = input.domain === undefined ? admin.accounts.listDomains().map(({ name }) => name) : [input.domain];
    if (domains.length === 0) return [];
    // Without a memory: whoever looks has just changed something.
    const lookups = createDnsLookups({ settings: admin.settings, clock: admin.clock });
    try {
      return await checkAll(domains, admin, lookups);
    } finally {
      lookups.close();
    }
  }),
};

async function checkAll(domains: readonly string[], admin: AdminContext, lookups: Lookups): Promise<DomainDns[]> {
  const server = await serverFacts(admin, lookups);
  return await Promise.all(
    domains.map(async (domain) => {
      const facts = { ...server, domain: questionName(domain) ?? domain, dkim: admin.dkim.list(domain) };
      return await checkDomain(domain, facts, lookups, async (name) => await publishedPolicy(name, server.hostname, admin, lookups), admin.clock.now());
    }),
  );
}

async function publishedPolicy(domain: string, hostname: string, admin: AdminContext, lookups: Lookups): Promise<PublishedPolicy> {
  const found = await admin.readPolicy(mtaStsAddress(domain), lookups);
  if ('why' in found) return found;
  const policy = parsePolicy(found.text);
  return policy === undefined ? { why: 'it is no policy as RFC 8461 wants it' } : { mode: policy.mode, namesUs: isNamedBy(policy, hostname) };
}

async function serverFacts(admin: AdminContext, lookups: Lookups): Promise<Omit<CheckFacts, 'domain' | 'dkim'>> {
  const { server, delivery } = admin.settings.current;
  const hostname = questionName(admin.hostname()) ?? admin.hostname();
  const portOf = (protocol: Protocol): number | undefined => server.listeners.find((listener) => listener.protocol === protocol)?.port;
  return {
    hostname,
    // A name without a domain is for this network alone, if anything: the DNS has nothing to say about it.
    addresses: hostname.includes('.') ? await lookups.addresses(hostname) : { kind: 'none' },
    ownAddresses: [...admin.security.ownAddresses.current].filter(isPublicAddress),
    smartHost: delivery.smartHost?.host,
    services: { submissions: portOf('submissions'), submission: portOf('submission'), pop3s: portOf('pop3s'), pop3: portOf('pop3') } satisfies Record<
      MailService,
      number | undefined
    >,
  };
}
