/** A question to the simulator as the administration asks it: names instead of logins, proposed settings instead of those in force. */
import type { TriedEntry } from '../../shared/admin-api/security.ts';
import { loginKey, parseAddress } from '../../shared/mail/address.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Login } from '../accounts/accounts.ts';
import { type AccountDirectory, DirectoryError } from '../accounts/account-directory.ts';
import type { ProtocolServices } from '../listener.ts';
import { addressListsOf } from '../security/address-lists/address-lists.ts';
import type { ServerAddressLists } from '../security/address-lists/server-address-lists.ts';
import type { Rules } from '../security/stage-run.ts';
import type { Json } from '../settings/json-path.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { type SimulatedClient, type SimulationResult, simulate } from './simulation.ts';

export interface SimulationRequest extends Omit<SimulatedClient, 'login'> {
  /** The account or SMTP login that the client has logged in as, with the right password. */
  readonly authName?: string;
  /** A partial settings document to decide by; without it the settings in force. */
  readonly settings?: Json;
  /** Entries that are tried as if they stood at the end of their lists. */
  readonly entries?: readonly TriedEntry[];
}

export interface SimulationWorld {
  readonly services: ProtocolServices;
  readonly settings: Pick<SettingsStore, 'proposed'>;
  readonly accounts: Pick<AccountDirectory, 'accountOf'>;
  readonly addressLists: Pick<ServerAddressLists, 'automaticBan'>;
}

/** @throws SettingsError if the proposed settings are not valid, DirectoryError 'missing' if nobody of that name may log in to send */
export async function simulateRequest({ authName, settings, entries = [], ...client }: SimulationRequest, world: SimulationWorld): Promise<SimulationResult> {
  const rules =
    settings === undefined && entries.length === 0
      ? world.services.security.rules()
      : rulesOf(world, withEntries(world.settings.proposed(settings ?? {}), entries));
  const login = authName === undefined ? undefined : loginNamed(authName, rules, world);
  return await simulate(world.services, rules, { ...client, login });
}

function rulesOf({ services, addressLists }: SimulationWorld, proposed: Settings): Rules {
  const { lookups } = services.security.rules();
  const addresses = addressListsOf(proposed, (address, now) => addressLists.automaticBan(address, now));
  return { settings: proposed, revision: 0, lookups: { ...lookups, hostname: lookups.hostname, addressLists: addresses } };
}

/** Plays one client after the other under the same settings. */
export type Rehearsal = (request: Omit<SimulationRequest, 'settings' | 'entries'>) => Promise<SimulationResult>;

/** @param settings valid ones, which are put into no force: what they are made into is made once */
export function rehearsal(settings: Settings, world: SimulationWorld): Rehearsal {
  const rules = rulesOf(world, settings);
  return async ({ authName, ...client }) => {
    const login = authName === undefined ? undefined : loginNamed(authName, rules, world);
    return await simulate(world.services, rules, { ...client, login });
  };
}

/** They have passed the schemas of the lists on their way in. */
function withEntries(settings: Settings, tried: readonly TriedEntry[]): Settings {
  const { filters, 'attachment-filters': attachments, 'banned-addresses': banned, 'trusted-addresses': trusted } = settings.security;
  return {
    ...settings,
    security: {
      ...settings.security,
      filters: { ...filters, entries: [...filters.entries, ...tried.flatMap((one) => (one.list === 'filters' ? [one.entry] : []))] },
      'attachment-filters': {
        ...attachments,
        entries: [...attachments.entries, ...tried.flatMap((one) => (one.list === 'attachment-filters' ? [one.entry] : []))],
      },
      'banned-addresses': { ...banned, entries: [...banned.entries, ...tried.flatMap((one) => (one.list === 'banned-addresses' ? [one.entry] : []))] },
      'trusted-addresses': { ...trusted, entries: [...trusted.entries, ...tried.flatMap((one) => (one.list === 'trusted-addresses' ? [one.entry] : []))] },
    },
  };
}

function loginNamed(name: string, { settings }: Rules, { accounts }: SimulationWorld): Login {
  const { logins, usePop3Credentials } = settings.security['smtp-authentication'];
  const address = parseAddress(name);
  const account = usePop3Credentials && address !== undefined ? accounts.accountOf(address) : undefined;
  if (account !== undefined) return { kind: 'account', ...account };
  const entry = logins.find((login) => loginKey(login.name) === loginKey(name));
  if (entry === undefined) throw new DirectoryError('missing', 'authName', `there is no account or SMTP login "${name}" that may log in to send`);
  return { kind: 'smtp-login', name: entry.name, addresses: entry.addresses };
}
