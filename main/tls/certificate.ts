/** The certificate of the server: the administrator's files, or a self-signed one made at the first start. */
import { stat } from 'node:fs/promises';
import type { SecureContext } from 'node:tls';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import { CertificateError, type CertificatePair, type PemFiles, messageOf, readCertificatePair } from './pem-files.ts';
import { selfSignedPair } from './self-signed.ts';

export interface CertificateFacts {
  readonly subject: string;
  readonly selfSigned: boolean;
  /** SHA-256 of the whole certificate, as mail programs show it: `4F:2A:…`. */
  readonly fingerprint: string;
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

/** The source as its owner, the engine, sees it. */
export interface ManagedTlsSource extends TlsSource {
  /** Looks at settings and files, and puts another certificate into force if there is one. Happens by itself, too. */
  check(): Promise<void>;
  close(): void;
}

/**
 * Loads the certificate. When the administrator's files cannot be used the server starts with the self-signed one and
 * says so: mail goes on, and the console can be reached to mend it.
 * @param hostname the name of this server, asked again after each change of the settings
 */
export async function createTlsSource(
  dataFolder: string,
  settings: SettingsSource,
  hostname: () => string,
  clock: Clock,
  events: EventSink,
): Promise<ManagedTlsSource> {
  const load = async (): Promise<CertificatePair> => {
    const files = settings.current.server.tls;
    return files.certificateFile === '' ? await selfSignedPair(dataFolder, hostname(), clock.now()) : await readCertificatePair(files);
  };
  const fingerprint = await fingerprintOf(settings.current.server.tls);
  try {
    return new WatchedTlsSource(await load(), fingerprint, load, settings, clock, events);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    report(events, `${error.message}. Until then the self-signed certificate is used`);
    return new WatchedTlsSource(await selfSignedPair(dataFolder, hostname(), clock.now()), fingerprint, load, settings, clock, events);
  }
}

/** Whether new certificate files can be used: asked before settings that name them are saved. */
export async function certificateProblems(next: Settings, before: Settings): Promise<Problem[]> {
  const { certificateFile, keyFile } = next.server.tls;
  const unchanged = certificateFile === before.server.tls.certificateFile && keyFile === before.server.tls.keyFile;
  if (certificateFile === '' || unchanged) return [];
  try {
    await readCertificatePair({ certificateFile, keyFile });
    return [];
  } catch (error) {
    if (error instanceof CertificateError) return [{ field: `server.tls.${error.field}`, message: error.message }];
    throw error;
  }
}

class WatchedTlsSource implements ManagedTlsSource {
  #pair: CertificatePair;
  #fingerprint: string;
  readonly #load: () => Promise<CertificatePair>;
  readonly #settings: SettingsSource;
  readonly #clock: Clock;
  readonly #events: EventSink;
  readonly #listeners = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopSettings: () => void;
  /** The end of the last check under way: two must not write the self-signed certificate at once. */
  #lastCheck: Promise<void> = Promise.resolve();
  /** Set when the files must be read though they look the same. */
  #settingsChanged = false;

  constructor(pair: CertificatePair, fingerprint: string, load: () => Promise<CertificatePair>, settings: SettingsSource, clock: Clock, events: EventSink) {
    this.#pair = pair;
    this.#fingerprint = fingerprint;
    this.#load = load;
    this.#settings = settings;
    this.#clock = clock;
    this.#events = events;
    this.#warnOfEnd();
    this.#timer = setInterval(() => void this.check(), FIXED_LIMITS.certificateCheckSeconds * 1000);
    this.#timer.unref();
    this.#stopSettings = settings.onChange((now, before) => {
      if (JSON.stringify(now.server.tls) === JSON.stringify(before.server.tls) && now.server.hostname === before.server.hostname) return;
      this.#settingsChanged = true;
      void this.check();
    });
  }

  get material(): { readonly key: string; readonly cert: string } {
    return this.#pair;
  }

  get secureContext(): SecureContext {
    return this.#pair.secureContext;
  }

  get facts(): CertificateFacts {
    const { certificate } = this.#pair;
    return {
      subject: certificate.subject.replaceAll('\n', ', '),
      // Not `checkIssued`: it also asks for the right to sign others, which a server certificate has no use for.
      selfSigned: certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey),
      fingerprint: certificate.fingerprint256,
      validTo: certificate.validToDate.getTime(),
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async check(): Promise<void> {
    this.#lastCheck = this.#lastCheck.then(async () => await this.#checkNow());
    await this.#lastCheck;
  }

  async #checkNow(): Promise<void> {
    const files = this.#settings.current.server.tls;
    const fingerprint = await fingerprintOf(files);
    // The self-signed certificate has no files to watch, but an end that may be near.
    if (fingerprint === this.#fingerprint && !this.#settingsChanged && files.certificateFile !== '') return;
    this.#settingsChanged = false;
    this.#fingerprint = fingerprint;
    try {
      const pair = await this.#load();
      if (pair.cert === this.#pair.cert && pair.key === this.#pair.key) return;
      this.#pair = pair;
      const { subject, validTo } = this.facts;
      this.#events.emit({
        kind: 'server',
        level: 'info',
        protocol: 'server',
        text: `the certificate of ${subject} is now in use, good until ${new Date(validTo).toISOString()}`,
      });
      this.#warnOfEnd();
      for (const listener of this.#listeners) listener();
    } catch (error) {
      report(this.#events, `${messageOf(error)}. The certificate in use stays: ${this.facts.subject}`);
    }
  }

  #warnOfEnd(): void {
    const { subject, validTo } = this.facts;
    if (validTo < this.#clock.now()) report(this.#events, `the certificate of ${subject} ended on ${new Date(validTo).toISOString()}: renew it`);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stopSettings();
    this.#listeners.clear();
  }
}

function report(events: EventSink, text: string): void {
  events.emit({ kind: 'server', level: 'error', protocol: 'server', text });
}

/** Changes when one of the files does. Renewal tools replace files or the links to them; both show here. */
async function fingerprintOf({ certificateFile, keyFile }: PemFiles): Promise<string> {
  const marks = [certificateFile, keyFile].map(async (file) => {
    if (file === '') return '';
    try {
      const { mtimeMs, size, ino } = await stat(file);
      return `${mtimeMs} ${size} ${ino}`;
    } catch {
      return 'missing'; // Reading it reports why.
    }
  });
  return (await Promise.all(marks)).join(' / ');
}
