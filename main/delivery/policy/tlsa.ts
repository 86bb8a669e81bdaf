/** Whether a certificate fits the TLSA records of a mail host (RFC 6698, as RFC 7672 section 3 narrows it for SMTP). */
import { type X509Certificate, createHash } from 'node:crypto';

export interface TlsaRecord {
  /** 3: the host's own certificate; 2: one that has signed it. Others are not used with SMTP (RFC 7672 section 3.1.3). */
  readonly usage: number;
  /** 0: the whole certificate; 1: its public key. */
  readonly selector: number;
  /** 0: as it is; 1: SHA-256; 2: SHA-512. */
  readonly matching: number;
  readonly data: Buffer;
}

/** True for a record that can be used; if a host has records but none of these, its certificate proves nothing, but TLS is a must. */
export function isUsable({ usage, selector, matching, data }: TlsaRecord): boolean {
  if ((usage !== 2 && usage !== 3) || selector > 1 || matching > 2) return false;
  return matching === 0 ? data.length > 0 : data.length === (matching === 1 ? 32 : 64);
}

/** Certificates that are looked at from the host's own upwards. */
const CHAIN = 10;

/**
 * @param names one of which the certificate must have, where another has signed it (RFC 7672 section 3.2.2)
 * @returns why it does not fit; undefined if it does
 */
export function matchesTlsa(certificate: X509Certificate | undefined, records: readonly TlsaRecord[], names: readonly string[]): string | undefined {
  if (certificate === undefined) return 'there is no certificate';
  // RFC 7672 section 3.1.1: with usage 3 neither names nor dates matter.
  if (records.some((record) => record.usage === 3 && fits(certificate, record))) return undefined;
  const anchors = records.filter(({ usage }) => usage === 2);
  if (anchors.length === 0) return 'it is another one';
  if (!names.some((name) => certificate.checkHost(name) !== undefined)) return `it is not for ${names.join(' or ')}`;
  let current = certificate;
  for (let depth = 0; depth < CHAIN; depth += 1) {
    if (!isInDate(current)) return 'it is out of date';
    if (anchors.some((record) => fits(current, record))) return undefined;
    const issuer: X509Certificate | undefined = current.issuerCertificate;
    if (issuer === undefined || issuer.raw.equals(current.raw) || !current.checkIssued(issuer) || !current.verify(issuer.publicKey)) break;
    current = issuer;
  }
  return 'nobody whom the records name has signed it';
}

function fits(certificate: X509Certificate, { selector, matching, data }: TlsaRecord): boolean {
  const content = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (matching === 0) return content.equals(data);
  return createHash(matching === 1 ? 'sha256' : 'sha512')
    .update(content)
    .digest()
    .equals(data);
}

function isInDate({ validFromDate, validToDate }: X509Certificate): boolean {
  const now = Date.now();
  return validFromDate.getTime() <= now && now <= validToDate.getTime();
}
