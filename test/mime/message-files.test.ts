/** Messages in files: what is in them is told, whatever the file is encoded in, and what that costs is bounded. */
import { describe, expect, it } from 'vitest';
import type { LeafInfo, MimeVisitor } from '../../main/mime/mime-visitor.ts';
import { MimeWalker } from '../../main/mime/mime-walker.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { pieces } from './walk.ts';

const FILE = 'text/html; name=a.eml';

interface Work {
  readonly leaves: readonly { readonly info: LeafInfo; readonly text: string }[];
  /** Bytes that leaves were given, all together. */
  readonly bytes: number;
  /** How many times they were given some. */
  readonly writes: number;
  /** Leaves that were open at a time, at most. */
  readonly open: number;
  readonly tooComplex: string;
}

/** @param keeps the texts of the leaves. @param size of the pieces in which it comes */
function work(message: string, keeps = true, size = 65_536): Work {
  const leaves: { info: LeafInfo; text: string }[] = [];
  let bytes = 0;
  let writes = 0;
  let open = 0;
  let most = 0;
  let tooComplex = '';
  const visitor: MimeVisitor = {
    headers: () => undefined,
    leaf: (info) => {
      const leaf = { info, text: '' };
      leaves.push(leaf);
      open += 1;
      most = Math.max(most, open);
      return {
        write: (decoded) => {
          bytes += decoded.length;
          writes += 1;
          if (keeps) leaf.text += decoded.toString('latin1');
        },
        end: () => void (open -= 1),
      };
    },
    opensAsMessage: ({ names }) => names.some((name) => name.endsWith('.eml')),
    tooComplex: (why) => void (tooComplex = why),
  };
  const walker = new MimeWalker(visitor);
  for (const piece of pieces(Buffer.from(message, 'latin1'), size)) walker.write(piece);
  walker.end();
  return { leaves, bytes, writes, open: most, tooComplex };
}

function file(inner: string, ...encodings: readonly string[]): string {
  const fields = encodings.map((encoding) => `Content-Transfer-Encoding: ${encoding}\r\n`).join('');
  return `From: a@example.org\r\nContent-Type: ${FILE}\r\n${fields}\r\n${inner}`;
}

function nested(depth: number, innermost: string, ...encodings: readonly string[]): string {
  return depth === 0 ? innermost : file(nested(depth - 1, innermost, ...encodings), ...encodings);
}

const html = (bytes: number): string => `Content-Type: text/html\r\n\r\n${'<p>hello <b>x</b>\r\n'.repeat(Math.ceil(bytes / 19))}`;

describe('a message in a file', () => {
  const inner = 'Subject: x\r\n\r\nfound\r\n';
  it.each([
    [['7bit'], inner],
    [['base64'], `${Buffer.from(inner).toString('base64')}\r\n`],
    [['7bit', 'base64'], `${Buffer.from(inner).toString('base64')}\r\n`],
    [['base64', '7bit'], inner],
    [['base64', 'quoted-printable'], inner.replace('found', 'fo=75nd')],
  ])('is told as it is in any of the encodings that are declared: %j', (encodings, content) => {
    const { leaves, tooComplex } = work(file(content, ...encodings));
    expect(tooComplex).toBe('');
    expect(leaves.filter(({ info }) => info.path === '1.1' && info.inFile === true).map(({ text }) => text)).toContain('found\r\n');
  });

  it.each([
    ['CRLF', (text: string) => text],
    ['LF', (text: string) => text.replaceAll('\r\n', '\n')],
    ['a bare CR', (text: string) => text.replaceAll('\r\n', '\r')],
    ['CRLF, with empty lines in front', (text: string) => `\r\n\r\n${text}`],
    ['LF, with empty lines in front', (text: string) => `\n\n${text.replaceAll('\r\n', '\n')}`],
    ['a bare CR, with empty lines in front', (text: string) => `\r\r${text.replaceAll('\r\n', '\r')}`],
    ['a bare CR, and now and then CRLF', (text: string) => text.replaceAll('\r\n', '\r').replace('\rfound', '\r\nfound')],
  ])('is read with lines that end with %s', (_ends, rewritten) => {
    const content = 'Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: x/y; name=a.js\r\n\r\nfound\r\n--b--\r\n';
    const message = file(`${Buffer.from(rewritten(content)).toString('base64')}\r\n`, 'base64');
    for (const size of [1, 2, 3, 5, 65_536]) {
      expect(work(message, true, size).leaves.map(({ info, text }) => [info.names[0], text])).toContainEqual(['a.js', 'found']);
    }
  });

  const withFile = 'Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: x/y; name=a.js\r\n\r\nfound\r\n--b--\r\n';
  const encoded = (bytes: Buffer | string): string => file(`${Buffer.from(bytes).toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`, 'base64');

  it.each([
    ['the first line ends with LF, and all others with a bare CR', `A: b\n${withFile.replaceAll('\r\n', '\r')}`],
    ['the first line ends with CRLF, and all others with a bare CR', `A: b\r\n${withFile.replaceAll('\r\n', '\r')}`],
    ['the header section has CRLF, and what follows a bare CR', withFile.replace(/--b[^]*/, (body) => body.replaceAll('\r\n', '\r'))],
    ['a byte order mark of UTF-8 stands in front', `\ufeff${withFile.replace('Subject: x\r\n', '')}`],
    ['a byte order mark of UTF-8 stands behind empty lines', `\r\n\n\ufeff${withFile.replace('Subject: x\r\n', '')}`],
    ['a byte order mark of UTF-8 stands before empty lines', `\ufeff\r\n${withFile.replace('Subject: x\r\n', '')}`],
    ['it begins as UTF-16, and is not', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`\r\n${withFile}`)])],
    ['it is in UTF-16, with its mark', Buffer.from(`\ufeff${withFile}`, 'utf16le')],
    ['it is in UTF-16 of the other order, with its mark', Buffer.from(`\ufeff${withFile}`, 'utf16le').swap16()],
    ['it is in UTF-16', Buffer.from(withFile, 'utf16le')],
    ['it is in UTF-16 of the other order', Buffer.from(withFile, 'utf16le').swap16()],
    ['it is in UTF-16, of an odd number of bytes', Buffer.concat([Buffer.from(`\ufeff${withFile}`, 'utf16le'), Buffer.from('x')])],
    ['its header section goes on for too long', `${'a: 1,2,3\r\n'.repeat(12_000)}${withFile}`],
    [
      'its header section goes on for too long within a field',
      `${'a: 1\r\n'.repeat(FIXED_LIMITS.mimeHeaderFields - 1)}Content-Type:\r\n multipart/mixed; boundary=b${withFile.replace(/^[^]*?boundary=b/, '')}`,
    ],
  ])('is read where %s', (_how, content) => {
    const message = encoded(content);
    for (const size of message.length > 100_000 ? [65_536] : [1, 2, 3, 5, 65_536]) {
      const { leaves, tooComplex } = work(message, true, size);
      expect(tooComplex).toBe('');
      expect(leaves.map(({ info, text }) => [info.names[0], text])).toContainEqual(['a.js', 'found']);
    }
  });

  it.each([
    ['has a line without end', `Subject: ${'x'.repeat(1_200_000)}\r\n${withFile}`],
    [
      'goes on for too long, and has a line without end then',
      `${'a: 1\r\n'.repeat(12_000)}Content-Type: multipart/mixed; x=${'a'.repeat(70_000)}; boundary=b${withFile.replace(/^[^]*?boundary=b/, '')}`,
    ],
    ['goes on for far too long', `${`a: ${'1'.repeat(200)}\r\n`.repeat(12_000)}${withFile}`],
  ])('is not read, and not passed over, where its header section %s', (_how, content) => {
    expect(work(encoded(content), true, 65_536).tooComplex).toContain('a header section in it is too long');
  });

  const large = (text: string): string => withFile.replace('--b', `--b\r\n\r\n${text}\r\n--b`);
  it.each([
    ['with its mark', Buffer.from(`\ufeff${large('<p>honest text\r\n'.repeat(100_000))}`, 'utf16le')],
    ['of the other order', Buffer.from(`\ufeff${large('<p>honest text\r\n'.repeat(100_000))}`, 'utf16le').swap16()],
    ['without mark', Buffer.from(large('<p>honest text\r\n'.repeat(100_000)), 'utf16le')],
    ['of other letters', Buffer.from(`\ufeff${large('честный текст\r\n'.repeat(100_000))}`, 'utf16le')],
    ['with lines of any length', Buffer.from(`\ufeff${large(`<p>${'honest text'.repeat(10_000)}</p>\r\n`.repeat(12))}`, 'utf16le')],
    ['with a line of just the length of two pieces', Buffer.from(`\ufeff${large(`${'x'.repeat(600_000)}\r\n${'y'.repeat(64 * 1024 - 1)}\r\n`)}`, 'utf16le')],
    [
      'with any number of parts',
      Buffer.from(`\ufeff${large('<p>honest text\r\n--b\r\nContent-Type: image/gif\r\n\r\nR0lGODlh\r\n'.repeat(9_000))}`, 'utf16le'),
    ],
  ])('is read where it is in UTF-16, large, and %s', (_how, content) => {
    for (const size of [1000, 65_536]) {
      const { leaves, tooComplex } = work(encoded(content), true, size);
      expect(tooComplex).toBe('');
      expect(leaves.map(({ info, text }) => [info.names[0], text])).toContainEqual(['a.js', 'found']);
    }
  });

  const forged = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('A: b\r\n')]);
  it.each([
    ['lines in UTF-16', Buffer.from('c: d\r\n'.repeat(150_000), 'utf16le')],
    ['a long line in UTF-16', Buffer.from(`c: ${'d'.repeat(700_000)}\r\n`, 'utf16le')],
    ['lines with NULs', Buffer.from('c\0c\0\r\n'.repeat(200_000))],
  ])('hides nothing of ASCII behind a forged mark and %s', (_what, between) => {
    const { leaves, tooComplex } = work(encoded(Buffer.concat([forged, between, Buffer.from(withFile)])));
    expect(tooComplex).toBe('');
    expect(leaves.map(({ info, text }) => [info.names[0], text])).toContainEqual(['a.js', 'found']);
  });

  it.each([
    ['a long field of its body', Buffer.from(`c: ${'d'.repeat(1_500_000)}\r\nContent-Type: multipart/mixed; x=${'a'.repeat(70_000)}; boundary=b`, 'utf16le')],
    ['lines', Buffer.from('c: d\r\n'.repeat(400_000))],
    ['fields of its body with NULs', Buffer.from('Content-Type: a/\0b\r\n'.repeat(100_000))],
  ])('is not read, and not passed over, where behind a forged mark there are too many or too long: %s', (_what, between) => {
    expect(work(encoded(Buffer.concat([forged, between, Buffer.from(withFile)]))).tooComplex).toContain('a header section in it is too long');
  });

  const full = 'a: 1,2,3\r\n'.repeat(12_000);
  const wide = (line: string): string => `${Buffer.from(line, 'utf16le').toString('latin1').slice(0, -1)}\r\n`;
  const [fields, content] = [withFile.slice(12, withFile.indexOf('\r\n\r\n')), withFile.slice(withFile.indexOf('\r\n\r\n'))];
  /** Behind so much of its body that what its last field says of that is passed over. */
  const behind = (inFront: string, ofBody: string): string => `${inFront}${ofBody}${wide(fields).slice(0, -2)}${content}`;
  /** To whoever reads it as such this is not too much: of its bytes each line is two. */
  const inUtf16 = Buffer.from(`\ufeff${'a: 1,2,3\r\n'.repeat(6000)}${'Content-X: y\r\n'.repeat(1001)}`, 'utf16le').toString('latin1');
  it.each([
    ['so many fields of its body with NULs that one more is too much', behind(full, wide('Content-X: y').repeat(1000))],
    ['so many bytes of such fields', behind(full, wide(`Content-X: ${'y'.repeat(30_000)}`).repeat(40))],
    ['the same behind a forged mark', behind(`\xff\xfe${full}`, wide('Content-X: y').repeat(1000))],
    ['the same in UTF-16, from its mark on', behind(inUtf16, '')],
    ['the same in lines that go on with others', behind(full, wide('Content-X: y') + ` \0y\0\r\n`.repeat(1000))],
    ['other fields behind them', `${full}${wide('Content-X: y').repeat(1000)}${wide(fields)}b: c${content}`],
  ])('is not read, and not passed over, where its header section has %s, and ends', (_what, message) => {
    for (const size of [1000, 65_536]) {
      const { leaves, tooComplex } = work(encoded(Buffer.from(message, 'latin1')), true, size);
      expect(leaves.some(({ info }) => info.names.includes('a.js'))).toBe(false);
      expect(tooComplex).toBe('a header section in it is too long');
    }
  });

  it.each([
    ['in its name', `C${'\0'.repeat(300)}ontent-Type: multipart/mixed; boundary=b`, ''],
    ['behind its name', 'Content-Type\0 \0: multipart/mixed; boundary=b', ''],
    ['before a line that goes on with it', 'Content-Type:\r\n\0 multipart/mixed; boundary=b', ''],
    ['before such a line, where the section is full', 'Content-Type:\r\n\0\0 multipart/mixed; boundary=b', full],
    ['in its name, where the section is full', `C${'\0'.repeat(300)}ontent-Type: multipart/mixed; boundary=b`, full],
  ])('is read where a field of its body has NULs %s', (_where, field, inFront) => {
    const { leaves, tooComplex } = work(encoded(Buffer.from(`${inFront}${field}${content}`, 'latin1')));
    expect(tooComplex).toBe('');
    expect(leaves.map(({ info, text }) => [info.names[0], text])).toContainEqual(['a.js', 'found']);
  });

  it('is read where one field fewer of its body has NULs', () => {
    const { leaves, tooComplex } = work(encoded(Buffer.from(behind(full, wide('Content-X: y').repeat(999)), 'latin1')));
    expect(tooComplex).toBe('');
    expect(leaves.map(({ info, text }) => [info.names[0], text])).toContainEqual(['a.js', 'found']);
  });

  it('is given in few pieces where its header section has no end, however short its lines are', () => {
    const { bytes, writes, tooComplex } = work(encoded(`a:1\n${'b\n'.repeat(330_000)}`), false);
    expect(tooComplex).toBe('');
    expect(bytes).toBeGreaterThan(1_200_000);
    // Each of the 330,000 lines by itself before.
    expect(writes).toBeLessThan(200);
  });

  it('keeps what is no text in it as it is, bare CRs and all', () => {
    const content = 'PK\r--\rx\r\r\n--\n\r-';
    const { leaves } = work(encoded(Buffer.from(withFile.replace('found', content), 'latin1')));
    expect(leaves.find(({ info }) => info.names[0] === 'a.js')?.text).toBe(content);
  });

  it('may be no message at all: without an empty line all of it is text', () => {
    const { leaves, tooComplex } = work(encoded(`${'a: 1,2,3\r\n'.repeat(12_000)}b: found\r\n`));
    expect(tooComplex).toBe('');
    expect(leaves.some(({ info, text }) => info.mediaType === 'text/plain' && text.endsWith('b: found\r\n'))).toBe(true);
  });

  it('has so many lines that tell of its body, and no more', () => {
    expect(work(encoded('Content-Type: text/plain\r\n'.repeat(12_000))).tooComplex).toBe('a header section in it is too long');
  });

  it('has so many bytes that tell of its body, and no more, whatever is in them', () => {
    const field = `Content-Type: a/b${';n=x'.repeat(14_000)}\0\n`;
    expect(work(encoded(`${'a:\n'.repeat(10_001)}${field.repeat(25)}\n`)).tooComplex).toBe('a header section in it is too long');
  });

  it.each([
    ['7bit', 400_000],
    ['quoted-printable', 400_000],
    // Each is a third bigger than the one in it: seven megabytes.
    ['base64', 400_000],
  ])('may hold another one, as deep as forwards go, in %s', (encoding, size) => {
    const encode = (text: string): string =>
      encoding === 'base64' ? `${Buffer.from(text, 'latin1').toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n` : text;
    let message = html(size);
    for (let depth = 0; depth < FIXED_LIMITS.mimeFileDepth; depth += 1) message = file(encode(message), encoding);
    const { leaves, tooComplex, bytes } = work(message, false);
    expect(tooComplex).toBe('');
    expect(leaves.at(-1)?.info.path).toBe(`1${'.1'.repeat(FIXED_LIMITS.mimeFileDepth)}`);
    // The innermost is read by itself as well.
    const most = FIXED_LIMITS.mimeFileStartBytes + (1 + FIXED_LIMITS.mimeFileReadings) * message.length + size;
    expect(bytes).toBeLessThan(most);
  });

  it('may hold three more that are not encoded, one in the other', () => {
    const { leaves, tooComplex } = work(nested(4, html(4_000_000)), false);
    expect(tooComplex).toBe('');
    expect(leaves.at(-1)?.info.path).toBe('1.1.1.1.1');
  });

  it('may stand beside any number of others', () => {
    const parts = Array.from({ length: 100 }, () => `--b\r\nContent-Type: x/y; name=a.eml\r\n\r\n${inner}`).join('');
    const { leaves, tooComplex } = work(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`);
    expect(tooComplex).toBe('');
    expect(leaves.filter(({ text }) => text === 'found')).toHaveLength(100);
  });
});

describe('messages in files in files', () => {
  it.each([2, 3, 10])('are too much with two encodings each, %i deep, before they are any work', (depth) => {
    const message = nested(depth, html(10_000), 'quoted-printable', '7bit');
    const { bytes, open, tooComplex } = work(message);
    if (depth > 2) expect(tooComplex).not.toBe('');
    expect(open).toBeLessThanOrEqual(20);
    expect(bytes).toBeLessThan(20 * message.length);
  });

  it('are too much without end, before they are any work', () => {
    const message = nested(FIXED_LIMITS.mimeFileDepth + 1, html(4_000_000));
    const { bytes, open, tooComplex } = work(message, false);
    expect(tooComplex).toContain('nested more than');
    expect(open).toBeLessThanOrEqual(FIXED_LIMITS.mimeFileDepth + 1);
    expect(bytes).toBeLessThan(message.length);
  });

  it('are read no more than a few times, however deep they are', () => {
    const message = nested(FIXED_LIMITS.mimeFileDepth, html(8_000_000));
    const { bytes, tooComplex } = work(message, false);
    expect(tooComplex).toContain('too many times');
    expect(bytes).toBeLessThan(FIXED_LIMITS.mimeFileStartBytes + (1 + FIXED_LIMITS.mimeFileReadings) * message.length);
  });

  it('are read no more than a few times, however many encodings there are', () => {
    const encodings = ['7bit', 'quoted-printable', 'base64', 'uuencode'];
    const message = file(file(html(8_000_000), '7bit'), ...encodings);
    const { bytes, tooComplex } = work(message, false);
    expect(tooComplex).toContain('too many times');
    // Of the message itself each encoding is a reading.
    expect(bytes).toBeLessThan(FIXED_LIMITS.mimeFileStartBytes + (encodings.length + FIXED_LIMITS.mimeFileReadings) * message.length);
    const inside = file(`Content-Type: text/html\r\n${encodings.map((one) => `Content-Transfer-Encoding: ${one}\r\n`).join('')}\r\n${html(4_000_000)}`);
    expect(work(inside, false).bytes).toBeLessThan(FIXED_LIMITS.mimeFileStartBytes + (1 + FIXED_LIMITS.mimeFileReadings) * inside.length);
  });
});
