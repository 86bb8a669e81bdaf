/** Lines that no host has to take (RFC 5321 section 4.5.3.1.6) are broken up on their way out, in a way that readers undo. */
import { createPrivateKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type ContentSigner, openContent } from '../../main/delivery/content/outgoing-content.ts';
import type { DkimKey } from '../../main/delivery/dkim/dkim-keys.ts';
import { dkimRecordValue, makeKeyPair } from '../../main/delivery/dkim/key-pair.ts';
import { RelaxedBodyHash } from '../../main/delivery/dkim/relaxed-body.ts';
import { Resigner } from '../../main/delivery/dkim/resigner.ts';
import { type SigningKey, signatureFields } from '../../main/delivery/dkim/signature.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';
import { world } from './world.ts';

interface Left {
  readonly text: string;
  readonly lines: readonly string[];
  readonly eightBit: boolean;
}

/** A message as it leaves. @param lines bytes as characters */
async function leaving(lines: readonly string[], { eightBit = true, signer }: { eightBit?: boolean; signer?: ContentSigner } = {}): Promise<Left> {
  const content = lines.join('\r\n');
  const queue = new MemoryQueue();
  const message = await queue.open(queue.add(['x@far.test'], { content, bodyType: /[\x80-\xff]/.test(content) ? '8bitmime' : '7bit' }));
  if (message === undefined) throw new Error('no message');
  const opened = await openContent(message, { eightBit, ...(signer === undefined ? {} : { signer }) });
  if (opened.kind === 'impossible') throw new Error(opened.why);
  const pieces: Buffer[] = [];
  for await (const piece of opened.chunks()) pieces.push(piece);
  const text = Buffer.concat(pieces).toString('latin1');
  expect(opened.size).toBe(text.length);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  return { text, lines: text.split('\r\n'), eightBit: opened.eightBit };
}

const longest = ({ lines }: Left): number => Math.max(...lines.map((line) => line.length));

/** @param text quoted-printable */
function decoded(text: string): string {
  return text.replaceAll('=\r\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4);

const LONG = 'word = '.repeat(200);
const QUOTED = 'Content-Transfer-Encoding: quoted-printable';

describe('a text', () => {
  test('of lines that are just short enough leaves as it came', async () => {
    const message = ['Subject: hi', '', 'x'.repeat(998), `${'y'.repeat(997)}.`, ''];
    expect((await leaving(message)).lines).toEqual(message);
  });

  test('with a longer one becomes quoted-printable, whether or not it was MIME', async () => {
    const left = await leaving(['Subject: hi', '', 'a = b ', `${'x'.repeat(999)}`, '']);
    expect(left.lines.slice(0, 6)).toEqual(['Subject: hi', 'MIME-Version: 1.0', QUOTED, '', 'a =3D b=20', `${'x'.repeat(75)}=`]);
    expect(longest(left)).toBe(76);
    expect(decoded(bodyOf(left.text))).toBe(`a = b \r\n${'x'.repeat(999)}\r\n`);
  });

  test.each([true, false])('beyond ASCII is 7-bit then for all hosts (8BITMIME: %s)', async (eightBit) => {
    const left = await leaving(['MIME-Version: 1.0', 'Content-Transfer-Encoding: 8bit', '', `Gr\xfc\xdfe ${LONG}`, ''], { eightBit });
    expect(left.lines.slice(0, 3)).toEqual(['MIME-Version: 1.0', QUOTED, '']);
    expect(left.eightBit).toBe(false);
    expect(decoded(bodyOf(left.text))).toBe(`Gr\xfc\xdfe ${LONG}\r\n`);
  });

  test.each([75_998, 75_999, 76_000, 250_000])('of one line of %s characters, however it is cut while it passes, stays what it is', async (length) => {
    const line = '0=\t -\xe9'.repeat(Math.ceil(length / 6)).slice(0, length);
    const left = await leaving(['Subject: hi', '', `${line} \t`, line, '']);
    expect(longest(left)).toBe(76);
    expect(decoded(bodyOf(left.text))).toBe(`${line} \t\r\n${line}\r\n`);
  });
});

describe('a part of which more than a quarter is beyond ASCII becomes base64, which is shorter', () => {
  const text = '\xe4\xb8\xad\xe6\x96\x87 text'.repeat(25_000);
  const decodedBody = (base64: string): string => Buffer.from(base64, 'base64').toString('latin1');

  test.each([true, false])('as the whole of a message, its line ends included (8BITMIME: %s)', async (eightBit) => {
    const left = await leaving(['MIME-Version: 1.0', 'Content-Transfer-Encoding: 8bit', '', text, '', 'x', ''], { eightBit });
    expect(left.lines.slice(0, 3)).toEqual(['MIME-Version: 1.0', 'Content-Transfer-Encoding: base64', '']);
    expect(longest(left)).toBe(76);
    expect(left.lines.slice(3, -2).every((line) => line.length === 76)).toBe(true);
    expect(left.eightBit).toBe(false);
    expect(decodedBody(bodyOf(left.text))).toBe(`${text}\r\n\r\nx\r\n`);
    expect(left.text.length).toBeLessThan(text.length * 1.38);
  });

  test.each([1082, 1083, 1084, 76_000, 76_001, 250_000])('as a part, without the line end before the delimiter (%s bytes)', async (bytes) => {
    const part = text.slice(0, bytes);
    const mostlyAscii = `\xe4\xb8\xad${LONG}`;
    const left = await leaving([...MULTIPART, '--b', '', part, '--b', 'Content-Type: text/html', '', '', part, '', '--b', '', mostlyAscii, '--b--', '']);
    const [, one = '', two = '', three = ''] = bodyOf(left.text).split(/(?:^|\r\n)--b(?:--)?\r\n/);
    expect([one, two].map((whole) => whole.slice(0, whole.indexOf('\r\n\r\n')))).toEqual([
      'Content-Transfer-Encoding: base64',
      'Content-Type: text/html\r\nContent-Transfer-Encoding: base64',
    ]);
    expect([one, two].map((whole) => decodedBody(bodyOf(whole)))).toEqual([part, `\r\n${part}\r\n`]);
    expect(three).toMatch(`${QUOTED}\r\n\r\n=E4=B8=ADword =3D `);
    expect(longest(left)).toBe(76);
  });
});

describe('where a host has said what it takes at most (RFC 1870), and broken up it would be more', () => {
  // Each of its bytes becomes three.
  const content = ['MIME-Version: 1.0', 'Content-Transfer-Encoding: 8bit', '', 'Gr\xfc\xdfe', '='.repeat(4000), ''].join('\r\n');

  async function sent(keywords: string, message = content): Promise<readonly [mail: string, text: string]> {
    const made = await world({ 'far.test': { addresses: ['127.0.0.2'] } });
    const host = await made.host('127.0.0.2', (what) => (what.startsWith('EHLO') ? `250-far.test\r\n${keywords}` : undefined));
    made.queue.add(['x@far.test'], { content: message, bodyType: '8bitmime' });
    made.start();
    await Promise.race([made.events.seen('relay-sent'), made.events.seen('relay-failed')]);
    const mail = host.commands.find((command) => command.startsWith('MAIL')) ?? made.events.texts().join('\n');
    return [mail, String(host.messages[0]?.toString('latin1'))];
  }

  test('it leaves as it is kept, if that fits', async () => {
    expect(await sent('250-8BITMIME\r\n250 SIZE 8000')).toEqual([`MAIL FROM:<anna@local.test> SIZE=${content.length} BODY=8BITMIME`, content]);
    const [mail, text] = await sent('250-8BITMIME\r\n250 SIZE 20000');
    expect(mail).toBe(`MAIL FROM:<anna@local.test> SIZE=${text.length}`);
    expect(decoded(bodyOf(text))).toBe(bodyOf(content));
  });

  test('what has to be 7-bit is, and nothing else', async () => {
    const [head, rest] = [[...MULTIPART, '--b', 'Content-Transfer-Encoding: '].join('\r\n'), ['--b', '', '='.repeat(4000), '--b--', ''].join('\r\n')];
    const [, text] = await sent('250 SIZE 8000', `${head}8bit\r\n\r\nGr\xfc\xdfe = 1\r\n${rest}`);
    expect(text).toBe(`${head.replace('8bit', '7bit')}quoted-printable\r\n\r\nGr=FC=DFe =3D 1\r\n${rest}`);
  });

  test('what does not fit either comes back', async () => {
    expect(await sent('250-8BITMIME\r\n250 SIZE 1000')).toEqual([
      expect.stringContaining(`the message of ${content.length} bytes is larger than allowed 1000`),
      'undefined',
    ]);
  });
});

describe('what is encoded already', () => {
  test('as quoted-printable keeps its escapes whole, and loses white space at the end of a line as it would on the way (RFC 2045 section 6.7)', async () => {
    const left = await leaving([QUOTED, '', `${'=C3'.repeat(60_000)}   \t`, `${'x '.repeat(600)}${' '.repeat(20)}`, '']);
    expect(longest(left)).toBeLessThanOrEqual(76);
    expect(left.lines.filter((line) => /=[0-9A-F]?=$/.test(line))).toEqual([]);
    expect(decoded(bodyOf(left.text))).toBe(`${'\xc3'.repeat(60_000)}\r\n${'x '.repeat(599)}x\r\n`);
  });

  test('as base64 gets shorter lines', async () => {
    const digits = Buffer.from('attached'.repeat(20_000)).toString('base64');
    const left = await leaving(['Content-Transfer-Encoding: base64', '', digits, 'AAAA', '']);
    expect(longest(left)).toBe(76);
    expect(left.lines.slice(0, 2)).toEqual(['Content-Transfer-Encoding: base64', '']);
    expect(left.lines.slice(2).join('')).toBe(`${digits}AAAA`);
    // Some decoders take each line by itself.
    expect(left.lines.slice(2, -3).every((line) => line.length === 76)).toBe(true);
  });

  test('as quoted-printable gets soft line breaks, not within escapes, and goes on as before', async () => {
    const line = '=C3=BC is \xfc, = is =3D, '.repeat(60);
    const left = await leaving([QUOTED, '', `${line}end=`, 'of it =3D', '']);
    expect(longest(left)).toBeLessThanOrEqual(76);
    expect(left.lines.filter((one) => /=[0-9A-F]?=$/.test(one))).toEqual([]);
    // A `=` that begins nothing could mean something before a break.
    expect(left.text).toContain('is =FC, =3D is =3D, ');
    expect(decoded(bodyOf(left.text))).toBe(`${'\xc3\xbc is \xfc, = is =, '.repeat(60)}endof it =\r\n`);
  });
});

describe('a header', () => {
  test('that is too long is folded before white space, and never into an empty line', async () => {
    const to = Array.from({ length: 200 }, (_, at) => `user${at}@far.test`).join(', ');
    const left = await leaving([`To: ${to}`, `X-Blanks: a${' '.repeat(990)}b ${'c'.repeat(20)}   `, 'Subject: hi', '', 'x', '']);
    expect(longest(left)).toBeLessThanOrEqual(998);
    expect(left.text.replaceAll(/\r\n(?=[ \t])/g, '')).toBe(
      [`To: ${to}`, `X-Blanks: a${' '.repeat(990)}b ${'c'.repeat(20)}   `, 'Subject: hi', '', 'x', ''].join('\r\n'),
    );
    expect(left.lines.filter((line) => /^[ \t]+$/.test(line))).toEqual([]);
    expect(left.lines[0]).toMatch(/^To: user0.*,$/);
    expect(left.text).not.toContain('MIME-Version');
  });

  test.each([
    ['delivery-status', '', 400],
    ['global-delivery-status', '\xc3\xa9', 40_000],
    ['disposition-notification', '', 15_390],
    ['feedback-report', '', 40_000],
  ])('in the body of a message/%s is folded as well, and stays without an encoding (RFC 3464 section 2)', async (subtype, beyondAscii, words) => {
    const why = `Diagnostic-Code: smtp; 550${beyondAscii} ${'word '.repeat(words)}end`;
    const part = (line: string): string =>
      [...MULTIPART, '--b', `Content-Type: message/${subtype}`, '', 'Final-Recipient: rfc822;x@far.test', line, '--b--', ''].join('\r\n');
    const left = await leaving(part(why).split('\r\n'));
    expect(longest(left)).toBeLessThanOrEqual(156);
    expect(left.text.replaceAll(/\r\n(?=[ \t])/g, '').replace('7bit', '8bit')).toBe(part(why));
    expect(left.lines.filter((line) => /^[ \t]*$/.test(line))).toHaveLength(3);
    expect(left.eightBit).toBe(beyondAscii !== '');
    // RFC 6533 section 4.2: where it has to be 7-bit it may be encoded.
    if (beyondAscii !== '') expect(longest(await leaving(part(why).split('\r\n'), { eightBit: false }))).toBe(76);
  });

  test('has white space at its end in its last line', async () => {
    const field = `X-End: ${'word '.repeat(220)}${' '.repeat(100)}`;
    const left = await leaving([field, '', 'x', '']);
    expect(left.text.replaceAll(/\r\n(?=[ \t])/g, '')).toBe([field, '', 'x', ''].join('\r\n'));
    expect(left.lines.filter((line) => /^[ \t]+$/.test(line))).toEqual([]);
  });

  test('without white space stays as it is', async () => {
    const message = [`X-Token:${'x'.repeat(1500)}`, '', 'x', ''];
    expect((await leaving(message)).lines).toEqual(message);
  });
});

const MULTIPART = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b"', 'Content-Transfer-Encoding: 8bit', ''];

describe('in a multipart', () => {
  test('only the part is encoded that has the line, and no other is called what it is not', async () => {
    const eightBit = ['--b', 'Content-Transfer-Encoding: 8bit', '', 'Gr\xfc\xdfe = 1'];
    const left = await leaving([...MULTIPART, LONG, ...eightBit, '--b', 'Content-Type: text/html', '', LONG, '--b--', LONG, '']);
    expect(longest(left)).toBeLessThanOrEqual(76);
    expect(left.lines.slice(0, 4)).toEqual(MULTIPART);
    expect(left.text).toContain(`\r\n${eightBit.join('\r\n')}\r\n--b\r\nContent-Type: text/html\r\n${QUOTED}\r\n\r\n`);
    expect(left.eightBit).toBe(true);
    const [preamble = '', , html = '', epilogue = ''] = bodyOf(left.text).split(/(?:^|\r\n)--b(?:--)?\r\n/);
    expect([decoded(preamble), decoded(bodyOf(html)), decoded(epilogue)]).toEqual([LONG, LONG, `${LONG}\r\n`]);
  });

  test('no line begins like a delimiter that was none before', async () => {
    const left = await leaving([...MULTIPART, '--b', '', `${'x'.repeat(75 * 14)}--b`, '--b--', '']);
    expect(left.lines.filter((line) => line.startsWith('--b'))).toEqual(['--b', '--b--']);
    expect(decoded(left.text)).toContain(`${'x'.repeat(75 * 14)}--b\r\n--b--`);
    const hyphens = await leaving(['Subject: hi', '', `x${'-'.repeat(200_000)}`, '']);
    expect(hyphens.lines.filter((line) => line.startsWith('-'))).toEqual([]);
  });

  test.each([
    ['message/rfc822', ['--b', 'Content-Type: message/rfc822', '']],
    ['a part of a digest', ['--b', 'Content-Type: multipart/digest; boundary="d"', '', '--d', '']],
  ])('%s is not encoded itself, but the text in it (RFC 2046 section 5.2.1)', async (_what, opening) => {
    const left = await leaving([...MULTIPART, ...opening, 'Subject: inner', '', LONG, ...(opening.length > 3 ? ['--d--'] : []), '--b--', '']);
    expect(longest(left)).toBeLessThanOrEqual(76);
    expect(left.text).toContain([...opening, 'Subject: inner', 'MIME-Version: 1.0', QUOTED, '', ''].join('\r\n'));
    expect(decoded(left.text)).toContain(`\r\n\r\n${LONG}\r\n`);
  });
});

describe('what would be worth nothing if it were changed', () => {
  const signed = [
    'Content-Type: multipart/signed; boundary="s"',
    '',
    '--s',
    `X-Long: ${LONG}`,
    'Content-Transfer-Encoding: 8bit',
    '',
    LONG,
    '--s',
    'Content-Transfer-Encoding: base64',
    '',
    'AAAA',
    '--s--',
  ];

  test('is left alone: the parts of a multipart/signed (RFC 1847), whatever happens around it', async () => {
    const message = ['Subject: hi', ...signed, ''];
    expect((await leaving(message)).lines).toEqual(message);
    const left = await leaving([`X-Long: ${LONG}`, ...MULTIPART, '--b', ...signed, '--b', '', LONG, '--b--', '']);
    expect(left.text).toContain(`\r\n${signed.join('\r\n')}\r\n--b\r\n${QUOTED}\r\n`);
    expect(left.lines.filter((line) => line.length > 998)).toHaveLength(2);
    // No host has asked for 7 bits there.
    const other = await leaving([...MULTIPART, '--b', '', 'Gr\xfc\xdfe', '--b', ...signed, '--b--', ''], { eightBit: false });
    expect(other.text).toContain(`\r\n${signed.join('\r\n')}\r\n--b--`);
  });

  test.each([
    ['a piece of a message', ['Content-Type: message/partial; id="1"; number=1; total=2', '', LONG, '']],
    ['uuencoded text', ['Content-Transfer-Encoding: x-uuencode', '', LONG, '']],
  ])('is left alone: %s', async (_what, message) => {
    expect((await leaving(message)).lines).toEqual(message);
  });

  test('is left alone: mail with a signature of somebody else, as long as its body is what was signed', async () => {
    const { key, shown } = await made('far.test');
    const keys = { list: () => [], signingKeys: () => [], wasRemoved: () => false };
    const signer = new Resigner({ keys, clock });
    const head = 'From: eve@far.test\r\nSubject: hi\r\n\r\n';
    const message = `${await signature(head, `${LONG}\r\n`, key)}${head}${LONG}\r\n`;
    expect((await leaving(message.split('\r\n'), { signer })).text).toBe(message);
    expect(longest(await leaving(`${message}a list's footer\r\n`.split('\r\n'), { signer }))).toBeLessThanOrEqual(120);
    // Made 7-bit it is broken anyway.
    const multipart = ['From: eve@far.test', ...MULTIPART, '--b', '', 'Gr\xfc\xdfe', '--b', '', LONG, '--b--', ''].join('\r\n');
    const both = `${await signature(multipart.slice(0, -bodyOf(multipart).length), bodyOf(multipart), key)}${multipart}`.split('\r\n');
    expect((await leaving(both, { signer })).lines).toEqual(both);
    expect(longest(await leaving(both, { signer, eightBit: false }))).toBeLessThanOrEqual(120);
    // Ours can be made anew.
    const ours = new Resigner({ keys: { list: () => [shown], signingKeys: () => [key], wasRemoved: () => false }, clock });
    const left = await leaving(message.split('\r\n'), { signer: ours });
    expect(longest(left)).toBeLessThanOrEqual(120);
    expect(left.text.match(/^DKIM-Signature/gm)).toHaveLength(1);
  });
});

const clock = new ManualClock(Date.UTC(2026, 0, 1));

interface Made {
  readonly key: SigningKey;
  readonly shown: DkimKey;
}

async function made(domain: string): Promise<Made> {
  const pair = await makeKeyPair('ed25519');
  const about = { domain, selector: 'one', algorithm: 'ed25519' as const };
  const shown = {
    ...about,
    state: 'active' as const,
    createdAt: 0,
    stateAt: 0,
    name: `one._domainkey.${domain}`,
    value: dkimRecordValue({ ...about, ...pair }),
  };
  return { key: { ...about, key: createPrivateKey(pair.privateKey) }, shown };
}

async function signature(head: string, body: string, key: SigningKey): Promise<string> {
  const hash = new RelaxedBodyHash();
  hash.update(Buffer.from(body, 'latin1'));
  return await signatureFields(Buffer.from(head, 'latin1'), hash.digest(), [key], clock.now());
}
