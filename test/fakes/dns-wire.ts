/**
 * DNS messages as the fake server writes them (RFC 1035 section 4). Its own, and not the code under test: two ends that
 * share a mistake would understand each other.
 */

export const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, TLSA: 52 } as const;
export type TypeName = keyof typeof TYPES;
export const RCODES = { noerror: 0, formerr: 1, servfail: 2, nxdomain: 3, notimp: 4, refused: 5 } as const;

export interface Question {
  readonly id: number;
  /** Lower case, without the dot of the root. */
  readonly name: string;
  /** 'TYPE64' and the like for those that the fake has no records of. */
  readonly type: string;
  /** The bytes of the question section, echoed in the answer. */
  readonly section: Buffer;
  /** The longest answer over UDP: 512, or what EDNS says (RFC 6891). */
  readonly payload: number;
  readonly edns: boolean;
}

export interface WireRecord {
  readonly name: string;
  readonly type: TypeName;
  readonly ttl: number;
  readonly data: Buffer;
}

/** @param name without the dot of the root; '' is the root */
export function nameBytes(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.');
  return Buffer.concat([...labels.map((label) => Buffer.concat([Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)])), Buffer.from([0])]);
}

export function addressBytes(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

export function mxBytes(preference: number, exchange: string): Buffer {
  return Buffer.concat([Buffer.from([preference >> 8, preference & 0xff]), nameBytes(exchange)]);
}

/** RFC 2782. */
export function srvBytes(priority: number, weight: number, port: number, target: string): Buffer {
  const numbers = Buffer.alloc(6);
  for (const [place, number] of [priority, weight, port].entries()) numbers.writeUInt16BE(number, 2 * place);
  return Buffer.concat([numbers, nameBytes(target)]);
}

/** One TXT record of several strings (RFC 1035 section 3.3.14). */
export function txtBytes(pieces: readonly string[]): Buffer {
  return Buffer.concat(pieces.map((piece) => Buffer.concat([Buffer.from([Buffer.byteLength(piece)]), Buffer.from(piece)])));
}

/** The SOA whose last field says how long a negative answer holds (RFC 2308 section 4). */
export function soaRecord(zone: string, negativeTtl: number): WireRecord {
  const numbers = Buffer.alloc(20);
  numbers.writeUInt32BE(1, 0);
  numbers.writeUInt32BE(negativeTtl, 16);
  return { name: zone, type: 'SOA', ttl: negativeTtl, data: Buffer.concat([nameBytes('ns.test'), nameBytes('root.test'), numbers]) };
}

export function readQuestion(message: Buffer): Question | undefined {
  if (message.length < 17) return undefined;
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const code = message.readUInt16BE(at + 1);
  const end = at + 5;
  const type = Object.entries(TYPES).find(([, value]) => value === code)?.[0] ?? `TYPE${code}`;
  // The only additional record of a question is the OPT of EDNS: root, type 41, and the size where a class would be.
  const edns = message.readUInt16BE(10) === 1 && message.length >= end + 11 && message.readUInt16BE(end + 1) === 41;
  const payload = edns ? message.readUInt16BE(end + 3) : 512;
  return { id: message.readUInt16BE(0), name: labels.join('.').toLowerCase(), type, section: message.subarray(12, end), payload, edns };
}

interface Reply {
  readonly rcode: keyof typeof RCODES;
  readonly truncated?: boolean;
  /** AD: the server says that it has validated the answer (RFC 4035 section 3.2.3). */
  readonly secure?: boolean;
  /** What the server says that it is. */
  readonly role?: keyof typeof ROLES;
  readonly answers?: readonly WireRecord[];
  readonly authority?: readonly WireRecord[];
}

/** QR and RD, with AA and RA for a server that has the zone and asks for others, has it no more, or only asks. */
const ROLES = { both: 0x8580, neither: 0x8100, recursive: 0x8180 } as const;

export function replyBytes(question: Pick<Question, 'id' | 'section'>, reply: Reply): Buffer {
  const { answers = [], authority = [] } = reply;
  const header = Buffer.alloc(12);
  header.writeUInt16BE(question.id, 0);
  // QR, RD, and AA or RA as it may be; TC where it is cut.
  header.writeUInt16BE(ROLES[reply.role ?? 'both'] | (reply.truncated === true ? 0x0200 : 0) | (reply.secure === true ? 0x0020 : 0) | RCODES[reply.rcode], 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  header.writeUInt16BE(authority.length, 8);
  return Buffer.concat([header, question.section, ...[...answers, ...authority].map(recordBytes)]);
}

function recordBytes({ name, type, ttl, data }: WireRecord): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(TYPES[type], 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameBytes(name), fixed, data]);
}
