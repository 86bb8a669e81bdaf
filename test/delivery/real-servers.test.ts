/** Deliveries to a real Postfix and a real Exim on loopback, with all that they offer. Skipped where they are not installed. */
import { afterEach, describe, expect, test } from 'vitest';
import { findExim, postfixMissing } from '../setup/mail-servers.ts';
import { ADDRESS, type Behaviour, type RealServer, SIZE_LIMIT, realExim, realPostfix } from './real-servers.ts';
import { type World, world } from './world.ts';

const exim = findExim();
const SERVERS: readonly {
  readonly name: string;
  readonly why: string | undefined;
  readonly open: (port: number, behaviour?: Behaviour) => Promise<RealServer>;
}[] = [
  { name: 'Postfix', why: postfixMissing(), open: realPostfix },
  {
    name: 'Exim',
    why: exim === undefined ? 'Exim is not here' : undefined,
    open: async (port, behaviour) => await realExim(exim ?? '', port, behaviour),
  },
];

let server: RealServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** Dots at the start of lines, a long line, white space at the ends, every byte that 8BITMIME allows. */
const BODY = [
  '.',
  '..',
  '.leading dot',
  `${'long '.repeat(190)}`,
  'ends with spaces   ',
  '\ttabs\t',
  '',
  String.fromCharCode(...Array.from({ length: 255 }, (_, place) => place + 1).filter((code) => code !== 10 && code !== 13)),
  'From the beginning of a line',
  '',
  '',
].join('\r\n');
const HEAD =
  'From: Anna <anna@local.test>\r\nTo: bert@example.com\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@local.test>\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\n';
const EIGHT_BIT = `${HEAD}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${BODY}`;
const unix = (text: string): string => text.replaceAll('\r\n', '\n');

async function ready(
  open: (port: number, behaviour?: Behaviour) => Promise<RealServer>,
  behaviour?: Behaviour,
): Promise<World & { readonly server: RealServer }> {
  const made = await world({ 'example.com': { addresses: [ADDRESS] } });
  server = await open(made.port, behaviour);
  return { ...made, server };
}

/** The first message for a local part, once it is in its mailbox. */
async function arrived(real: RealServer, localPart: string): Promise<string> {
  await expect.poll(() => real.mail(localPart).length, { timeout: 20_000 }).toBeGreaterThan(0);
  return real.mail(localPart)[0] ?? '';
}

describe.each(SERVERS)('$name', ({ name, why, open }) => {
  test.skipIf(why !== undefined)('takes a message over TLS, pipelined, for two recipients at once: it arrives byte for byte', async () => {
    const made = await ready(open);
    made.queue.add(['bert@example.com', 'carl@example.com'], { content: EIGHT_BIT, bodyType: '8bitmime' });
    made.start({ patience: { connect: 20_000, reply: 20_000, quit: 50 } });

    const sent = await made.events.seen('relay-sent', 2);
    for (const event of sent) expect(event.text).toMatch(/by example\.com \[127\.0\.0\.2:\d+\], TLSv1\.3 TLS_\w+ \(certificate not checked\), \d+ ms: 250 /);
    for (const who of ['bert', 'carl']) {
      const kept = await arrived(made.server, who);
      // Below what it has put on top, every byte; Postfix and Exim say in their trace field what was spoken.
      expect(kept.endsWith(unix(EIGHT_BIT))).toBe(true);
      expect(kept).toMatch(name === 'Postfix' ? /using TLSv1\.3 .*\n[\s\S]*by mx\.example\.com \(Postfix\) with ESMTPS/ : /with esmtps\s+\(TLS1\.3\)/);
    }
    expect(made.queue.entries).toEqual([]);
  });

  test.skipIf(why !== undefined)('without PIPELINING and 8BITMIME takes it as quoted-printable', async () => {
    const made = await ready(open, { pipelining: false, eightBitMime: false });
    made.queue.add(['bert@example.com'], { content: EIGHT_BIT, bodyType: '8bitmime' });
    made.start({ patience: { connect: 20_000, reply: 20_000, quit: 50 } });
    await made.events.seen('relay-sent');
    const kept = await arrived(made.server, 'bert');
    expect(kept).toContain('\nContent-Transfer-Encoding: quoted-printable\n');
    const body = kept.slice(kept.indexOf('\n\n') + 2).replaceAll('=\n', '');
    const decoded = body.replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    expect(decoded).toBe(unix(BODY));
  });

  test.skipIf(why !== undefined)('is told the size and refuses one recipient, puts off another and takes the third', async () => {
    const made = await ready(open);
    made.queue.add(['never@example.com', 'later@example.com', 'bert@example.com'], { content: EIGHT_BIT, bodyType: '8bitmime' });
    made.queue.add(['bert@example.com'], { content: `${HEAD}\r\n${'x'.repeat(70)}\r\n`.padEnd(SIZE_LIMIT + 100, 'line after line\r\n') });
    made.start({ patience: { connect: 20_000, reply: 20_000, quit: 50 } });
    await Promise.all([made.events.seen('relay-failed', 2), made.events.seen('relay-deferred'), made.events.seen('relay-sent')]);
    expect(new Set(made.reported())).toEqual(
      new Set([
        ['failed', 'bert@example.com', '5.3.4'],
        ['failed', 'never@example.com', '5.1.1'],
      ]),
    );
    const replies = made.queue.reports.flatMap(({ fates }) => fates.map(({ remoteReply = '' }) => remoteReply)).filter((reply) => reply !== '');
    expect(replies).toEqual([expect.stringMatching(/^550 5\.1\.1 .*No such mailbox/)]);
    expect(made.queue.entries).toMatchObject([{ recipient: 'later@example.com', attempts: 1 }]);
    expect(made.queue.entries[0]?.lastError).toMatch(/^450 4\.2\.1 .*Come again/);
    expect((await arrived(made.server, 'bert')).endsWith(unix(EIGHT_BIT))).toBe(true);
    expect(made.server.mail('never')).toEqual([]);
  });

  test.skipIf(why !== undefined)('is asked to report, and does: the server says nothing of its own', async () => {
    const made = await ready(open);
    const entry = { notify: 'SUCCESS', originalRecipient: 'rfc822;bert@example.org', returnContent: 'headers', envelopeId: 'ENV+3D1' } as const;
    made.queue.add(['bert@example.com'], { content: EIGHT_BIT, bodyType: '8bitmime', entry });
    made.start({ patience: { connect: 20_000, reply: 20_000, quit: 50 } });
    await made.events.seen('relay-sent');
    const report = await arrived(made.server, 'anna');
    expect(report).toMatch(/^Original-Envelope-Id: ENV(?:\+3D|=)1$/im);
    expect(report).toMatch(/^Original-Recipient: rfc822;\s?bert@example\.org$/im);
    expect(report).toMatch(/^Action: (?:delivered|relayed|expanded)/im);
    expect(report).not.toContain('ends with spaces');
    expect(made.queue.reports).toEqual([]);
  });
});
