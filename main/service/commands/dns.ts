/** `gatepost dns …`: what the DNS should say about the domains, against what it says. */
import type { Command } from 'commander';
import { DNS_PURPOSES, DNS_VERDICTS, type DnsRecord, type DomainDns } from '../../../shared/admin-api/dns.ts';
import { type CommandTools, type CommonOptions, ask, withOptionsToLook } from './command.ts';

export function addDnsCommands(program: Command, tools: CommandTools): void {
  const group = program.command('dns').description('the DNS records of the domains');
  withOptionsToLook(group.command('check [domain]'), tools)
    .description('compare the records that are wanted with those that are there, of one domain or of all')
    .action(async (domain: string | undefined, options: CommonOptions) => {
      await ask(tools, options, (client) => client.dns.check(domain === undefined ? {} : { domain }), showAll);
    });
  withOptionsToLook(group.command('records <domain>'), tools)
    .description('print the records that are wanted, as lines of a zone file')
    .action(async (domain: string, options: CommonOptions) => {
      await ask(tools, options, (client) => client.dns.check({ domain }), zoneLines);
    });
}

function showAll(domains: readonly DomainDns[]): string {
  return domains.length === 0 ? 'There are no domains yet.\n' : domains.map(showDomain).join('\n');
}

function showDomain({ domain, text, records }: DomainDns): string {
  return [domain, `  ${text}`, ...records.flatMap(showRecord), ''].join('\n');
}

function showRecord({ purpose, name, type, importance, wanted, found, verdict, text, todo }: DnsRecord): string[] {
  const mark = verdict === 'right' ? 'ok' : importance === 'optional' && verdict === 'missing' ? 'optional' : DNS_VERDICTS[verdict].toLowerCase();
  return [
    '',
    `  ${DNS_PURPOSES[purpose]}: ${mark}`,
    `    ${text}`,
    ...(todo === '' ? [] : [`    To do:  ${todo}`]),
    `    Name:   ${name}  ${type}`,
    ...(wanted === '' ? [] : [`    Wanted: ${wanted}`]),
    ...found.map((value) => `    Found:  ${value}`),
  ];
}

function zoneLines(domains: readonly DomainDns[]): string {
  return domains.flatMap(({ records }) => records.flatMap(({ line }) => (line === '' ? [] : [`${line}\n`]))).join('');
}
