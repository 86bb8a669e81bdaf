/** The state of the certificate, in words and with how much it matters. */
import type { Status } from '../../../shared/admin-api/server.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { texts } from '../../texts.ts';
import { daysUntil, formatDate } from '../../ui/format.ts';

export interface CertificateText {
  readonly concern: 'none' | 'warning' | 'error';
  readonly text: string;
}

export function certificateText(certificate: Status['certificate'], now: number): CertificateText {
  const date = formatDate(certificate.validTo);
  const days = daysUntil(certificate.validTo, now);
  const words = texts.server.certificateText;
  if (certificate.validTo <= now) return { concern: 'error', text: words.expired(date) };
  if (days < FIXED_LIMITS.certificateWarningDays) return { concern: 'warning', text: words.expiring(days, date) };
  return { concern: 'none', text: certificate.selfSigned ? words.selfSigned(date) : words.valid(date) };
}
