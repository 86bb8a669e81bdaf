/**
 * DNS messages (RFC 1035 section 4): questions out, answers in. An answer is hostile bytes: every length is checked, a
 * compressed name may only point backwards, and what does not answer the very question that was asked is no answer.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { MxRecord, SrvRecord } from './dns-lookups.ts';
import { canonicalAddress } from './ip-text.ts';

export const QUESTION_TYPES = { A: 1, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, TLSA: 52 } as const;
export type QuestionType = keyof typeof QUESTION_TYPES;
const CNAME = 5;
const NS = 2;
const SOA = 6;
const OPT = 41;
const CLASS_IN = 1;

export interface Question {
  /** As `questionName` makes it. */
  readonly name: string;
  readonly type: QuestionType;
}

/** One record of the type that was asked for: an address, a name, a text, a TLSA as RFC 6698 section 2.2 writes it, or the parts of an MX or SRV. */
export type RecordData = string | MxRecord | SrvRecord;

export type Reply =
  /**
   * `records` may be empty: the name exists. `ttl` in seconds, of the records or of the lack of them; undefined where none is
   * said. `owner`: the name that has them, which differs from the one asked for where CNAMEs lead there. `secure`: the server says that
   * it has validated it (AD, RFC 4035 section 3.2.3).
   */
  | {
      readonly kind: 'answer';
      readonly exists: boolean;
      readonly owner: string;
      readonly records: readonly RecordData[];
      readonly ttl: number | undefined;
      readonly bytes: number;
      readonly secure: boolean;
    }
  /** The chain of CNAMEs goes on with a name that this answer says nothing about; `ttl` and `secure` of the chain so far. */
  | { readonly kind: 'continue'; readonly name: string; readonly ttl: number; readonly secure: boolean }
  /** To be asked again over TCP. */
  | { readonly kind: 'truncated' }
  /** An old server that trips over EDNS (RFC 6891 section 7): to be asked without. */
  | { readonly kind: 'no-edns' }
  /** The server cannot or will not say, or (`unreachable`) cannot be asked. */
  | { readonly kind: 'failure'; readonly why: string; readonly unreachable?: true };

/** @param id as random as it gets: it is half of what keeps a forger out (RFC 5452) */
export function encodeQuestion(id: number, question: Question, edns: boolean): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(0x0120, 2); // Recursion desired; and whether it was validated (RFC 6840 section 5.7).
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(edns ? 1 : 0, 10);
  const labels = question.name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]));
  const type = Buffer.from([0, 0, QUESTION_TYPES[question.type], 0, CLASS_IN]);
  const { dnsDatagramBytes: payload } = FIXED_LIMITS;
  const opt = Buffer.from([0, 0, OPT, payload >> 8, payload & 0xff, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([header, ...labels, type, ...(edns ? [opt] : [])]);
}

/** The id of a message; undefined if it is too short to have one. */
export function messageId(message: Buffer): number | undefined {
  return message.length < 12 ? undefined : message.readUInt16BE(0);
}

/**
 * What a message answers to a question. Whoever sent it, and its id, have been checked.
 * @returns undefined if it is no answer to this question, or garbage
 */
export function decodeReply(message: Buffer, question: Question, edns: boolean): Reply | undefined {
  try {
    return decode(new Reader(message), question, edns);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const RCODES: Readonly<Record<number, string>> = { 1: 'FORMERR', 2: 'SERVFAIL', 4: 'NOTIMP', 5: 'REFUSED' };
const NXDOMAIN = 3;

function decode(reader: Reader, question: Question, edns: boolean): Reply | undefined {
  reader.at = 2;
  const flags = reader.u16();
  const [questions, answers, authority] = [reader.u16(), reader.u16(), reader.u16()];
  reader.at = 12;
  const isReply = (flags & 0x8000) !== 0;
  const rcode = flags & 0x0f;
  // Some servers leave the question out of an answer that says FORMERR; everybody else repeats it (RFC 5452 section 9.1).
  if (!isReply || questions > 1 || (questions === 0 && rcode !== 1)) return undefined;
  if (questions === 1) {
    const name = reader.name();
    if (name !== question.name || reader.u16() !== QUESTION_TYPES[question.type] || reader.u16() !== CLASS_IN) return undefined;
  }
  if (edns && (rcode === 1 || rcode === 4)) return { kind: 'no-edns' };
  if (rcode !== 0 && rcode !== NXDOMAIN) return { kind: 'failure', why: RCODES[rcode] ?? `error ${rcode}` };
  if ((flags & 0x0200) !== 0) return { kind: 'truncated' };
  const facts = { exists: rcode === 0, bytes: reader.length, secure: (flags & 0x0020) !== 0 };
  const found = readAnswers(reader, question, answers);
  const { soa, delegates } = readAuthority(reader, authority);
  const reply = conclude(found, soa, question, facts);
  const saysNothing = facts.exists && reply.kind === 'answer' && reply.records.length === 0;
  if (saysNothing && isReferral(flags, { soa, delegates })) return { kind: 'failure', why: 'it only names other servers' };
  return reply;
}

/** RFC 1035 section 4.1.1: the server answers for the zone, or asks others for its clients. */
const AUTHORITATIVE = 0x0400;
const RECURSION_AVAILABLE = 0x0080;

/** RFC 2308 section 2.2: a server that only names others, or is not responsible and asks nobody, has not said that there is nothing. */
function isReferral(flags: number, { soa, delegates }: Authority): boolean {
  return soa === undefined && (flags & AUTHORITATIVE) === 0 && (delegates || (flags & RECURSION_AVAILABLE) === 0);
}

interface Answers {
  readonly cnames: ReadonlyMap<string, { readonly target: string; readonly ttl: number }>;
  readonly records: readonly { readonly owner: string; readonly data: RecordData; readonly ttl: number }[];
}

function readAnswers(reader: Reader, question: Question, count: number): Answers {
  const cnames = new Map<string, { target: string; ttl: number }>();
  const records: { owner: string; data: RecordData; ttl: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    const { owner, type, ttl, end } = reader.recordHead();
    if (type === CNAME) cnames.set(owner, { target: reader.name(), ttl });
    else if (type === QUESTION_TYPES[question.type] && records.length < FIXED_LIMITS.dnsRecords) {
      records.push({ owner, data: readData(reader, question.type, end), ttl });
    }
    reader.at = end;
  }
  return { cnames, records };
}

function readData(reader: Reader, type: QuestionType, end: number): RecordData {
  switch (type) {
    case 'A':
      return [...reader.bytes(4)].join('.');
    case 'AAAA': {
      const groups = Array.from({ length: 8 }, () => reader.u16().toString(16));
      return canonicalAddress(groups.join(':')) ?? groups.join(':');
    }
    case 'MX': {
      const preference = reader.u16();
      return { preference, exchange: reader.name() };
    }
    case 'PTR':
      return reader.name();
    case 'TLSA': {
      const [usage, selector, matching] = [reader.u8(), reader.u8(), reader.u8()];
      return `${usage} ${selector} ${matching} ${reader.bytes(Math.max(0, end - reader.at)).toString('hex')}`;
    }
    case 'SRV': {
      const [priority, weight, port] = [reader.u16(), reader.u16(), reader.u16()];
      return { priority, weight, port, target: reader.name() };
    }
    case 'TXT': {
      const pieces: Buffer[] = [];
      while (reader.at < end) pieces.push(reader.bytes(reader.u8()));
      return Buffer.concat(pieces).toString('latin1');
    }
  }
}

interface Authority {
  /** How long the lack of a record holds (RFC 2308 section 5); undefined where the authority says nothing. */
  readonly soa: number | undefined;
  /** Other servers are named. */
  readonly delegates: boolean;
}

function readAuthority(reader: Reader, count: number): Authority {
  let delegates = false;
  for (let index = 0; index < count; index += 1) {
    const { type, ttl, end } = reader.recordHead();
    if (type === SOA && end >= reader.at + 4) {
      reader.at = end - 4;
      return { soa: Math.min(ttl, reader.u32()), delegates };
    }
    delegates ||= type === NS;
    reader.at = end;
  }
  return { soa: undefined, delegates };
}

/** Follows the CNAMEs from the name that was asked for; what lies on no way from it counts for nothing. */
function conclude(
  { cnames, records }: Answers,
  soa: number | undefined,
  question: Question,
  facts: Pick<Extract<Reply, { kind: 'answer' }>, 'exists' | 'bytes' | 'secure'>,
): Reply {
  let owner = question.name;
  let ttl = Infinity;
  for (let hops = 0; ; hops += 1) {
    const next = cnames.get(owner);
    if (next === undefined) break;
    if (hops === FIXED_LIMITS.dnsCnames) return { kind: 'failure', why: 'CNAME records lead in a circle' };
    ttl = Math.min(ttl, next.ttl);
    owner = next.target;
  }
  const own = records.filter((record) => record.owner === owner);
  if (own.length > 0) {
    ttl = Math.min(ttl, ...own.map((record) => record.ttl));
    return { ...facts, kind: 'answer', exists: true, owner, records: own.map(({ data }) => data), ttl };
  }
  if (facts.exists && soa === undefined && owner !== question.name) return { kind: 'continue', name: owner, ttl, secure: facts.secure };
  return { ...facts, kind: 'answer', owner, records: [], ttl: soa === undefined ? undefined : Math.min(ttl, soa) };
}

/** Reads on from `at`; what would lie beyond the end is a RangeError. */
class Reader {
  at = 0;
  readonly #message: Buffer;

  constructor(message: Buffer) {
    this.#message = message;
  }

  get length(): number {
    return this.#message.length;
  }

  u8(): number {
    this.at += 1;
    return this.#message.readUInt8(this.at - 1);
  }

  u16(): number {
    this.at += 2;
    return this.#message.readUInt16BE(this.at - 2);
  }

  u32(): number {
    this.at += 4;
    return this.#message.readUInt32BE(this.at - 4);
  }

  bytes(count: number): Buffer {
    const end = this.at + count;
    if (end > this.#message.length) throw new RangeError('beyond the end of the message');
    const bytes = this.#message.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  recordHead(): { owner: string; type: number; ttl: number; end: number } {
    const owner = this.name();
    const [type, dnsClass, ttl, size] = [this.u16(), this.u16(), this.u32(), this.u16()];
    const end = this.at + size;
    if (end > this.#message.length) throw new RangeError('beyond the end of the message');
    // RFC 2181 section 8: a TTL with the highest bit set counts as 0. Records of other classes are none of ours.
    return { owner, type: dnsClass === CLASS_IN ? type : 0, ttl: ttl >= 0x8000_0000 ? 0 : ttl, end };
  }

  /** A name in lower case, '' for the root. Bytes that no host name has are written `\ddd` (RFC 1035 section 5.1). */
  name(): string {
    const labels: string[] = [];
    let octets = 0;
    let position = this.at;
    /** Pointers only lead to what lies before everything read so far: no loop, and an end to it. */
    let before = this.at;
    let resume: number | undefined;
    for (;;) {
      const length = this.#message.readUInt8(position);
      if (length >= 0xc0) {
        const target = this.#message.readUInt16BE(position) & 0x3fff;
        resume ??= position + 2;
        if (target >= before) throw new RangeError('a compressed name leads forwards');
        before = target;
        position = target;
        continue;
      }
      if (length > 63) throw new RangeError('a label of an unknown kind');
      if (length === 0) break;
      octets += length + 1;
      const end = position + 1 + length;
      if (octets > 254 || end > this.#message.length) throw new RangeError('a name that is too long');
      labels.push(labelText(this.#message.subarray(position + 1, end)));
      position = end;
    }
    this.at = resume ?? position + 1;
    return labels.join('.');
  }
}

function labelText(label: Buffer): string {
  const text = label.toString('latin1');
  if (/^[a-z0-9_-]*$/.test(text)) return text;
  return text.toLowerCase().replaceAll(/[^\x21-\x2d\x2f-\x5b\x5d-\x7e]/g, (character) => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`);
}
