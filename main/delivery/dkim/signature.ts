/** Makes DKIM-Signature fields (RFC 6376, with the Ed25519 of RFC 8463): relaxed header and body, no expiry, no length limit. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { DkimAlgorithm } from '../../store/mail-services.ts';

export interface SigningKey {
  /** A-labels. */
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: DkimAlgorithm;
  readonly key: KeyObject;
}

interface Field {
  readonly name: string;
  /** Name and value in the relaxed form, without CR LF. */
  readonly relaxed: string;
}

/**
 * Fields that are signed (RFC 6376 section 5.4.1): what a reader sees and what threads hang on. Trace fields are not, since
 * others change them. From is named once more than it is there, so that nobody can add another one (section 8.15).
 */
const SIGNED = new Set([
  'from',
  'sender',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'to',
  'cc',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'in-reply-to',
  'references',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-post',
  'list-help',
  'list-owner',
]);

const signAsync = promisify(sign);
const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * The fields to put on top of the message, one for each key; '' if the message cannot be signed, as without a From field.
 * @param head the header section as it will be sent, its empty line included. @param bodyHash of the relaxed body
 * @param at milliseconds since 1970
 */
export async function signatureFields(head: Buffer, bodyHash: string, keys: readonly SigningKey[], at: number): Promise<string> {
  // Without the empty line nobody agrees where the body begins, and so on what was signed.
  if (!head.subarray(-4).equals(HEADER_END)) return '';
  const fields = headerFields(head);
  if (!fields.some(({ name }) => name === 'from')) return '';
  const made = await Promise.all(keys.map(async (key) => await signatureField(fields, bodyHash, key, at)));
  return made.join('');
}

async function signatureField(fields: readonly Field[], bodyHash: string, key: SigningKey, at: number): Promise<string> {
  // RFC 6376 section 5.4.2: the last of several fields of a name is signed first.
  const signed = fields.filter(({ name }) => SIGNED.has(name)).toReversed();
  const names = [...signed.map(({ name }) => name), 'from'];
  const tags = [
    `v=1; a=${key.algorithm === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256'}; c=relaxed/relaxed;`,
    `d=${key.domain}; s=${key.selector}; t=${Math.floor(at / 1000)};`,
    ...folded(`h=${names.join(':')};`, ':'),
    `bh=${bodyHash};`,
    'b=',
  ];
  const unsigned = `DKIM-Signature: ${tags.join('\r\n\t')}`;
  const input = [...signed, relaxedField(unsigned)].map(({ relaxed }) => relaxed).join('\r\n');
  const signature = await signatureOf(Buffer.from(input, 'latin1'), key);
  return `${unsigned}${folded(signature.toString('base64'), '').join('\r\n\t')}\r\n`;
}

/** On the thread pool: a signature with RSA takes a millisecond. */
async function signatureOf(input: Buffer, { algorithm, key }: SigningKey): Promise<Buffer> {
  if (algorithm === 'rsa') return await signAsync('sha256', input, key);
  // RFC 8463 section 3: Ed25519 signs the hash.
  return await signAsync(null, createHash('sha256').update(input).digest(), key);
}

/** Pieces of at most 72 characters, cut after `separator`, or anywhere where it is ''. */
function folded(text: string, separator: string): string[] {
  if (separator === '') return text.match(/.{1,72}/g) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(separator)) {
    const next = line === '' ? part : `${line}${separator}${part}`;
    if (next.length > 72) {
      lines.push(`${line}${separator}`);
      line = part;
    } else {
      line = next;
    }
  }
  return [...lines, line];
}

/** Bytes as characters: nothing is understood here. */
function headerFields(head: Buffer): Field[] {
  const lines = head.toString('latin1').split('\r\n');
  const fields: string[] = [];
  for (const line of lines) {
    if (line === '') break;
    if (/^[ \t]/.test(line) && fields.length > 0) fields.push(`${fields.pop() ?? ''}\r\n${line}`);
    else fields.push(line);
  }
  return fields.filter((field) => /^[!-9;-~]+[ \t]*:/.test(field)).map(relaxedField);
}

/** RFC 6376 section 3.4.2. */
function relaxedField(field: string): Field {
  const at = field.indexOf(':');
  const name = field.slice(0, at).trimEnd().toLowerCase();
  const value = field
    .slice(at + 1)
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '');
  return { name, relaxed: `${name}:${value}` };
}
