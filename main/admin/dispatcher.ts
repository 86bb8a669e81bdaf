/**
 * The dispatcher: every call of the admin API, over whatever carrier, goes through this router. oRPC validates what
 * comes in and what goes out against the contract; procedures.ts maps the errors.
 */
import { accounts } from './accounts.ts';
import { addresses } from './addresses.ts';
import { aliases } from './aliases.ts';
import { decisions } from './decisions.ts';
import { dns } from './dns.ts';
import { domains } from './domains.ts';
import { grants } from './grants.ts';
import { log } from './log.ts';
import { implementation } from './procedures.ts';
import { quarantine } from './quarantine.ts';
import { queue } from './queue.ts';
import { security } from './security.ts';
import { server } from './server.ts';
import { settings } from './settings.ts';

export const adminRouter = implementation.router({
  server,
  domains,
  accounts,
  aliases,
  addresses,
  grants,
  quarantine,
  queue,
  settings,
  log,
  decisions,
  security,
  dns,
});
