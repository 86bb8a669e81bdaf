/**
 * Admin API, area `dns`: what the DNS should say about each domain, what it says, and what to do about the difference.
 * All texts of the DNS are escaped (shared/text/escape.ts).
 */
import * as z from 'zod';
import { domainNameSchema } from './directory.ts';
import { procedure } from './errors.ts';

/** What a record is for, with the words that windows and command line show. */
export const DNS_PURPOSES = {
  host: 'Address of this server',
  ptr: 'Name of the address (reverse DNS)',
  mx: 'Mail server of the domain',
  spf: 'Who may send (SPF)',
  dkim: 'Key of signatures (DKIM)',
  dmarc: 'Policy for forged mail (DMARC)',
  'mta-sts': 'TLS required (MTA-STS)',
  'tls-rpt': 'Reports about TLS (TLS-RPT)',
  srv: 'Set-up of mail programs (SRV)',
} as const satisfies Record<string, string>;
export type DnsPurpose = keyof typeof DNS_PURPOSES;

/** Every verdict on a record. */
export const DNS_VERDICTS = {
  right: 'As it should be',
  missing: 'Missing',
  differs: 'Not as it should be',
  unknown: 'Nobody knows',
} as const satisfies Record<string, string>;
export type DnsVerdict = keyof typeof DNS_VERDICTS;

export const dnsRecordSchema = z.object({
  purpose: z.enum(Object.keys(DNS_PURPOSES) as [DnsPurpose, ...DnsPurpose[]]),
  /** Without the dot at the end, international names as A-labels. */
  name: z.string(),
  type: z.enum(['A', 'MX', 'TXT', 'PTR', 'SRV']),
  /** Without what is required mail gets lost, without what is recommended some hosts take it for spam. */
  importance: z.enum(['required', 'recommended', 'optional']),
  /** The value, as a form of a DNS provider wants it; '' where only the administrator can know it. */
  wanted: z.string(),
  /** The same as a line of a zone file; '' likewise. */
  line: z.string(),
  /** The values that are there. */
  found: z.array(z.string()),
  verdict: z.enum(Object.keys(DNS_VERDICTS) as [DnsVerdict, ...DnsVerdict[]]),
  /** The verdict in a sentence. */
  text: z.string(),
  /** What to do; '' if nothing. */
  todo: z.string(),
});
export type DnsRecord = z.infer<typeof dnsRecordSchema>;

/** What is known of a record before anybody was asked. What is there already may still change the value that is wanted. */
export const wantedRecordSchema = dnsRecordSchema.pick({ purpose: true, name: true, type: true, importance: true, wanted: true, line: true });
export type WantedRecord = z.infer<typeof wantedRecordSchema>;

export const domainDnsSchema = z.object({
  domain: z.string(),
  /** `wrong`: something required is not right. `incomplete`: something recommended is not. `unknown`: the name servers did not answer. */
  verdict: z.enum(['right', 'incomplete', 'wrong', 'unknown']),
  text: z.string(),
  records: z.array(dnsRecordSchema),
  /** Files that a web server has to offer along with some of the records. */
  files: z.array(z.object({ url: z.string(), content: z.string() })),
  /** Milliseconds since 1970. */
  checkedAt: z.number(),
});
export type DomainDns = z.infer<typeof domainDnsSchema>;

export const dnsContract = {
  /** The records that a domain should have, at once. */
  wanted: procedure.input(z.object({ domain: domainNameSchema })).output(z.array(wantedRecordSchema)),
  /** Asks the name servers anew, for one domain or for all. */
  check: procedure.input(z.object({ domain: domainNameSchema.optional() })).output(z.array(domainDnsSchema)),
};
