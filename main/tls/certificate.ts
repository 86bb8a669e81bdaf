/** The certificate of the server: the administrator's files, or a self-signed one made at the first start. */
import type { SecureContext } from 'node:tls';

export interface CertificateFacts {
  readonly subject: string;
  readonly selfSigned: boolean;
  /** Milliseconds since 1970. */
  readonly validTo: number;
}

export interface TlsSource {
  /** PEM texts now in force. */
  readonly material: { readonly key: string; readonly cert: string };
  readonly secureContext: SecureContext;
  readonly facts: CertificateFacts;
  /** Called when another certificate comes into force. */
  onChange(listener: () => void): () => void;
}
