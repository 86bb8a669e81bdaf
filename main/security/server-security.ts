/** The security of the running server: wires pipeline, look-ups, guards, grants and scanners to the engine's parts. */
import * as net from 'node:net';
import type { CheckId } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { AccountDirectory } from '../accounts/account-directory.ts';
import { LoginService } from '../accounts/smtp-logins.ts';
import { isLoopback } from '../client-address.ts';
import type { Clock } from '../clock.ts';
import { createDnsLookups, type DnsResolver } from '../dns/resolver.ts';
import type { DecisionSink, EventSink } from '../log/event-sink.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { ServerAddressLists } from './address-lists/server-address-lists.ts';
import { createCallout, type SenderCallout } from './callout/callout.ts';
import { isPublicAddress } from './callout/public-address.ts';
import { Scanners } from './content/scanners.ts';
import { PopGrants } from './grants/grants.ts';
import type { BanRequest, GuardServices } from './guards/ban-request.ts';
import { BruteForceGuard } from './guards/brute-force-guard.ts';
import { HarvestGuard } from './guards/harvest-guard.ts';
import type { HitCounters } from './hits/hit-counters.ts';
import type { Lookups } from './lookups.ts';
import { OwnAddresses } from './own-addresses.ts';
import { Pipeline } from './pipeline.ts';
import { SenderPolicies } from './returns/sender-policies.ts';
import { SERVER_OPTIONS } from './server-options.ts';
import type { SecurityServices } from './services.ts';

export interface ServerSecurityOptions {
  readonly settings: SettingsSource & Pick<SettingsStore, 'addCheck'>;
  readonly accounts: AccountDirectory;
  readonly events: EventSink & DecisionSink;
  readonly clock: Clock;
  readonly addressLists: ServerAddressLists;
  readonly hits: Pick<HitCounters, 'count'>;
  readonly hostname: () => string;
  readonly returns: Pick<SecurityServices, 'returnToSender' | 'mayReturnToSender'>;
}

export interface ServerSecurity extends SecurityServices {
  readonly grants: PopGrants;
  readonly lookups: Lookups;
  readonly scanners: Scanners;
  /** Look-ups of names and callouts, with their figures. */
  readonly dns: DnsResolver;
  readonly callout: SenderCallout;
  readonly ownAddresses: OwnAddresses;
  close(): Promise<void>;
}

export function createServerSecurity(options: ServerSecurityOptions): ServerSecurity {
  const { settings, accounts, events, clock, addressLists, hits, hostname, returns } = options;
  const fault = (text: string): void => events.emit({ kind: 'server', level: 'error', protocol: 'server', text });
  const dns = createDnsLookups({ settings, clock });
  const ownAddresses = new OwnAddresses(clock);
  const callout = createCallout({
    settings,
    dns,
    clock,
    hostname,
    connect: (host, port) => net.connect({ host, port }),
    allowAddress: (address) => isPublicAddress(address) && !ownAddresses.has(address),
  });
  const grants = new PopGrants(settings, clock);
  const logins = new LoginService({ settings, accounts, clock });
  const guarding = guardServices(options, grants);
  // A ban closes the sessions of its client at once: the reply that says why goes first.
  const harvestGuard = new HarvestGuard({ ...guarding, ban: (request) => void setImmediate(() => guarding.ban(request)) });
  const scanners = new Scanners((error) => fault(`looking through messages has failed: ${error.message}`));
  scanners.prepare(settings.current);
  void scanners.prepareAttachments(settings.current);
  const senderPolicies = new SenderPolicies(dns, clock);
  const stop = [
    // They may name other name servers, which know other things.
    settings.onChange(() => senderPolicies.clear()),
    settings.onChange((now) => scanners.prepare(now)),
    settings.addCheck(async (next) => {
      await scanners.prepareAttachments(next);
      return [];
    }),
    accounts.onChange(({ accountId, action }) => {
      if (accountId !== undefined && action !== 'added') grants.endAccount(accountId);
    }),
    addressLists.onBan(() => grants.endCovered((address) => addressLists.banned(address, clock.now()) !== undefined)),
  ];
  const lookups: Lookups = {
    get hostname() {
      return hostname();
    },
    isOwnAddress: (address) => ownAddresses.has(address),
    isLocalDomain: (domain) => accounts.isLocalDomain(domain),
    addressExists: (address) => accounts.addressExists(address),
    owns: (login, address) => accounts.owns(login, address),
    addressLists,
    grantHolders: (address, now) => grants.holders(address, now),
    dns,
    callout: async (sender, signal) => await callout.ask(sender, signal),
  };
  return {
    lookups,
    scanners,
    dns,
    callout,
    ownAddresses,
    grants,
    senderPolicies,
    pipeline: new Pipeline(SERVER_OPTIONS, { now: () => clock.now(), onFault: (check, error) => fault(faultText(check, error)) }),
    rules: () => ({ settings: settings.current, revision: settings.revision, lookups }),
    scanner: (rules) => scanners.open(rules.settings),
    tell: (decision, matched) => {
      events.decide(decision);
      for (const hit of matched) hits.count(hit, clock.now());
    },
    loginToSend: async (name, password) => await logins.loginToSend(name, password),
    currentLogin: (login) => logins.current(login),
    loginGuard: new BruteForceGuard(guarding),
    harvestSession: (address) => harvestGuard.session(address),
    returnToSender: async (request) => await returns.returnToSender(request),
    mayReturnToSender: async (request) => await returns.mayReturnToSender(request),
    close: async () => {
      for (const end of stop) end();
      callout.close();
      dns.close();
      await scanners.close();
    },
  };
}

function guardServices({ settings, clock, addressLists, events }: ServerSecurityOptions, grants: PopGrants): GuardServices {
  const minutes = (source: BanRequest['source']): number =>
    source === 'brute-force' ? settings.current.security['smtp-authentication'].bruteForce.banMinutes : FIXED_LIMITS.harvestBanMinutes;
  return {
    settings,
    clock,
    exempt: (address) => isLoopback(address) || addressLists.trusted(address, clock.now()) !== undefined,
    ban: ({ address, source, note }) => {
      const ban = addressLists.ban({ address, source, note, minutes: minutes(source) });
      if (ban === undefined) return;
      grants.end(address);
      const until = new Date(ban.expires).toISOString();
      events.emit({
        kind: 'server',
        level: 'warning',
        protocol: 'server',
        remoteAddress: address,
        reason: 'address-banned',
        text: `banned until ${until}: ${note}`,
      });
    },
  };
}

function faultText(check: CheckId, error: unknown): string {
  return `the check ${check} has failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
