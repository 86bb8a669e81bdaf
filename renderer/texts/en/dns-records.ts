/** DNS records, wanted and found. */
import { DNS_PURPOSES, DNS_VERDICTS } from '../../../shared/admin-api/dns.ts';

export const dnsRecords = {
  domain: 'Domain',
  checkAgain: 'Check again',
  asking: 'Asking the name servers …',
  /** In the place of a verdict. */
  lookingUp: 'Looking up …',
  checkedAt: (time: string) => `Checked ${time}`,
  noDomain: {
    title: 'No domain yet',
    text: 'Once there is a domain, this window says which records the DNS should have for it, and which it has.',
    action: 'Add a domain',
  },
  column: { record: 'Record', name: 'Name', wanted: 'Wanted', found: 'Found' },
  purposes: { ...DNS_PURPOSES } as Record<keyof typeof DNS_PURPOSES, string>,
  verdicts: { ...DNS_VERDICTS } as Record<keyof typeof DNS_VERDICTS, string>,
  importance: { required: 'required', recommended: 'recommended', optional: 'optional' },
  nothing: 'nothing',
  onlyYouKnow: 'Only you know this value.',
  copyValue: (name: string) => `Copy the value for ${name}`,
  copyLine: (name: string) => `Copy ${name} as a line of a zone file`,
  copyAll: 'Copy all that is missing as a zone file',
  files: 'Files for your web server',
  filesText: 'Some of the records count only together with a file that a web server of the domain offers.',
  copyFile: (url: string) => `Copy the content of ${url}`,
};
