/** A certificate with its chain and key, read from PEM files and checked before anything relies on it. */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';

/** A certificate that cannot be used: which file is at fault, why, and what to do. */
export class CertificateError extends Error {
  /** The file at fault is that of this setting. */
  readonly field: 'certificateFile' | 'keyFile';
  constructor(field: CertificateError['field'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CertificateError';
    this.field = field;
  }
}

export interface PemFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A pair that belongs together, ready for use. */
export interface CertificatePair {
  /** PEM texts. */
  readonly cert: string;
  readonly key: string;
  /** The server's own certificate, the first in the file. */
  readonly certificate: X509Certificate;
  readonly secureContext: tls.SecureContext;
}

/** Reads and checks the two files. Throws CertificateError. */
export async function readCertificatePair({ certificateFile, keyFile }: PemFiles): Promise<CertificatePair> {
  const cert = await readPem('certificateFile', certificateFile);
  const key = await readPem('keyFile', keyFile);
  const certificate = parseCertificate(cert, certificateFile);
  if (!certificate.checkPrivateKey(parseKey(key, keyFile))) {
    throw new CertificateError(
      'keyFile',
      `the key in ${keyFile} does not belong to the certificate in ${certificateFile}: give the key it was made with, and put the server's own certificate first in its file`,
    );
  }
  try {
    return { cert, key, certificate, secureContext: createContext(cert, key) };
  } catch (error) {
    throw new CertificateError('certificateFile', `the certificate in ${certificateFile} cannot be used: ${messageOf(error)}`, { cause: error });
  }
}

/** The TLS parameters of this server, for every protocol. TLS 1.0 and 1.1 must not be used (RFC 8996). */
function createContext(cert: string, key: string): tls.SecureContext {
  return tls.createSecureContext({ cert, key, minVersion: 'TLSv1.2', honorCipherOrder: true });
}

async function readPem(field: CertificateError['field'], file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw new CertificateError(field, `${file} cannot be read (${messageOf(error)}): check the path and that the server may read the file`, { cause: error });
  }
}

function parseCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new CertificateError('certificateFile', `${file} is not a PEM certificate: it must begin with -----BEGIN CERTIFICATE-----`, { cause: error });
  }
}

function parseKey(pem: string, file: string): ReturnType<typeof createPrivateKey> {
  // Node asks for a passphrase in an error of its own; a server that starts by itself has nobody to type it.
  if (pem.includes('ENCRYPTED')) {
    throw new CertificateError('keyFile', `the key in ${file} is protected with a passphrase: give a key without one (openssl pkey -in KEY -out NEW)`);
  }
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new CertificateError('keyFile', `${file} is not a PEM private key: it must begin with -----BEGIN PRIVATE KEY----- or the like`, { cause: error });
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
