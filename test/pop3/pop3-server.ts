/** A POP3 listener on a store in memory, for what a real store cannot be made to do on demand. */
import { createSecureContext } from 'node:tls';
import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';
import type { Accounts } from '../../main/accounts/accounts.ts';
import { systemClock } from '../../main/clock.ts';
import { ConnectionPlaces } from '../../main/connection-places.ts';
import type { Listener, ProtocolServices } from '../../main/listener.ts';
import { createPop3Listener } from '../../main/pop3/pop3-listener.ts';
import { PopGrants } from '../../main/security/grants/grants.ts';
import type { BanRequest } from '../../main/security/guards/ban-request.ts';
import { BruteForceGuard } from '../../main/security/guards/brute-force-guard.ts';
import type { TlsSource } from '../../main/tls/certificate.ts';
import type { Limits } from '../../shared/limits.ts';
import type { TlsMode } from '../../shared/settings/server.ts';
import { Dialogue, type DialogueOptions } from '../dialogues/dialogue.ts';
import { fakeSecurity } from '../fakes/fake-security.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { MemoryMailStore } from '../fakes/memory-mail-store.ts';
import { RecordedEvents } from '../fakes/recorded-events.ts';

/** The one account there is: number 1. */
export const ANNA = 1;
export const NAME = 'anna@local.test';
export const PASSWORD = 'pass word';

export interface Pop3Server {
  readonly listener: Listener;
  readonly port: number;
  readonly store: MemoryMailStore;
  readonly settings: FixedSettings;
  readonly events: RecordedEvents;
  readonly accounts: FakeAccounts;
  readonly services: ProtocolServices;
  /** Whom the guard against guessing wanted to ban. */
  readonly bans: readonly BanRequest[];
  limit(name: keyof Limits, value: number): void;
  /** A client that has heard the greeting. */
  connect(options?: DialogueOptions): Promise<Dialogue>;
  /** A client that has logged in. */
  logIn(options?: DialogueOptions): Promise<Dialogue>;
  /** How the first session ended, in the words of its last event. */
  ended(sessions?: number): Promise<string>;
}

class FakeAccounts implements Accounts {
  failure: Error | undefined;
  readonly tried: { readonly name: string; readonly password: string }[] = [];

  isLocalDomain(): boolean {
    return true;
  }

  takeRoom(): () => void {
    return () => undefined;
  }

  postingRefusal(): undefined {
    return undefined;
  }

  restrictsPosters(): boolean {
    return false;
  }

  listsLeadingOut(): readonly string[] {
    return [];
  }

  owns(): boolean {
    return true;
  }

  forwardingSender(): undefined {
    return undefined;
  }

  resolve(): { readonly kind: 'foreign' } {
    return { kind: 'foreign' };
  }

  async login(name: string, password: string): ReturnType<Accounts['login']> {
    this.tried.push({ name, password });
    if (this.failure !== undefined) throw this.failure;
    const right = name.toLowerCase() === NAME && password === PASSWORD;
    return right ? { ok: true, account: { id: ANNA, address: NAME } } : { ok: false, why: 'wrong-password' };
  }
}

let certificate: Promise<{ readonly key: string; readonly cert: string }> | undefined;

async function tlsSource(): Promise<TlsSource> {
  certificate ??= generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', algorithm: 'sha256' }).then((pems) => ({
    key: pems.private,
    cert: pems.cert,
  }));
  const material = await certificate;
  return {
    material,
    secureContext: createSecureContext({ ...material, minVersion: 'TLSv1.2' }),
    facts: { subject: 'localhost', selfSigned: true, fingerprint: '', validTo: 0 },
    onChange: () => () => undefined,
  };
}

/** Starts a listener that the end of the test stops. */
export async function startPop3(tls: TlsMode = 'starttls'): Promise<Pop3Server> {
  const store = new MemoryMailStore();
  const settings = new FixedSettings();
  const events = new RecordedEvents();
  const accounts = new FakeAccounts();
  const bans: BanRequest[] = [];
  const services: ProtocolServices = {
    settings,
    accounts,
    store,
    events,
    tls: await tlsSource(),
    clock: systemClock,
    places: new ConnectionPlaces(),
    probes: { has: () => false },
    fullMailboxes: { note: () => undefined, bytesOf: () => 0 },
    security: fakeSecurity(settings, {
      // Nobody is exempt here: the clients of these tests come from loopback.
      loginGuard: new BruteForceGuard({ settings, clock: systemClock, exempt: () => false, ban: (request) => bans.push(request) }),
      grants: new PopGrants(settings, systemClock),
    }),
    hostname: () => 'mail.local.test',
    accepted: () => undefined,
    reportDelivered: () => Promise.resolve(),
    signing: { begin: () => undefined },
    outboundGuard: { judge: async () => undefined, foresee: async () => undefined },
  };
  const protocol = tls === 'implicit' ? 'pop3s' : 'pop3';
  const listener = createPop3Listener({ protocol, address: '127.0.0.1', port: 0, tls }, services);
  const { port } = await listener.start();
  onTestFinished(async () => await listener.stop(0));

  const connect = async (options: DialogueOptions = {}): Promise<Dialogue> => {
    const dialogue = await Dialogue.open(port, { implicitTls: tls === 'implicit', ...options });
    onTestFinished(() => dialogue.drop());
    await dialogue.play('S: +OK mail.local.test POP3 ready');
    return dialogue;
  };
  const logIn = async (options: DialogueOptions = {}): Promise<Dialogue> => {
    const dialogue = await connect(options);
    await dialogue.play(`C: USER ${NAME}\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …`);
    return dialogue;
  };
  return {
    listener,
    port,
    store,
    settings,
    events,
    accounts,
    services,
    bans,
    connect,
    logIn,
    limit: (name, value) =>
      settings.change((now) => {
        now.server.limits[name] = value;
      }),
    ended: async (sessions = 1) => (await events.seen('session-closed', sessions))[sessions - 1]?.text ?? '',
  };
}
