/** DNS answers from a table, without a server: for tests of what is made of the answers. */
import type { DnsAnswer, DnsLookups, MxRecord, SrvRecord } from '../../main/dns/dns-lookups.ts';

export interface FixedName {
  readonly mx?: readonly MxRecord[];
  readonly addresses?: readonly string[];
  readonly txt?: readonly string[];
  readonly tlsa?: readonly string[];
  /** Validated by DNSSEC. */
  readonly secure?: true;
  readonly srv?: readonly SrvRecord[];
  /** Of an IP address. */
  readonly ptr?: readonly string[];
  /** Look-ups of this name, of these kinds or of all, bring trouble. */
  readonly trouble?: true | readonly (keyof DnsLookups)[];
  readonly incomplete?: true;
}

/** Names that are not in the table do not exist; `asked` holds each look-up as `mx example.com`. */
export class FixedDns implements DnsLookups {
  readonly asked: string[] = [];
  readonly #names: Readonly<Record<string, FixedName>>;

  constructor(names: Readonly<Record<string, FixedName>>) {
    this.#names = names;
  }

  async mx(domain: string): Promise<DnsAnswer<MxRecord>> {
    return this.#answer('mx', domain, ({ mx }) => mx);
  }

  async addresses(name: string): Promise<DnsAnswer<string>> {
    return this.#answer('addresses', name, ({ addresses }) => addresses);
  }

  async ptr(address: string): Promise<DnsAnswer<string>> {
    return this.#answer('ptr', address, ({ ptr }) => ptr);
  }

  async txt(name: string): Promise<DnsAnswer<string>> {
    return this.#answer('txt', name, ({ txt }) => txt);
  }

  async tlsa(name: string): Promise<DnsAnswer<string>> {
    return this.#answer('tlsa', name, ({ tlsa }) => tlsa);
  }

  async srv(name: string): Promise<DnsAnswer<SrvRecord>> {
    return this.#answer('srv', name, ({ srv }) => srv);
  }

  #answer<Data>(kind: keyof DnsLookups, name: string, pick: (entry: FixedName) => readonly Data[] | undefined): DnsAnswer<Data> {
    this.asked.push(`${kind} ${name}`);
    const entry = this.#names[name];
    if (entry === undefined) return { kind: 'no-such-domain' };
    if (entry.trouble === true || entry.trouble?.includes(kind) === true) return { kind: 'trouble', why: 'SERVFAIL' };
    const records = pick(entry) ?? [];
    const validated = entry.secure === true ? ({ secure: true } as const) : {};
    if (records.length === 0) return { kind: 'none', ...validated };
    return entry.incomplete === true ? { kind: 'found', records, incomplete: true } : { kind: 'found', records, ...validated };
  }
}
