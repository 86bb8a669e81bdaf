/**
 * The composition root: builds the parts of the mail server on one data folder, wires them, starts and stops them.
 * It knows neither Electron nor HTTP; a host (main/desktop, main/service) starts it and puts the admin API in front.
 */
import { randomBytes } from 'node:crypto';
import { hostname as computerName } from 'node:os';
import type { Status } from '../shared/admin-api/server.ts';
import type { LogEvent } from '../shared/events.ts';
import { domainKey, parseDomain } from '../shared/mail/address.ts';
import type { ListenerSettings } from '../shared/settings/server.ts';
import type { AccountDirectory } from './accounts/account-directory.ts';
import { withHashedPasswords } from './accounts/smtp-logins.ts';
import { createAccountDirectory } from './accounts/stored-directory.ts';
import { isLoopback } from './client-address.ts';
import { closeAll } from './close-all.ts';
import { type Clock, systemClock } from './clock.ts';
import { ConnectionPlaces } from './connection-places.ts';
import { type Delivery, createDelivery } from './delivery/delivery.ts';
import { DkimKeys } from './delivery/dkim/dkim-keys.ts';
import { Resigner } from './delivery/dkim/resigner.ts';
import { ServerOutboundGuard } from './delivery/outbound/outbound-guard.ts';
import { RecipientKeeper } from './delivery/outbound/recipient-keeper.ts';
import { ListDistributor } from './delivery/lists/list-distributor.ts';
import { membershipOf } from './delivery/lists/membership-token.ts';
import { OwnMail } from './delivery/own-mail.ts';
import { tellQueued } from './delivery/queued-event.ts';
import { Reports } from './delivery/dsn/reports.ts';
import { createPolicyFetcher, mayBeCalled } from './delivery/policy/fetch-policy.ts';
import { MtaSts } from './delivery/policy/mta-sts.ts';
import { createTlsPolicies } from './delivery/policy/tls-policies.ts';
import { Returns } from './delivery/returns.ts';
import { VacationResponder } from './delivery/vacation/vacation-responder.ts';
import type { Listener, ProtocolServices } from './listener.ts';
import { ListenerSet } from './listener-set.ts';
import { type EventLog, createEventLog } from './log/event-log.ts';
import { createPop3Listener } from './pop3/pop3-listener.ts';
import { RecentLogins } from './security/address-lists/recent-logins.ts';
import { ServerAddressLists } from './security/address-lists/server-address-lists.ts';
import { isPublicAddress } from './security/callout/public-address.ts';
import { HitCounters } from './security/hits/hit-counters.ts';
import { ProbeAddresses } from './security/relay-test/probe-addresses.ts';
import { RelayTest } from './security/relay-test/relay-test.ts';
import { createServerSecurity, type ServerSecurity } from './security/server-security.ts';
import { securityWarnings } from './security/what-if/lint-switches.ts';
import { WhatIf } from './security/what-if/what-if.ts';
import type { SecretKeeper } from './settings/secret-keeper.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { SettingsTrial } from './settings/settings-trial.ts';
import { FullMailboxes } from './smtp/full-mailboxes.ts';
import type { SimulationResult } from './smtp/simulation.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { type Rehearsal, rehearsal, type SimulationRequest, simulateRequest } from './smtp/simulation-request.ts';
import { createSmtpListener } from './smtp/smtp-listener.ts';
import type { IncomingMessage, MailStore } from './store/mail-store.ts';
import { openStore } from './store/open-store.ts';
import { QuarantineKeeper } from './store/quarantine-keeper.ts';
import { loginNameProblems } from './accounts/login-names.ts';
import { type ManagedTlsSource, certificateProblems, createTlsSource } from './tls/certificate.ts';

export interface EngineOptions {
  /** Exists, and no other process uses it. */
  readonly dataFolder: string;
  /** Those of the settings, kept in step with them; or these alone for this run; an empty list opens none. */
  readonly listeners: 'from-settings' | readonly ListenerSettings[];
  /** Relaying is tested by itself after each change of the settings that it depends on. */
  readonly relayTestAfterChanges?: boolean;
  readonly clock?: Clock;
  /** How the secrets of the settings are kept; left out: as they are. */
  readonly secrets?: SecretKeeper;
  /** Hears every event, from the repairs at the start on. */
  readonly onEvent?: (event: LogEvent) => void;
}

export interface Engine {
  readonly dataFolder: string;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly settings: SettingsStore;
  /** Changes of the settings that go back by themselves. */
  readonly trial: SettingsTrial;
  readonly store: MailStore;
  readonly events: EventLog;
  readonly tls: ManagedTlsSource;
  readonly accounts: AccountDirectory;
  readonly addressLists: ServerAddressLists;
  readonly recentLogins: RecentLogins;
  readonly delivery: Delivery;
  readonly listeners: ListenerSet;
  /** Those that were given for this run do not follow the settings. */
  readonly listenersFrom: Status['listenersFrom'];
  /** Does a listener relay for strangers? */
  readonly relayTest: RelayTest;
  readonly hits: HitCounters;
  readonly security: ServerSecurity;
  readonly outboundGuard: ServerOutboundGuard;
  /** Who may leave a mailing list by an address of his own. */
  readonly listMemberships: {
    /** @returns undefined for an address that the server has not made */
    of(path: string): { readonly list: string; readonly member: string } | undefined;
    end(membership: { readonly list: string; readonly member: string }): Promise<void>;
    /** Somebody answers at these addresses from now on: only then posts name them. Returns the way to end that. */
    serve(): () => void;
  };
  /** The keys that sign mail of our domains. */
  readonly dkim: DkimKeys;
  /** Which kept messages would an entry have hit? */
  readonly whatIf: WhatIf;
  /** What would the server do? Nothing is stored, counted or sent. */
  simulate(request: SimulationRequest): Promise<SimulationResult>;
  /** The same for many clients, under settings that are proposed. */
  rehearsal(settings: Settings): Rehearsal;
  /** The name this server gives itself: `server.hostname`, or the computer's. */
  hostname(): string;
  /** Calls back when the state of a listener has changed; returns the way to stop that. */
  onListenersChange(listener: () => void): () => void;
  /** Opens the listeners and begins to deliver. A listener that cannot be opened says so in its state. */
  start(): Promise<void>;
  /** Stops accepting, lets open transactions finish for `graceSeconds`, then closes everything. */
  stop(graceSeconds: number): Promise<void>;
}

/**
 * Opens everything on the data folder; nothing listens and nothing is delivered before `start`.
 * If anything cannot be opened, what was opened before is closed again.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { dataFolder, clock = systemClock } = options;
  /** How to close what is open, the last one first. */
  const closers: (() => void | Promise<void>)[] = [];
  try {
    const settings = new SettingsStore({
      dataFolder,
      clock,
      checks: [certificateProblems, loginNameProblems],
      prepare: withHashedPasswords,
      ...(options.secrets === undefined ? {} : { secrets: options.secrets }),
    });
    const store = await openStore({ dataFolder, clock });
    closers.unshift(async () => await store.close());
    await settings.attachRevisions(store.revisions);
    const events = await createEventLog({ dataFolder, clock, settings, statistics: store.statistics });
    closers.unshift(async () => await events.close());
    if (options.onEvent !== undefined) events.onEvent(options.onEvent);
    const hostname = (): string => serverName(settings.current.server.hostname);
    const trial = await SettingsTrial.open({
      dataFolder,
      settings,
      clock,
      onEnd: (text, level) => events.emit({ kind: 'server', level, protocol: 'server', text }),
    });
    closers.unshift(() => trial.close());
    const tls = await createTlsSource(dataFolder, settings, hostname, clock, events);
    closers.unshift(() => tls.close());
    const srsSecret = await store.secrets.getOrKeep('srs', randomBytes(32).toString('base64'));
    const accounts = await createAccountDirectory(store.directory, settings, clock, { store: store.accountServices, srsSecret });
    closers.unshift(() => accounts.close());
    const onTrouble = (text: string): void => events.emit({ kind: 'server', level: 'error', protocol: 'server', text });
    const addressLists = await ServerAddressLists.open({ settings, bans: store.bans, clock, onTrouble });
    closers.unshift(() => addressLists.close());
    const recentLogins = new RecentLogins(store.bans, await store.bans.recentClients(), onTrouble);
    closers.unshift(followLogins(recentLogins, events, clock));
    const hits = await HitCounters.open(store.hits, (error) => onTrouble(`the counters of hits could not be saved: ${String(error)}`));
    closers.unshift(async () => await hits.close());
    const listSecret = await store.secrets.getOrKeep('lists', randomBytes(32).toString('base64'));
    const dkim = await DkimKeys.open({ store: store.dkim, accounts, clock });
    const whatIf = new WhatIf({ dataFolder });
    closers.unshift(async () => await whatIf.close());
    for (const repair of [...settings.repairs, ...store.repairs]) events.emit({ kind: 'server', level: 'warning', protocol: 'server', text: repair });
    return assemble(
      options,
      listSecret,
      { dataFolder, clock, startedAt: clock.now(), settings, trial, store, events, tls, accounts, addressLists, recentLogins, hits, dkim, whatIf, hostname },
      async () => await closeAll(closers),
    );
  } catch (error) {
    // The first error says what is wrong; one that follows from it while closing would hide it.
    await closeAll(closers).catch(() => undefined);
    throw error;
  }
}

/** @returns the way to stop it */
function followLogins(logins: RecentLogins, events: EventLog, clock: Clock): () => Promise<void> {
  const stopping = new AbortController();
  const following = logins.follow(events, stopping.signal);
  return async () => {
    stopping.abort();
    await following;
    await logins.flush(clock.now());
  };
}

type OpenedParts = Omit<
  Engine,
  | 'delivery'
  | 'listeners'
  | 'listenersFrom'
  | 'relayTest'
  | 'security'
  | 'outboundGuard'
  | 'listMemberships'
  | 'simulate'
  | 'rehearsal'
  | 'onListenersChange'
  | 'start'
  | 'stop'
>;

/** Wires what is open: listeners and delivery on top of it. */
function assemble(options: EngineOptions, listSecret: string, parts: OpenedParts, closeParts: () => Promise<void>): Engine {
  const { settings, store, events, tls, accounts, addressLists, hits, clock, hostname } = parts;
  const noteAccepted = (message: IncomingMessage, bytes: number): void => accepted(message, bytes, accounts, delivery);
  /** The same for what the server writes itself; a session tells the log by itself. */
  const noteWritten = (message: IncomingMessage, bytes: number): void => {
    noteAccepted(message, bytes);
    tellQueued(events, { traceId: message.traceId, recipients: message.relays.map(({ recipient }) => recipient) });
  };
  const reports = new Reports({ accounts, messages: store.messages, events, clock, hostname, signing: parts.dkim, accepted: noteWritten });
  const recipientKeeper = new RecipientKeeper({ store: store.outbound, events, clock });
  const quarantineKeeper = new QuarantineKeeper({ quarantine: store.quarantine, settings, events, clock });
  const returns = new Returns({ accounts, messages: store.messages, events, clock, hostname, signing: parts.dkim, accepted: noteWritten });
  const ownMail = new OwnMail({ accounts, messages: store.messages, signing: parts.dkim, clock, hostname, accepted: noteWritten });
  const vacation = new VacationResponder({ accounts, store: store.vacation, mail: ownMail, events, clock });
  const security = createServerSecurity({ settings, accounts, events, clock, addressLists, hits, hostname, returns });
  const stopping = new AbortController();
  const delivery = createDelivery({
    settings,
    queue: store.queue,
    messages: store.messages,
    signer: new Resigner({ keys: parts.dkim, clock }),
    reports,
    events,
    clock,
    hostname,
    dns: security.dns,
    isPublic: isPublicAddress,
    policies: createTlsPolicies({
      settings: () => settings.current.delivery,
      dns: security.dns,
      mtaSts: new MtaSts({
        dns: security.dns,
        fetch: createPolicyFetcher({ dns: security.dns, isAllowed: mayBeCalled(settings), signal: stopping.signal }),
        clock,
        store: store.policies,
        onTrouble: (error) =>
          events.emit({ kind: 'server', level: 'error', protocol: 'delivery', text: `MTA-STS policies could not be kept: ${String(error)}` }),
      }),
    }),
    accounts,
    isOurselves: (address, port) => (isLoopback(address) || security.ownAddresses.has(address)) && listensOn(address, port, listeners),
  });
  let unsubscribeServers = 0;
  const lists = new ListDistributor({
    accounts,
    store,
    settings,
    signing: parts.dkim,
    mail: ownMail,
    events,
    clock,
    secret: listSecret,
    servesUnsubscribe: () => unsubscribeServers > 0,
    accepted: noteWritten,
  });
  const outboundGuard = new ServerOutboundGuard({ store: store.outbound, settings, events, clock });
  const probes = new ProbeAddresses();
  const services: ProtocolServices = {
    settings,
    accounts,
    store,
    events,
    tls,
    clock,
    places: new ConnectionPlaces(),
    security,
    signing: parts.dkim,
    outboundGuard,
    probes,
    fullMailboxes: new FullMailboxes(),
    hostname,
    accepted: (message, bytes, head) => {
      noteAccepted(message, bytes);
      vacation.consider(message, head);
    },
    reportDelivered: async (messageId, message, awaited) => await reports.sendDelivered(messageId, message, awaited),
  };
  const warn = (text: string): void => events.emit({ kind: 'server', level: 'warning', protocol: 'server', text });
  const watchers = new Set<() => void>();
  const listeners = new ListenerSet(
    (listener) => makeListener(listener, services),
    events,
    () => {
      for (const watcher of watchers) watcher();
    },
  );
  const relayTest = new RelayTest({ listeners: () => listeners.states, settings, accounts, addressLists, events, clock, probes });
  accounts.onChange(({ accountId, endsLogins, action, name }) => {
    if (endsLogins && accountId !== undefined) listeners.endLogins(accountId);
    if (action === 'added') delivery.cameHome(name.slice(name.lastIndexOf('@') + 1));
  });
  settings.onChange(() => listeners.endLostLogins());
  addressLists.onBan(() => listeners.cutBanned((address) => addressLists.banned(address, clock.now()) !== undefined));
  return {
    ...parts,
    delivery,
    listeners,
    listenersFrom: options.listeners === 'from-settings' ? 'settings' : 'command line',
    relayTest,
    security,
    outboundGuard,
    listMemberships: {
      of: (path) => {
        const membership = membershipOf(listSecret, path);
        return membership !== undefined && accounts.services.list(membership.list) !== undefined ? membership : undefined;
      },
      end: async ({ list, member }) => void (await lists.leave(list, member)),
      serve: () => {
        unsubscribeServers += 1;
        return () => {
          unsubscribeServers -= 1;
        };
      },
    },
    simulate: async (request) => await simulateRequest(request, { services, settings, accounts, addressLists }),
    rehearsal: (proposed) => rehearsal(proposed, { services, settings, accounts, addressLists }),
    onListenersChange: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    start: async () => {
      for (const warning of securityWarnings(settings.current)) warn(warning);
      settings.onChange((now, before) => {
        const known = new Set(securityWarnings(before));
        for (const warning of securityWarnings(now)) if (!known.has(warning)) warn(warning);
      });
      if (options.listeners === 'from-settings') followSettings(settings, listeners, events);
      await listeners.apply(options.listeners === 'from-settings' ? settings.current.server.listeners : options.listeners);
      delivery.start();
      lists.start();
      quarantineKeeper.start();
      recipientKeeper.start();
      if (options.relayTestAfterChanges === true) relayTest.followChanges();
    },
    stop: async (graceSeconds) => {
      stopping.abort();
      await relayTest.stop();
      await Promise.all([listeners.stopAll(graceSeconds), delivery.stop(graceSeconds), quarantineKeeper.stop(), recipientKeeper.stop()]);
      await Promise.all([vacation.settled(), lists.stop()]);
      await closeAll([async () => await security.close(), closeParts]);
    },
  };
}

/** A computer without a proper name of its own still needs one in greetings and headers. */
const ownName = parseDomain(computerName()) ?? 'localhost';

function serverName(configured: string): string {
  return configured === '' ? ownName : domainKey(configured);
}

function makeListener(listener: ListenerSettings, services: ProtocolServices): Listener {
  switch (listener.protocol) {
    case 'smtp':
    case 'submission':
    case 'submissions':
      return createSmtpListener(listener, services);
    case 'pop3':
    case 'pop3s':
      return createPop3Listener(listener, services);
  }
}

function accepted(message: IncomingMessage, bytes: number, accounts: AccountDirectory, delivery: Delivery): void {
  for (const { accountId } of message.deliveries) accounts.noteDelivery(accountId, bytes);
  if (message.relays.length > 0) delivery.nudge(message);
}

/** A message sent to that address of ours would come in here again. */
function listensOn(address: string, port: number, listeners: ListenerSet): boolean {
  return listeners.states.some((listener) => {
    const takesMail = listener.protocol === 'smtp' || listener.protocol === 'submission' || listener.protocol === 'submissions';
    if (!takesMail || listener.port !== port || listener.state !== 'listening') return false;
    return listener.address === address || EVERYWHERE.has(listener.address);
  });
}

/** Listeners without an address of their own are on all of them. */
const EVERYWHERE: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

function followSettings(settings: SettingsStore, listeners: ListenerSet, events: EventLog): void {
  settings.onChange((now, before) => {
    if (JSON.stringify(now.server.listeners) === JSON.stringify(before.server.listeners)) return;
    listeners.apply(now.server.listeners).catch((error: unknown) => {
      events.emit({ kind: 'server', level: 'error', protocol: 'server', text: `the listeners could not be changed: ${String(error)}` });
    });
  });
}
