/** What leaves for other servers, and what these make of it. */
import { authenticate } from 'mailauth';
import type { FakeDnsServer } from '../fakes/dns-server.ts';
import type { RunningEngine } from '../fakes/running-engine.ts';

export interface Leaving {
  readonly reversePath: string;
  readonly recipient: string;
  readonly requireTls: boolean;
  readonly content: string;
}

/** What waits in the queue. */
export async function leaving({ engine }: RunningEngine): Promise<Leaving[]> {
  const entries = await engine.store.queue.entries({}, { limit: 100 });
  return await Promise.all(
    entries.map(async ({ reversePath, recipient, requireTls, messageId }) => {
      const reader = await engine.store.messages.open(messageId);
      const pieces: Buffer[] = [];
      for await (const piece of reader?.chunks() ?? []) pieces.push(piece);
      reader?.close();
      return { reversePath, recipient, requireTls, content: Buffer.concat(pieces).toString('latin1') };
    }),
  );
}

/** DMARC of a message as its next server sees it, where it comes from 127.0.0.1 as mail.local.test. @returns such as `local.test pass` */
export async function dmarcOf({ reversePath, content }: Leaving, { zone }: FakeDnsServer): Promise<string> {
  const resolver = async (name: string): Promise<string[][]> => {
    const texts = zone[name.toLowerCase()]?.TXT;
    if (texts === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return await Promise.resolve(texts.map((text) => [text].flat()));
  };
  const client = { ip: '127.0.0.1', helo: 'mail.local.test', sender: reversePath, mta: 'mx.elsewhere.test', trustReceived: false };
  const { dmarc } = await authenticate(Buffer.from(content, 'latin1'), { ...client, resolver });
  return dmarc === false ? 'none' : `${String(dmarc.status.header?.from)} ${dmarc.status.result}`;
}

/** Records of the domain of the test servers, with SPF for this computer, and of one that strangers at 127.0.0.2 have. */
export const PROTECTED = {
  'local.test': { TXT: ['v=spf1 ip4:127.0.0.1 -all'] },
  'mail.local.test': { TXT: ['v=spf1 ip4:127.0.0.1 -all'] },
  '_dmarc.local.test': { TXT: ['v=DMARC1; p=reject'] },
  'example.net': { TXT: ['v=spf1 ip4:127.0.0.2 -all'] },
} as const;
