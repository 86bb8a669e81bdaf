/** The admin API whole: what windows, command line and scripts can ask of a host, whatever carries the call. */
import { decisionsContract } from './decisions.ts';
import { addressesContract } from './addresses.ts';
import { accountsContract, aliasesContract, domainsContract } from './directory.ts';
import { dnsContract } from './dns.ts';
import { grantsContract } from './grants.ts';
import { logContract } from './log.ts';
import { quarantineContract } from './quarantine.ts';
import { queueContract } from './queue.ts';
import { securityContract } from './security.ts';
import { serverContract } from './server.ts';
import { settingsContract } from './settings.ts';

export const adminContract = {
  server: serverContract,
  domains: domainsContract,
  accounts: accountsContract,
  aliases: aliasesContract,
  quarantine: quarantineContract,
  queue: queueContract,
  addresses: addressesContract,
  grants: grantsContract,
  settings: settingsContract,
  log: logContract,
  decisions: decisionsContract,
  security: securityContract,
  dns: dnsContract,
};
export type AdminContract = typeof adminContract;
