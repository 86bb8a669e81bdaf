/**
 * The dispatcher: every call of the admin API, over whatever carrier, goes through this router. oRPC validates what
 * comes in and what goes out against the contract; procedures.ts maps the errors.
 */
import { accounts } from './accounts.ts';
import { addresses } from './addresses.ts';
import { aliases } from './aliases.ts';
import { decisions } from './decisions.ts';
import { dkim } from './dkim.ts';
import { dns } from './dns.ts';
import { domains } from './domains.ts';
import { entries } from './entries.ts';
import { grants } from './grants.ts';
import { hosting } from './hosting.ts';
import { lists } from './lists.ts';
import { log } from './log.ts';
import { forwards, vacations } from './mail-services.ts';
import { outbound } from './outbound.ts';
import { implementation } from './procedures.ts';
import { overview } from './overview.ts';
import { quarantine } from './quarantine.ts';
import { relayTest } from './relay-test.ts';
import { queue } from './queue.ts';
import { security } from './security.ts';
import { server } from './server.ts';
import { sessions } from './sessions.ts';
import { settings } from './settings.ts';

export const adminRouter = implementation.router({
  server,
  domains,
  accounts,
  aliases,
  addresses,
  entries,
  grants,
  quarantine,
  queue,
  settings,
  log,
  decisions,
  security,
  sessions,
  relayTest,
  overview,
  dns,
  dkim,
  forwards,
  vacations,
  outbound,
  lists,
  hosting,
});
