/** The admin API whole: what windows, command line and scripts can ask of a host, whatever carries the call. */
import { decisionsContract } from './decisions.ts';
import { addressesContract } from './addresses.ts';
import { entriesContract } from './entries.ts';
import { accountsContract, aliasesContract, domainsContract } from './directory.ts';
import { dkimContract } from './dkim.ts';
import { dnsContract } from './dns.ts';
import { grantsContract } from './grants.ts';
import { hostingContract } from './hosting.ts';
import { logContract } from './log.ts';
import { listsContract } from './lists.ts';
import { forwardsContract, vacationsContract } from './mail-services.ts';
import { outboundContract } from './outbound.ts';
import { overviewContract } from './overview.ts';
import { quarantineContract } from './quarantine.ts';
import { relayTestContract } from './relay-test.ts';
import { queueContract } from './queue.ts';
import { securityContract } from './security.ts';
import { serverContract } from './server.ts';
import { sessionsContract } from './sessions.ts';
import { settingsContract } from './settings.ts';

export const adminContract = {
  server: serverContract,
  domains: domainsContract,
  accounts: accountsContract,
  aliases: aliasesContract,
  quarantine: quarantineContract,
  queue: queueContract,
  addresses: addressesContract,
  entries: entriesContract,
  grants: grantsContract,
  settings: settingsContract,
  log: logContract,
  decisions: decisionsContract,
  security: securityContract,
  sessions: sessionsContract,
  relayTest: relayTestContract,
  overview: overviewContract,
  dns: dnsContract,
  dkim: dkimContract,
  forwards: forwardsContract,
  vacations: vacationsContract,
  outbound: outboundContract,
  lists: listsContract,
  hosting: hostingContract,
};
export type AdminContract = typeof adminContract;
