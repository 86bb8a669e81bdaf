/**
 * Gets the text of an MTA-STS policy (RFC 8461 section 3.3): over HTTPS with a valid certificate, without redirects, small,
 * and in bounded time. The domain is a stranger's: its web server is looked up by us, and private addresses are not called.
 */
import * as https from 'node:https';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { DnsLookups } from '../../dns/dns-lookups.ts';
import { isPublicAddress } from '../../security/callout/public-address.ts';
import type { SettingsSource } from '../../settings/settings-source.ts';
import type { PolicyFetcher } from './mta-sts.ts';

export interface FetcherServices {
  readonly dns: Pick<DnsLookups, 'addresses'>;
  readonly isAllowed: (address: string) => boolean;
  /** 443, but in tests. */
  readonly port?: number;
  /** Milliseconds; the fixed limit, but in tests. */
  readonly patience?: number;
  /** Ends what is being fetched: the server stops. */
  readonly signal?: AbortSignal;
}

/** Private addresses are called where mail hosts may have them: a policy that cannot be read would protect nobody there. */
export function mayBeCalled(settings: SettingsSource): FetcherServices['isAllowed'] {
  return (address) => settings.current.delivery.allowPrivateAddresses || isPublicAddress(address);
}

/** What there is at an address, or why there is nothing, in words for people. */
export type PolicyText = { readonly text: string } | { readonly why: string };

/** @returns what gets texts and tells why it cannot */
export function createPolicyReader({
  dns,
  isAllowed,
  port = 443,
  patience = FIXED_LIMITS.mtaStsFetchSeconds * 1000,
  signal = new AbortController().signal,
}: FetcherServices): (url: string) => Promise<PolicyText> {
  return async (url) => {
    const { hostname } = new URL(url);
    const answer = await dns.addresses(hostname);
    if (answer.kind !== 'found') return { why: answer.kind === 'trouble' ? `the name servers did not answer (${answer.why})` : `${hostname} has no address` };
    const addresses = answer.records.filter(isAllowed).slice(0, FIXED_LIMITS.mtaStsAddressesTried);
    let found: Fetched = { why: `${hostname} has private addresses only` };
    const until = performance.now() + patience;
    for (const [place, address] of addresses.entries()) {
      // One that does not answer leaves the others their share of the time.
      const share = (until - performance.now()) / (addresses.length - place);
      found = await get(url, hostname, { address, port, signal: AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, Math.round(share)))]) });
      if ('text' in found || found.answered === true || signal.aborted) break;
    }
    return found;
  };
}

export function createPolicyFetcher(services: FetcherServices): PolicyFetcher {
  const read = createPolicyReader(services);
  return async (url) => {
    const found = await read(url);
    return 'text' in found ? found.text : undefined;
  };
}

/** `answered`: a web server has said so, and another address would say the same. */
type Fetched = { readonly text: string } | { readonly why: string; readonly answered?: true };

async function get(url: string, hostname: string, { address, port, signal }: { address: string; port: number; signal: AbortSignal }): Promise<Fetched> {
  return await new Promise<Fetched>((resolve) => {
    const request = https.get(url, {
      // Not `host`: that of the URL would come before it, and be looked up by the system.
      hostname: address,
      port,
      servername: hostname,
      headers: { host: hostname },
      signal,
    });
    const failed = (error: Error): void => resolve({ why: signal.aborted ? 'the web server did not answer in time' : error.message });
    const refuse = (why: string): void => {
      request.destroy();
      resolve({ why, answered: true });
    };
    request.on('error', failed);
    request.on('response', (response) => {
      const type = response.headers['content-type'] ?? '';
      if (response.statusCode !== 200) {
        // Section 3.3: no redirects, for that matter.
        refuse(`the web server answers with the status ${response.statusCode ?? 0} instead of 200`);
        return;
      }
      if (!/^text\/plain\b/i.test(type)) {
        refuse(`the web server says that it is "${type}" instead of text/plain`);
        return;
      }
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        if (text.length > FIXED_LIMITS.mtaStsCharacters) refuse('it is too long');
      });
      response.on('error', failed);
      response.on('end', () => resolve({ text }));
    });
  });
}
