/** What the admin services need, and on whose behalf they work. */
import type { Hosting } from '../../shared/admin-api/hosting.ts';
import type { AccountDirectory } from '../accounts/account-directory.ts';
import type { Clock } from '../clock.ts';
import { type PolicyText, createPolicyReader, mayBeCalled } from '../delivery/policy/fetch-policy.ts';
import type { DnsLookups } from '../dns/dns-lookups.ts';
import type { Engine } from '../engine.ts';
import type { EventLog } from '../log/event-log.ts';
import type { RecentLogins } from '../security/address-lists/recent-logins.ts';
import type { ServerAddressLists } from '../security/address-lists/server-address-lists.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { SettingsTrial } from '../settings/settings-trial.ts';
import type { MailStore } from '../store/mail-store.ts';
import { EntryPages } from './entries/entry-pages.ts';
import { Refusal } from './errors.ts';
import { ListUndos } from './entries/list-undos.ts';
import { PendingFigures } from './pending-figures.ts';

/** The parts of the server that the administration looks at and changes; the engine has them all. */
export interface AdminContext {
  /** Version of the program. */
  readonly version: string;
  readonly dataFolder: string;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly settings: SettingsStore;
  readonly trial: Pick<SettingsTrial, 'current' | 'ended' | 'begin' | 'keep' | 'undone' | 'onChange'>;
  readonly accounts: AccountDirectory;
  readonly events: Pick<EventLog, 'emit' | 'count' | 'counters' | 'lost' | 'statistics' | 'hours' | 'search' | 'follow' | 'onCount' | 'decisions'>;
  readonly store: Pick<MailStore, 'queue' | 'quarantine' | 'messages' | 'mailboxes' | 'milestones' | 'revisions' | 'outbound' | 'keepForCopy'>;
  readonly delivery: Pick<Engine['delivery'], 'nudge' | 'changed' | 'activity' | 'destination' | 'routed' | 'returnToSenders' | 'withhold' | 'onChange'>;
  readonly tls: Pick<Engine['tls'], 'facts' | 'material' | 'onChange'>;
  readonly listeners: Pick<Engine['listeners'], 'states' | 'opened' | 'start' | 'stop' | 'sessions' | 'closeSessions'>;
  readonly listenersFrom: Engine['listenersFrom'];
  readonly relayTest: Pick<Engine['relayTest'], 'run' | 'last' | 'onResult'>;
  readonly whatIf: Pick<Engine['whatIf'], 'prepare' | 'ask' | 'propose'>;
  /** When entries of lists were hit. */
  readonly hits: Pick<Engine['hits'], 'of'>;
  /** What look-ups cost, and who may send because of a POP3 login. */
  readonly security: AdminSecurity;
  readonly addressLists: Pick<ServerAddressLists, 'automaticBans' | 'unban' | 'trusted' | 'banned' | 'onBan'>;
  readonly listMemberships: Engine['listMemberships'];
  readonly outboundGuard: Pick<Engine['outboundGuard'], 'forget'>;
  readonly dkim: Pick<Engine['dkim'], 'list' | 'add' | 'use' | 'remove'>;
  readonly recentLogins: Pick<RecentLogins, 'since'>;
  /** Gets the text of an MTA-STS policy as other servers do, by these look-ups. */
  readonly readPolicy: (url: string, dns: Pick<DnsLookups, 'addresses'>) => Promise<PolicyText>;
  /** What the editors of the lists remember. */
  readonly lists: { readonly pages: EntryPages; readonly undos: ListUndos };
  /** What questions were asked without, since it takes a while. */
  readonly figures: PendingFigures;
  readonly console: ConsoleAccess;
  readonly hosting: HostingSource;
  readonly simulate: Engine['simulate'];
  readonly rehearsal: Engine['rehearsal'];
  hostname(): string;
  /** Calls back when the state of a listener has changed; returns the way to stop that. */
  onListenersChange(listener: () => void): () => void;
}

/** Of the running security, what windows show and an administrator may end. */
interface AdminSecurity {
  readonly grants: Pick<Engine['security']['grants'], 'list' | 'end' | 'onChange'>;
  readonly dns: Pick<Engine['security']['dns'], 'statistics'>;
  readonly callout: Pick<Engine['security']['callout'], 'statistics'>;
  readonly ownAddresses: Engine['security']['ownAddresses'];
}

/** Who may open the console in a browser. */
export interface ConsoleAccess {
  /** Whether an administrator's password is set; missing where nobody can know. */
  readonly passwordSet?: boolean;
  /** The address of the console with a fresh one-time sign-in token; undefined where no console is open. */
  signInAddress(): string | undefined;
  /** Sets the administrator's password, or removes it with null. Sessions that were opened with the old one end. */
  setPassword(password: string | null): Promise<void>;
}

/** What the host knows of itself. */
export interface HostingSource {
  state(): Promise<Hosting>;
}

/** Who asks. A carrier lets nobody through who is neither. */
export type AdminCaller = 'console' | 'command line';

/** What each call of the admin API comes with. */
export interface AdminCall {
  readonly admin: AdminContext;
  readonly caller: AdminCaller;
  /** Where the console of the caller is; missing on this computer itself. */
  readonly callerAddress?: string;
}

const UNTOLD: HostingSource = {
  state: () => Promise.reject(new Refusal('NOT_FOUND', '', 'this host does not tell how it is run')),
};

/** The parts of an engine, with the access to the console of the host it runs in. */
export function createAdminContext(engine: Engine, version: string, console: ConsoleAccess, hosting: HostingSource = UNTOLD): AdminContext {
  const isAllowed = mayBeCalled(engine.settings);
  const readPolicy: AdminContext['readPolicy'] = async (url, dns) => await createPolicyReader({ dns, isAllowed })(url);
  return { ...engine, readPolicy, version, console, hosting, lists: { pages: new EntryPages(), undos: new ListUndos() }, figures: new PendingFigures() };
}
