/** Admin service, area `dkim`. */
import { createDnsLookups } from '../dns/resolver.ts';
import { dkimRecords } from '../dns/check/sender-records.ts';
import { questionName } from '../dns/dns-name.ts';
import type { AdminContext } from './context.ts';
import { Refusal } from './errors.ts';
import { implementation, noteAction } from './procedures.ts';

export const dkim = {
  list: implementation.dkim.list.handler(({ input, context }) => context.admin.dkim.list(input.domain)),
  add: implementation.dkim.add.handler(async ({ input: { domain, algorithm, selector }, context }) => {
    const key = await context.admin.dkim.add(domain, algorithm, selector);
    noteAction(context, `made the DKIM key ${key.selector} of ${domain}`);
    return key;
  }),
  use: implementation.dkim.use.handler(async ({ input: { domain, selector, confirmed }, context }) => {
    if (!confirmed) await requireRecord(context.admin, domain, selector);
    const key = await context.admin.dkim.use(domain, selector);
    noteAction(context, `began to sign mail of ${domain} with the DKIM key ${key.selector}`);
    return key;
  }),
  remove: implementation.dkim.remove.handler(async ({ input: { domain, selector, confirmed }, context }) => {
    const key = context.admin.dkim.list(domain).find((one) => one.selector === selector.toLowerCase());
    if (key?.state === 'active' && !confirmed) {
      throw new Refusal('NEEDS_CONFIRMATION', 'signs', `the key ${key.selector} signs mail of ${domain}: without it mail leaves unsigned`);
    }
    await context.admin.dkim.remove(domain, selector);
    noteAction(context, `removed the DKIM key ${selector} of ${domain}`);
  }),
};

/** Signed with a key that nobody can look up, mail is worse off than unsigned. */
async function requireRecord(admin: AdminContext, domain: string, selector: string): Promise<void> {
  const key = admin.dkim.list(domain).find((one) => one.selector === selector.toLowerCase());
  if (key === undefined) return;
  const lookups = createDnsLookups({ settings: admin.settings, clock: admin.clock });
  try {
    const [record] = await dkimRecords({ domain: questionName(domain) ?? domain, dkim: [key] }, lookups);
    if (record !== undefined && record.verdict !== 'right') {
      throw new Refusal('NEEDS_CONFIRMATION', 'not-in-dns', `${record.text} Add the TXT record ${key.name} with the value ${key.value}`);
    }
  } finally {
    lookups.close();
  }
}
