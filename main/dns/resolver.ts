/**
 * The DNS look-ups of the engine: budget, cache, sharing and limits on top of dns-client.ts.
 *
 * A client of our own, where Node has c-ares, because c-ares (1.34, measured) cannot keep a time budget: it derives its
 * timeouts from how fast the name server usually is, so that behind a fast one a domain that takes two seconds is
 * trouble. It also tells no TTL but that of addresses, ends a question at the first garbage datagram, answers a circle of
 * CNAMEs with an empty success, and cannot drop one question among many.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import { AnswerCache } from './answer-cache.ts';
import { DnsClient, type Outcome } from './dns-client.ts';
import type { DnsAnswer, DnsLookups, LookupFigures, MxRecord, SrvRecord } from './dns-lookups.ts';
import { questionName } from './dns-name.ts';
import { reverseName } from './ip-text.ts';
import { LookupTimes } from './lookup-times.ts';
import type { Question, QuestionType, RecordData } from './message.ts';
import { NameServers } from './name-servers.ts';
import { UdpPorts } from './udp-ports.ts';

export interface DnsLookupsOptions {
  /** `server.dns.servers` is followed. */
  readonly settings: SettingsSource;
  readonly clock?: Clock;
  /** Milliseconds; for tests that must not wait. */
  readonly budgetMilliseconds?: number;
  readonly attemptMilliseconds?: number;
}

export interface DnsResolver extends DnsLookups {
  /** One for each kind. */
  statistics(): readonly LookupFigures[];
  /** Questions on their way, and what is remembered. */
  readonly load: { readonly questions: number; readonly entries: number; readonly bytes: number };
  /** Gives up what is on its way: those who wait are told of trouble. */
  close(): void;
}

/** Nothing is asked before the first look-up. */
export function createDnsLookups(options: DnsLookupsOptions): DnsResolver {
  return new Resolver(options);
}

/** A question that is asked once, however many wait for it. */
interface Flight {
  readonly answer: Promise<Outcome>;
  readonly giveUp: (why: string) => void;
}

/** What a set of records takes in memory besides the text: objects, strings, the entry. */
const ENTRY_OVERHEAD = 500;

class Resolver implements DnsResolver {
  readonly #client: DnsClient;
  readonly #budget: number;
  readonly #cache: AnswerCache<Outcome>;
  /** In order of age. */
  readonly #flights = new Map<string, Flight>();
  readonly #times = {
    mx: new LookupTimes('mx'),
    addresses: new LookupTimes('addresses'),
    ptr: new LookupTimes('ptr'),
    txt: new LookupTimes('txt'),
    tlsa: new LookupTimes('tlsa'),
    srv: new LookupTimes('srv'),
  } satisfies Record<keyof DnsLookups, LookupTimes>;
  /** The answers made of outcomes that are remembered; they go with those. An outcome is of one question. */
  readonly #mailHosts = new WeakMap<Outcome, DnsAnswer<MxRecord>>();
  readonly #unfollow: () => void;
  #closed = false;

  constructor(options: DnsLookupsOptions) {
    const { settings, clock = systemClock } = options;
    this.#budget = options.budgetMilliseconds ?? FIXED_LIMITS.dnsLookUpSeconds * 1000;
    this.#cache = new AnswerCache(clock, { entries: FIXED_LIMITS.dnsCacheEntries, bytes: FIXED_LIMITS.dnsCacheBytes });
    const servers = new NameServers(() => settings.current.server.dns.servers, clock);
    this.#client = new DnsClient(servers, new UdpPorts(), options.attemptMilliseconds ?? FIXED_LIMITS.dnsAttemptMilliseconds);
    this.#unfollow = settings.onChange((now, before) => {
      // Other servers may know other names, as inside a company; what the old ones said counts no longer.
      if (now.server.dns.servers.join(' ') === before.server.dns.servers.join(' ')) return;
      this.#cache.clear();
      this.#flights.clear();
    });
  }

  get load(): DnsResolver['load'] {
    return { questions: this.#flights.size, entries: this.#cache.size, bytes: this.#cache.bytes };
  }

  mx(domain: string): DnsAnswer<MxRecord> | Promise<DnsAnswer<MxRecord>> {
    const asked = this.#outcome(questionName(domain), 'MX');
    // Every message has a sender whose domain is asked for, mostly one that was asked for before.
    if (asked.outcome instanceof Promise) return this.#timed('mx', [asked]).then(mailHosts);
    this.#times.mx.note(0, asked.hit, asked.outcome.kind === 'trouble');
    let hosts = this.#mailHosts.get(asked.outcome);
    if (hosts === undefined) this.#mailHosts.set(asked.outcome, (hosts = mailHosts(combine([asked.outcome], asked.name))));
    return hosts;
  }

  async addresses(name: string): Promise<DnsAnswer<string>> {
    const asked = questionName(name);
    return conclude(texts(await this.#timed('addresses', [this.#outcome(asked, 'A'), this.#outcome(asked, 'AAAA')])));
  }

  async ptr(address: string): Promise<DnsAnswer<string>> {
    return conclude(texts(await this.#timed('ptr', [this.#outcome(reverseName(address), 'PTR')])));
  }

  async txt(name: string): Promise<DnsAnswer<string>> {
    return conclude(texts(await this.#timed('txt', [this.#outcome(questionName(name), 'TXT')])));
  }

  async tlsa(name: string): Promise<DnsAnswer<string>> {
    return conclude(texts(await this.#timed('tlsa', [this.#outcome(questionName(name), 'TLSA')])));
  }

  async srv(name: string): Promise<DnsAnswer<SrvRecord>> {
    const answer = await this.#timed('srv', [this.#outcome(questionName(name), 'SRV')]);
    const records = answer.records.filter((record) => typeof record !== 'string' && 'target' in record);
    return conclude({ ...answer, records: records.toSorted((left, right) => left.priority - right.priority) });
  }

  statistics(): readonly LookupFigures[] {
    return Object.values(this.#times).map((times) => times.figures());
  }

  close(): void {
    this.#closed = true;
    this.#unfollow();
    for (const flight of this.#flights.values()) flight.giveUp('the server is stopping');
  }

  /** Waits for the parts of one look-up, and notes what it cost. */
  async #timed(kind: keyof DnsLookups, parts: readonly Asked[]): Promise<Combined<RecordData>> {
    const begun = performance.now();
    const outcomes: Outcome[] = [];
    // All of them are on their way already. What is remembered is not waited for: most names are asked for often.
    for (const { outcome } of parts) outcomes.push(outcome instanceof Promise ? await outcome : outcome);
    const combined = combine(outcomes, parts[0]?.name);
    const hit = parts.every((part) => part.hit);
    this.#times[kind].note(performance.now() - begun, hit, combined.trouble !== undefined);
    return combined;
  }

  #outcome(name: string | undefined, type: QuestionType): Asked {
    if (name === undefined) return { name, hit: true, outcome: { kind: 'answer', exists: false, owner: '', records: [], ttl: 0, bytes: 0, secure: false } };
    if (this.#closed) return { name, hit: true, outcome: { kind: 'trouble', why: 'the server is stopping' } };
    const key = `${type} ${name}`;
    const known = this.#cache.get(key) ?? this.#flights.get(key)?.answer;
    if (known !== undefined) return { name, hit: true, outcome: known };
    return { name, hit: false, outcome: this.#fly(key, { name, type }) };
  }

  #fly(key: string, question: Question): Promise<Outcome> {
    this.#makeRoom();
    const end = new AbortController();
    let reason: string | undefined;
    const giveUp = (why: string): void => {
      reason = why;
      end.abort(why);
    };
    const timer = setTimeout(() => giveUp('no answer in time'), this.#budget);
    const answer = this.#client.resolve(question, end.signal).then((outcome): Outcome => {
      clearTimeout(timer);
      const said: Outcome = outcome.kind === 'trouble' && reason !== undefined ? { kind: 'trouble', why: reason } : outcome;
      // Unless the servers have been changed meanwhile, or another question took the place of this one.
      if (this.#flights.get(key)?.answer !== answer) return said;
      this.#flights.delete(key);
      // What was given up for want of room says nothing about the name.
      if (reason === undefined || reason === 'no answer in time') this.#cache.set(key, said, secondsOf(said), bytesOf(key, said));
      return said;
    });
    this.#flights.set(key, { answer, giveUp });
    return answer;
  }

  #makeRoom(): void {
    if (this.#flights.size < FIXED_LIMITS.dnsQuestionsAtOnce) return;
    const [oldest] = this.#flights;
    if (oldest === undefined) return;
    // Out of the way at once; its answer comes a moment later.
    this.#flights.delete(oldest[0]);
    oldest[1].giveUp('too many names are being looked up');
  }
}

/** `hit`: without a question of its own. */
interface Asked {
  /** Undefined where the DNS can hold no such name. */
  readonly name: string | undefined;
  readonly hit: boolean;
  readonly outcome: Outcome | Promise<Outcome>;
}

/** Several outcomes about one name, put together. */
interface Combined<Data> {
  readonly records: readonly Data[];
  readonly exists: boolean;
  readonly trouble: string | undefined;
  readonly secure: boolean;
  readonly canonical: string | undefined;
}

/** @param name that was asked for */
function combine(outcomes: readonly Outcome[], name: string | undefined): Combined<RecordData> {
  const answers = outcomes.filter((outcome) => outcome.kind === 'answer');
  return {
    records: answers.flatMap(({ records }) => records),
    exists: answers.some(({ exists }) => exists),
    trouble: outcomes.find((outcome) => outcome.kind === 'trouble')?.why,
    secure: outcomes.every((outcome) => outcome.kind === 'answer' && outcome.secure),
    canonical: answers.find(({ records, owner }) => records.length > 0 && owner !== name)?.owner,
  };
}

function mailHosts(answer: Combined<RecordData>): DnsAnswer<MxRecord> {
  const records = answer.records.filter((record) => typeof record !== 'string' && 'exchange' in record);
  return conclude({ ...answer, records: records.toSorted((left, right) => left.preference - right.preference) });
}

function texts(combined: Combined<RecordData>): Combined<string> {
  return { ...combined, records: combined.records.filter((record) => typeof record === 'string') };
}

function conclude<Data>({ records, exists, trouble, secure, canonical }: Combined<Data>): DnsAnswer<Data> {
  const validated = secure ? ({ secure } as const) : {};
  const alias = canonical === undefined ? {} : { canonical };
  if (records.length > 0) return trouble === undefined ? { kind: 'found', records, ...validated, ...alias } : { kind: 'found', records, incomplete: true };
  if (trouble !== undefined) return { kind: 'trouble', why: trouble };
  return exists ? { kind: 'none', ...validated } : { kind: 'no-such-domain' };
}

function secondsOf(outcome: Outcome): number {
  if (outcome.kind === 'trouble') return FIXED_LIMITS.dnsTroubleSeconds;
  if (outcome.records.length > 0) return Math.min(outcome.ttl ?? 0, FIXED_LIMITS.dnsCacheSeconds);
  // RFC 2308 section 5: without a SOA the lack of a record should not be remembered; a moment of it stops a flood.
  return Math.min(outcome.ttl ?? FIXED_LIMITS.dnsTroubleSeconds, FIXED_LIMITS.dnsNegativeSeconds);
}

function bytesOf(key: string, outcome: Outcome): number {
  return ENTRY_OVERHEAD + 2 * key.length + (outcome.kind === 'answer' ? 2 * outcome.bytes : 0);
}
