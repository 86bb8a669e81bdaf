/**
 * Signs anew what had to be changed for its host: 8-bit text and long lines that leave as quoted-printable (RFC 6376 section 5.3
 * warns of it). Only where a signature of ours was good for the message as it is kept: whoever writes one of his own into a message
 * that we pass on gets none from us.
 */
import { Readable } from 'node:stream';
import type { DKIMResult } from 'mailauth';
import type { Clock } from '../../clock.ts';
import type { MessageReader } from '../../store/mail-store.ts';
import type { ContentSignatures, ContentSigner } from '../content/outgoing-content.ts';
import type { DkimKey, DkimKeys } from './dkim-keys.ts';
import { RelaxedBodyHash } from './relaxed-body.ts';
import { signatureFields } from './signature.ts';

export interface ResignerServices {
  readonly keys: Pick<DkimKeys, 'list' | 'signingKeys' | 'wasRemoved'>;
  readonly clock: Clock;
}

const HEADER_END = '\r\n\r\n';
const SIGNATURES = /^dkim-signature[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/gim;

export class Resigner implements ContentSigner {
  readonly #services: ResignerServices;

  constructor(services: ResignerServices) {
    this.#services = services;
  }

  async signaturesOf(message: MessageReader): Promise<ContentSignatures> {
    const { keys } = this.#services;
    const byName = new Map(keys.list().map((key) => [key.name, key]));
    const results = await verified(message, byName);
    const ours = results.flatMap((result) => {
      const key = result.status.result === 'pass' ? byName.get(keyName(result)) : undefined;
      return key === undefined ? [] : [key];
    });
    return {
      // Nobody is asked for the key: what the signature says of the body is enough to leave it as it is.
      // Any other key of our domains is that of somebody who sends for us, and whose mail may be a forward here.
      byOthers: results.some((result) => !byName.has(keyName(result)) && !keys.wasRemoved(keyName(result)) && isOfThisBody(result)),
      headFor: async (changed) => await this.#headFor(ours, changed),
    };
  }

  async #headFor(ours: readonly DkimKey[], changed: () => AsyncIterable<Buffer>): Promise<Buffer | undefined> {
    const { keys, clock } = this.#services;
    const signing = keys.signingKeys(ours.map(({ domain }) => domain));
    if (signing.length === 0) return undefined;
    const { head, bodyHash } = await headAndHash(changed());
    // The old ones are no longer true.
    const kept = Buffer.from(
      head.replaceAll(SIGNATURES, (field) => (ours.some((key) => isBy(field, key)) ? '' : field)),
      'latin1',
    );
    const fields = await signatureFields(kept, bodyHash, signing, clock.now());
    return fields === '' ? undefined : Buffer.concat([Buffer.from(fields, 'latin1'), kept]);
  }
}

/** What is to be said of each signature, by our keys alone. The library is loaded when it is first needed. */
async function verified(message: MessageReader, byName: ReadonlyMap<string, DkimKey>): Promise<readonly DKIMResult[]> {
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
  // Nobody is asked: keys of others are not looked for.
  const resolver = async (name: string): Promise<string[][]> => {
    const key = byName.get(name);
    if (key === undefined) throw Object.assign(new Error(`${name} is not ours`), { code: 'ENOTFOUND' });
    return [[key.value]];
  };
  const { results } = await dkimVerify(Readable.from(inLargePieces(message.chunks())), { resolver });
  return results;
}

/** Bytes that the library gets at a time: with each piece it goes through all that it has of a line once more. */
const PIECE = 4 * 1024 * 1024;

async function* inLargePieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    pieces.push(chunk);
    bytes += chunk.length;
    if (bytes < PIECE) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
  }
  yield Buffer.concat(pieces);
}

/** The library has a result for a message without any signature, too: nothing is said of the body in that. */
const isOfThisBody = ({ bodyHash, bodyHashExpecting }: DKIMResult): boolean => bodyHash !== undefined && bodyHash !== '' && bodyHash === bodyHashExpecting;

const keyName = ({ selector, signingDomain }: DKIMResult): string => `${String(selector)}._domainkey.${String(signingDomain)}`;

function isBy(field: string, { name }: DkimKey): boolean {
  const tags = field.replaceAll(/\s+/g, '');
  const [, domain = ''] = /[:;]d=([^;]*)/i.exec(tags) ?? [];
  const [, selector = ''] = /[:;]s=([^;]*)/i.exec(tags) ?? [];
  return `${selector}._domainkey.${domain}`.toLowerCase() === name;
}

/** The header section with its empty line, bytes as characters, and the hash of the body. */
async function headAndHash(content: AsyncIterable<Buffer>): Promise<{ readonly head: string; readonly bodyHash: string }> {
  const hash = new RelaxedBodyHash();
  let head = '';
  let ended = false;
  for await (const chunk of content) {
    if (ended) {
      hash.update(chunk);
      continue;
    }
    head += chunk.toString('latin1');
    const end = head.indexOf(HEADER_END);
    if (end < 0) continue;
    ended = true;
    hash.update(Buffer.from(head.slice(end + HEADER_END.length), 'latin1'));
    head = head.slice(0, end + HEADER_END.length);
  }
  return { head, bodyHash: hash.digest() };
}
