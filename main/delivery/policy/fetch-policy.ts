/**
 * Gets the text of an MTA-STS policy (RFC 8461 section 3.3): over HTTPS with a valid certificate, without redirects, small,
 * and in bounded time. The domain is a stranger's: its web server is looked up by us, and private addresses are not called.
 */
import * as https from 'node:https';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { DnsLookups } from '../../dns/dns-lookups.ts';
import type { PolicyFetcher } from './mta-sts.ts';

export interface FetcherServices {
  readonly dns: Pick<DnsLookups, 'addresses'>;
  readonly isAllowed: (address: string) => boolean;
  /** 443, but in tests. */
  readonly port?: number;
  /** Milliseconds; the fixed limit, but in tests. */
  readonly patience?: number;
}

export function createPolicyFetcher({ dns, isAllowed, port = 443, patience = FIXED_LIMITS.mtaStsFetchSeconds * 1000 }: FetcherServices): PolicyFetcher {
  return async (url) => {
    const { hostname } = new URL(url);
    const answer = await dns.addresses(hostname);
    const address = answer.kind === 'found' ? answer.records.find(isAllowed) : undefined;
    return address === undefined ? undefined : await get(url, hostname, { address, port, patience });
  };
}

async function get(
  url: string,
  hostname: string,
  { address, port, patience }: { address: string; port: number; patience: number },
): Promise<string | undefined> {
  return await new Promise<string | undefined>((resolve) => {
    const request = https.get(url, {
      // Not `host`: that of the URL would come before it, and be looked up by the system.
      hostname: address,
      port,
      servername: hostname,
      headers: { host: hostname },
      signal: AbortSignal.timeout(patience),
    });
    request.on('error', () => resolve(undefined));
    request.on('response', (response) => {
      const isText = /^text\/plain\b/i.test(response.headers['content-type'] ?? '');
      if (response.statusCode !== 200 || !isText) {
        request.destroy();
        resolve(undefined);
        return;
      }
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        if (text.length <= FIXED_LIMITS.mtaStsCharacters) return;
        request.destroy();
        resolve(undefined);
      });
      response.on('error', () => resolve(undefined));
      response.on('end', () => resolve(text));
    });
  });
}
