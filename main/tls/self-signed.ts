/**
 * The certificate a server has before it has a real one. Made at the first start and kept, since each mail client
 * remembers the one its owner has agreed to; made anew only when its end is near or the server's name has changed.
 *
 * ECDSA P-256: known to every mail client that knows TLS 1.2, and a fraction of the handshake cost of RSA.
 */
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { domainToASCII } from 'node:url';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { parseDomain } from '../../shared/mail/address.ts';
import { type CertificatePair, type PemFiles, readCertificatePair } from './pem-files.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Reads the kept certificate, or makes one. @param now milliseconds since 1970. */
export async function selfSignedPair(dataFolder: string, hostname: string, now: number): Promise<CertificatePair> {
  const folder = path.join(dataFolder, 'tls');
  const files = { certificateFile: path.join(folder, 'self-signed-cert.pem'), keyFile: path.join(folder, 'self-signed-key.pem') };
  const names = namesFor(hostname);
  const kept = await readKept(files);
  if (kept !== undefined && isGood(kept, names, now)) return kept;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await make(files, names, now);
  return await readCertificatePair(files);
}

async function readKept(files: PemFiles): Promise<CertificatePair | undefined> {
  try {
    return await readCertificatePair(files);
  } catch {
    return undefined; // Not there yet, or damaged: it is made anew, and nothing was in it that is not in the new one.
  }
}

function isGood({ certificate }: CertificatePair, names: readonly string[], now: number): boolean {
  const end = certificate.validToDate.getTime();
  return end - now > FIXED_LIMITS.selfSignedRenewalDays * DAY && names.every((name) => certificate.checkHost(name) !== undefined);
}

/** The host name as certificates write it, if it is one, and `localhost`. */
function namesFor(hostname: string): string[] {
  const name = domainToASCII(parseDomain(hostname) ?? '');
  return name === '' || name === 'localhost' ? ['localhost'] : [name, 'localhost'];
}

async function make(files: PemFiles, names: readonly string[], now: number): Promise<void> {
  const { generate } = await import('selfsigned'); // Needed once in the life of a server.
  const pems = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A day back, for clients whose clock is behind.
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now - DAY + FIXED_LIMITS.selfSignedDays * DAY),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [...names.map((value) => ({ type: 2 as const, value })), { type: 7, ip: '127.0.0.1' }, { type: 7, ip: '::1' }] },
    ],
  });
  await writePrivate(files.keyFile, pems.private);
  await writePrivate(files.certificateFile, pems.cert);
}

/** Writes a file that only its owner can read, whole or not at all. */
async function writePrivate(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await chmod(draft, 0o600); // A draft left behind by a crash keeps the mode it had.
  await rename(draft, file);
}
