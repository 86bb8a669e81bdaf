/** Makes keys that sign mail, and the DNS records that go with them. */
import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { DkimAlgorithm, DkimKeyRow } from '../../store/mail-services.ts';

/** RFC 8301 section 3.2: at least 1024 bits, 2048 recommended; longer ones do not fit into one string of a TXT record. */
const RSA_BITS = 2048;
/** An Ed25519 public key in SPKI is these bytes and the 32 of the key; its DNS record holds the latter alone (RFC 8463 section 4.2). */
const ED25519_PREFIX_BYTES = 12;

const generate = promisify(generateKeyPair);

/** On the thread pool: an RSA key takes a good part of a second. */
export async function makeKeyPair(algorithm: DkimAlgorithm): Promise<Pick<DkimKeyRow, 'privateKey' | 'publicKey'>> {
  const { privateKey } = algorithm === 'rsa' ? await generate('rsa', { modulusLength: RSA_BITS }) : await generate('ed25519', {});
  return { privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })), publicKey: publicKeyOf(privateKey, algorithm) };
}

function publicKeyOf(privateKey: KeyObject, algorithm: DkimAlgorithm): string {
  const bytes = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return (algorithm === 'rsa' ? bytes : bytes.subarray(ED25519_PREFIX_BYTES)).toString('base64');
}

/** RFC 6376 section 3.6.1. */
export function dkimRecordValue({ algorithm, publicKey }: Pick<DkimKeyRow, 'algorithm' | 'publicKey'>): string {
  return `v=DKIM1; k=${algorithm}; p=${publicKey}`;
}
