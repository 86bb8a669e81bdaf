/**
 * Who may relay: all combinations of the switches that act at RCPT, against every kind of client, sender and recipient.
 * The answer must be that of the table in the specification ("Relaying: who may send to the outside"), which stands here
 * once more, on its own; and nothing, ever, relays for a stranger.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AccountDirectory } from '../../main/accounts/account-directory.ts';
import type { AccountIdentity, Login } from '../../main/accounts/accounts.ts';
import { createAccountDirectory } from '../../main/accounts/stored-directory.ts';
import type { Lookups } from '../../main/security/lookups.ts';
import { SERVER_OPTIONS } from '../../main/security/server-options.ts';
import { Pipeline } from '../../main/security/pipeline.ts';
import type { RcptFacts } from '../../main/security/option.ts';
import { type Json, withValueAt } from '../../main/settings/json-path.ts';
import { validSettings } from '../../main/settings/validation.ts';
import { parsePathCommand } from '../../main/smtp/path.ts';
import { STAGE_ORDER } from '../../shared/security-options.ts';
import { type Settings, defaultSettings } from '../../shared/settings/settings.ts';
import { fakeLookups } from '../fakes/fake-lookups.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { MemoryDirectory } from '../fakes/memory-directory.ts';

const SWITCHES = {
  authentication: (settings: Settings, on: boolean) => (settings.security['smtp-authentication'].enabled = on),
  pop3Credentials: (settings: Settings, on: boolean) => (settings.security['smtp-authentication'].usePop3Credentials = on),
  requireTls: (settings: Settings, on: boolean) => (settings.security['smtp-authentication'].requireTls = on),
  localSenders: (settings: Settings, on: boolean) => (settings.security['smtp-authentication'].requireForLocalSenders = on),
  senderMatch: (settings: Settings, on: boolean) => (settings.security['smtp-authentication'].senderMustMatchLogin = on),
  afterPop: (settings: Settings, on: boolean) => (settings.security['smtp-after-pop'].enabled = on),
  domainLocal: (settings: Settings, on: boolean) => (settings.security['sender-rules'].senderDomainMustBeLocal = on),
  hasAccount: (settings: Settings, on: boolean) => (settings.security['sender-rules'].senderMustHaveAccount = on),
  verifyLocalSender: (settings: Settings, on: boolean) => (settings.security['address-verification'].verifyLocalSender = on),
  blankIsValid: (settings: Settings, on: boolean) => (settings.security['address-verification'].assumeBlankSenderIsValid = on),
} as const;
type Switch = keyof typeof SWITCHES;
const NAMES = Object.keys(SWITCHES) as Switch[];

/** Every other switch of the options that act on recipients, as their declarations have them: a new one is among them by itself. */
const OTHERS: readonly (readonly string[])[] = (() => {
  const known = defaultSettings();
  const off = defaultSettings();
  for (const name of NAMES) {
    SWITCHES[name](known, true);
    SWITCHES[name](off, false);
  }
  return STAGE_ORDER.rcpt.flatMap((id) => (id === 'relay-control' ? [] : switchesIn(known.security[id], off.security[id], ['security', id])));
})();

/** Where booleans stand that are the same in both. */
function switchesIn(one: unknown, other: unknown, path: readonly string[]): string[][] {
  if (typeof one === 'boolean') return one === other ? [[...path]] : [];
  if (typeof one !== 'object' || one === null || Array.isArray(one)) return [];
  const others = new Map<string, unknown>(Object.entries(other ?? {}));
  return Object.entries(one).flatMap(([key, value]) => switchesIn(value, others.get(key), [...path, key]));
}

/** The same settings with the other switches as the bits say. */
function withOthers(settings: Settings, bits: number): Settings {
  let document: Json = settings;
  for (const [index, path] of OTHERS.entries()) document = withValueAt(document, path, ((bits >> index) & 1) === 1) ?? document;
  return validSettings(document);
}

const CLIENTS = ['trusted', 'authenticated', 'popped', 'stranger'] as const;
type Client = (typeof CLIENTS)[number];
const ADDRESS: Readonly<Record<Client, string>> = { trusted: '127.0.0.1', authenticated: '192.0.2.10', popped: '192.0.2.20', stranger: '192.0.2.66' };

/** Senders; anna owns the first, somebody else the second, nobody the third. */
const SENDERS = ['anna@local.test', 'bert@local.test', 'nobody@local.test', 'someone@example.org', ''] as const;

/** Recipients elsewhere as people write them, and every form that has ever fooled a server. */
const FOREIGN = [
  'victim@b\u00fccher.example',
  'victim@xn--bcher-kva.example',
  'victim@XN--BCHER-KVA.example',
  'victim@\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45.com',
  'victim@\uff42u\u0308cher.example',
  'victim@b\u00fcchex.test',
  'victim@xn--bcher-kva.test.example.com',
  'victim@xn--local-.test',
  'victim@example.com',
  'VICTIM@EXAMPLE.COM',
  '"victim"@example.com',
  'victim@[192.0.2.1]',
  'victim@[127.0.0.1]',
  'victim@lоcal.test',
  'victim@local.test.example.com',
];
/** Other ways to write our own domains: whatever a parser of names makes of them, it is ours or goes nowhere. */
const OURS = [
  'victim@b\u00fccher.test',
  'victim@BU\u0308CHER.TEST',
  'victim@xn--bcher-kva.test',
  'VICTIM@XN--BCHER-KVA.TEST',
  'victim@\uff42\u00fccher.\uff54\uff45\uff53\uff54',
  'victim@\uff2c\uff2f\uff23\uff21\uff2c.test',
];
const FOOLING = [
  'victim%example.com@xn--bcher-kva.test',
  '"victim@example.com"@b\u00fccher.test',
  '@xn--bcher-kva.test:victim@example.com',
  'victim@b\u00fccher.test%example.com',
  'victim@b\u00fccher.test%40example.com',
  'victim@b\u00fccher%2etest',
  'victim@b\u00fccher.test\uff0eexample.com',
  'victim@b\u00fccher.test\u3002example.com',
  'victim@b\u00fccher.test:25',
  'victim@\uff11\uff19\uff12.0.2.1',
  'victim@b\u00fccher.0x7f000001',
  'victim%example.com@local.test',
  'victim%example.com@[127.0.0.1]',
  'example.com!victim@local.test',
  'local.test!victim@example.com',
  '@local.test:victim@example.com',
  '@local.test,@other.test:victim@example.com',
  '"victim@example.com"@local.test',
  '"victim%example.com"@local.test',
  'victim@example.com@local.test',
  'victim@local.test@example.com',
  'victim@example.com.',
  'victim@local.test.',
  'victim@local .test',
  'victim@ example.com',
  'victim@',
  'victim',
  '@example.com',
  '',
  '""@example.com',
  '"\\"victim\\"@example.com"@local.test',
  'victim@@example.com',
  '<victim@example.com>',
  'victim@LOCAL.TEST%example.com',
  'victim@ｌｏｃａｌ.test',
  'victim@example.com\u0000@local.test',
];

let directory: AccountDirectory;
let anna: AccountIdentity;

beforeAll(async () => {
  const store = new MemoryDirectory();
  const domain = await store.addDomain('local.test', 1);
  await store.addDomain('b\u00fccher.test', 1);
  for (const name of ['anna', 'bert']) {
    const address = `${name}@local.test`;
    const row = await store.addAccount({ domainId: domain.id, address, key: address, name: '', passwordHash: '', quotaBytes: null, at: 1 });
    if (name === 'anna') anna = { id: row.id, address };
  }
  directory = await createAccountDirectory(store, new FixedSettings(), { now: () => 1 });
});

function lookups(): Lookups {
  return fakeLookups({
    isLocalDomain: (name) => directory.isLocalDomain(name),
    addressExists: (address) => directory.addressExists(address),
    owns: (login, address) => directory.owns(login, address),
    addressLists: {
      banned: () => undefined,
      trusted: (address) => (address === ADDRESS.trusted ? { entry: address, source: 'manual', note: '' } : undefined),
    },
    grantHolders: (address) => (address === ADDRESS.popped ? [anna] : []),
  });
}

function factsOf(client: Client, reversePath: string, form: string): RcptFacts | undefined {
  const path = parsePathCommand('rcpt to', `RCPT TO:<${form}>`);
  if (path === undefined) return undefined;
  const login: Login | undefined = client === 'authenticated' ? { kind: 'account', ...anna } : undefined;
  return {
    protocol: 'smtp',
    remoteAddress: ADDRESS[client],
    helo: 'client.example',
    secure: true,
    login,
    reversePath,
    sender: parsePathCommand('mail from', `MAIL FROM:<${reversePath}>`)?.parsed,
    forwardPath: path.address,
    recipient: path.parsed,
    sourceRouted: path.sourceRouted,
    resolution: directory.resolve(path.parsed ?? 'postmaster'),
  };
}

/** The table of the specification, for a recipient that is plainly elsewhere. */
function mayRelay(client: Client, sender: string, on: (name: Switch) => boolean): boolean {
  if (client === 'trusted') return true;
  const local = sender.endsWith('@local.test');
  const known = client === 'authenticated' ? on('authentication') : client === 'popped' && on('afterPop');
  if (!known) return false;
  // The rules of SMTP authentication: whoever has logged in sends as himself.
  if (on('authentication') && on('senderMatch') && sender !== '' && sender !== 'anna@local.test') return false;
  if (on('domainLocal') && !local) return false;
  return !(on('hasAccount') && !['anna@local.test', 'bert@local.test'].includes(sender));
}

const pipeline = new Pipeline(SERVER_OPTIONS, {
  now: () => 1_800_000_000_000,
  onFault: (_check, error) => {
    throw error;
  },
});

async function relays(facts: RcptFacts | undefined, settings: Settings): Promise<boolean> {
  if (facts === undefined) return false;
  const outcome = await pipeline.run('rcpt', facts, { settings, revision: 1, lookups: lookups() }, () => undefined);
  return outcome.verdict === 'pass' && facts.resolution.kind === 'foreign' && outcome.relayGranted;
}

/** Calls back with every combination of the switches. */
function* combinations(): Generator<{ settings: Settings; on: (name: Switch) => boolean; label: string }> {
  for (let bits = 0; bits < 2 ** NAMES.length; bits += 1) {
    const settings = defaultSettings();
    const on = (name: Switch): boolean => ((bits >> NAMES.indexOf(name)) & 1) === 1;
    for (const name of NAMES) SWITCHES[name](settings, on(name));
    yield { settings, on, label: NAMES.filter(on).join(' ') };
  }
}

describe('relaying', () => {
  it('never happens for a stranger, whatever all other switches of the options are set to', async () => {
    expect(OTHERS.map((path) => path.join('.'))).toContain('security.address-verification.verifySenderDomain');
    const wrong: string[] = [];
    let index = 0;
    for (const { settings, label } of combinations()) {
      // All off, all on, and a mixture that is another for each combination.
      for (const bits of [0, -1, Math.imul((index += 1), 0x9e3779b1)]) {
        const others = withOthers(settings, bits);
        for (const sender of SENDERS) {
          if (await relays(factsOf('stranger', sender, 'victim@example.com'), others)) wrong.push(`from <${sender}> with ${label} and ${bits}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is as the table says, for every client and sender, under every combination of switches', async () => {
    const wrong: string[] = [];
    for (const { settings, on, label } of combinations()) {
      for (const client of CLIENTS) {
        for (const sender of SENDERS) {
          const relayed = await relays(factsOf(client, sender, 'victim@example.com'), settings);
          if (relayed !== mayRelay(client, sender, on)) wrong.push(`${client}, from <${sender}>, ${relayed ? 'relayed' : 'refused'}, with ${label}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('never happens for a stranger, whatever the recipient looks like', async () => {
    const wrong: string[] = [];
    for (const { settings, label } of combinations()) {
      for (const form of [...FOREIGN, ...OURS, ...FOOLING]) {
        for (const sender of SENDERS) {
          if (await relays(factsOf('stranger', sender, form), settings)) wrong.push(`to <${form}> from <${sender}> with ${label}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is not what mail for our own domains gets, however they are written', () => {
    const ways = OURS.map((form) => [form, factsOf('trusted', 'anna@local.test', form)?.resolution.kind]);
    expect(ways).toEqual(OURS.map((form) => [form, 'refused']));
  });

  it('is never by rewriting: what is not plainly an address elsewhere goes nowhere, for nobody', async () => {
    const wrong: string[] = [];
    for (const client of CLIENTS) {
      for (const form of FOOLING) {
        const facts = factsOf(client, 'anna@local.test', form);
        // An address with an odd local part is just that, and never taken apart.
        const asGiven = facts?.recipient !== undefined && !facts.sourceRouted && facts.recipient.domain === form.slice(form.lastIndexOf('@') + 1);
        if (!asGiven && (await relays(facts, defaultSettings()))) wrong.push(`${client}: <${form}>`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
