/** What menu, tray and notifications know of a service, kept up to date by its live subscriptions. */
import { settingsSchema, type Settings } from '../../shared/settings/settings.ts';
import type { Status } from '../../shared/admin-api/server.ts';
import type { LogEvent } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { AdminClient } from '../admin/channel.ts';

/** What is worth a notification; a busy server has thousands of others. */
const KINDS: LogEvent['kind'][] = ['message-held', 'server'];

/** What is read of a service at once. */
interface Facts {
  readonly status: Status;
  readonly settings: Settings;
  readonly bans: readonly { readonly address: string }[];
}

async function readFacts(client: AdminClient): Promise<Facts> {
  const [status, settings, bans] = await Promise.all([client.server.status(), readSettings(client), readBans(client)]);
  return { status, settings, bans };
}

async function readSettings(client: AdminClient): Promise<Settings> {
  // The lists of entries stay where they are: no menu shows them.
  return settingsSchema.parse(await client.settings.get({ lists: false }));
}

/** The bans that the service made by itself, the newest first. */
async function readBans(client: AdminClient): Promise<Facts['bans']> {
  return (await client.addresses.list({ list: 'banned', sources: ['brute-force', 'harvest'], limit: FIXED_LIMITS.addressPage })).entries;
}

export class FollowedService {
  #client: AdminClient;
  #facts: Facts;
  readonly #onStatus = new Set<() => void>();
  readonly #onBan = new Set<() => void>();
  readonly #onSettings = new Set<(now: Settings, before: Settings) => void>();
  readonly #onEvent = new Set<(event: LogEvent) => void>();

  private constructor(client: AdminClient, facts: Facts) {
    this.#client = client;
    this.#facts = facts;
  }

  static async read(client: AdminClient): Promise<FollowedService> {
    return new FollowedService(client, await readFacts(client));
  }

  get client(): AdminClient {
    return this.#client;
  }

  get status(): Status {
    return this.#facts.status;
  }

  get settings(): Settings {
    return this.#facts.settings;
  }

  get bans(): Facts['bans'] {
    return this.#facts.bans;
  }

  /** The same service over a new connection. */
  async moveTo(client: AdminClient): Promise<void> {
    const facts = await readFacts(client);
    const before = this.settings;
    this.#client = client;
    this.#facts = facts;
    for (const tell of this.#onStatus) tell();
    for (const tell of this.#onBan) tell();
    for (const tell of this.#onSettings) tell(facts.settings, before);
  }

  /** Follows the service over the present connection. @returns the way to stop */
  follow(): () => void {
    const ended = new AbortController();
    const { signal } = ended;
    // Each ends with the connection, of which its own end tells.
    const quietly = (subscription: Promise<void>): void => void subscription.catch(() => undefined);
    quietly(this.#followStatus(signal));
    quietly(this.#followSettings(signal));
    quietly(this.#followEvents(signal));
    return () => ended.abort();
  }

  onStatus(listener: () => void): () => void {
    return listened(this.#onStatus, listener);
  }

  onBan(listener: () => void): () => void {
    return listened(this.#onBan, listener);
  }

  onSettings(listener: (now: Settings, before: Settings) => void): () => void {
    return listened(this.#onSettings, listener);
  }

  onEvent(listener: (event: LogEvent) => void): () => void {
    return listened(this.#onEvent, listener);
  }

  async #followStatus(signal: AbortSignal): Promise<void> {
    for await (const status of await this.#client.server.watch(undefined, { signal })) {
      this.#facts = { ...this.#facts, status };
      for (const tell of this.#onStatus) tell();
    }
  }

  async #followSettings(signal: AbortSignal): Promise<void> {
    const client = this.#client;
    for await (const _revision of await client.settings.watch(undefined, { signal })) {
      const before = this.settings;
      this.#facts = { ...this.#facts, settings: await readSettings(client) };
      for (const tell of this.#onSettings) tell(this.settings, before);
    }
  }

  async #followEvents(signal: AbortSignal): Promise<void> {
    const client = this.#client;
    for await (const { events } of await client.log.follow({ kinds: KINDS }, { signal })) {
      if (events.some(({ kind, reason }) => kind === 'server' && reason === 'address-banned')) {
        this.#facts = { ...this.#facts, bans: await readBans(client) };
        for (const tell of this.#onBan) tell();
      }
      for (const event of events) for (const tell of this.#onEvent) tell(event);
    }
  }
}

function listened<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
