/** `gatepost dns`: what it prints. */
import { expect, onTestFinished, test } from 'vitest';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { gatepostHere } from './gatepost.ts';

test('dns check and dns records', async () => {
  const dns = await FakeDnsServer.open({ 'mail.local.test': { A: ['198.51.100.7'] }, 'local.test': { MX: [[10, 'mail.local.test']] } });
  onTestFinished(async () => await dns.close());
  const data = tempFolder();
  const run = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await gatepostHere([...words, '--data', data]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  expect(await run('dns', 'check')).toBe('There are no domains yet.\n');
  await run('domain', 'add', 'local.test');
  await run('settings', 'set', 'server.hostname', 'mail.local.test');
  await run('settings', 'set', 'server.dns.servers', JSON.stringify([dns.address]));
  const text = await run('dns', 'check', 'local.test');
  expect(text).toContain('local.test\n  Mail for local.test arrives, but some servers may not believe mail from it: the address 198.51.100.7 has no name');
  expect(text).toContain('  Mail server of the domain: ok\n    Mail for local.test comes here.\n');
  expect(text).toContain('    Name:   local.test  MX\n    Wanted: 10 mail.local.test\n    Found:  10 mail.local.test\n');
  expect(text).toContain('  Reports about TLS (TLS-RPT): optional\n');
  const lines = (await run('dns', 'records', 'local.test')).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'local.test. IN MX 10 mail.local.test.',
      'local.test. IN TXT "v=spf1 mx -all"',
      '_pop3s._tcp.local.test. IN SRV 0 1 995 mail.local.test.',
    ]),
  );
});
