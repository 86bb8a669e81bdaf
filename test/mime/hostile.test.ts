/** Messages that are built to exhaust whoever reads them: bounded time and memory, one word that it was too much, and nothing after it. */
import { describe, expect, it } from 'vitest';
import type { MimeVisitor } from '../../main/mime/mime-visitor.ts';
import { MimeWalker } from '../../main/mime/mime-walker.ts';
import { lines, pieces, walk } from './walk.ts';

/** Far above what any of these takes on a slow machine, far below what a quadratic one would. */
const MILLISECONDS = 90_000;

const nested = (depth: number): Buffer =>
  lines(
    'Content-Type: multipart/mixed; boundary=b0',
    '',
    ...Array.from({ length: depth }, (_, level) => [`--b${level}`, `Content-Type: multipart/mixed; boundary=b${level + 1}`, '']).flat(),
  );

/** Counts what is told, and keeps nothing. */
function count(message: Buffer, chunk = 64 * 1024): { leaves: number; tooComplex: string[]; after: number } {
  const told = { leaves: 0, tooComplex: new Array<string>(), after: 0 };
  const tell = (): void => {
    if (told.tooComplex.length > 0) told.after += 1;
  };
  const visitor: MimeVisitor = {
    headers: tell,
    leaf: () => {
      tell();
      told.leaves += 1;
      return undefined;
    },
    wire: tell,
    tooComplex: (why) => void told.tooComplex.push(why),
  };
  const walker = new MimeWalker(visitor);
  for (const piece of pieces(message, chunk)) walker.write(piece);
  walker.end();
  return told;
}

describe('a walk through a hostile message', { timeout: MILLISECONDS }, () => {
  it.each([
    ['10,000 nested multiparts', nested(10_000), 'nested more than 200 deep'],
    ['10,000 nested messages', lines('Content-Type: message/rfc822\r\n\r\n'.repeat(10_000)), 'nested more than 200 deep'],
    ['a million parts', lines('Content-Type: multipart/mixed; boundary=b', '', '--b\r\n'.repeat(1_000_000)), 'more than 10000 parts'],
    ['a million uuencoded blocks', lines('', 'begin 644 x\r\n`\r\nend\r\n'.repeat(300_000)), 'more than 10000 parts'],
    ['a header of 10 MB', lines(`Subject: ${'x'.repeat(10_000_000)}`, '', 'A'), 'header section'],
    ['a header of 10 MB in lines', lines('Subject: x', ' 12345678\r\n'.repeat(1_000_000), '', 'A'), 'header section'],
    ['20 MB of NULs', Buffer.alloc(20_000_000), 'header section'],
    ['a million header fields', lines('a:\r\n'.repeat(1_000_000), '', 'A'), 'header section'],
    ['a part with a header of 1 MB', lines('Content-Type: multipart/mixed; boundary=b', '', '--b', `X: ${'x'.repeat(1_000_000)}`, '', ''), 'header section'],
  ])('gives up on %s', (_, message, why) => {
    const told = count(message);
    expect(told.tooComplex).toEqual([expect.stringContaining(why)]);
    expect(told.after).toBe(0);
  });

  it.each([
    ['an unending boundary', lines(`Content-Type: multipart/mixed; boundary="${'b'.repeat(900_000)}"`, '', `--${'b'.repeat(20_000_000)}`), 1],
    ['a boundary line without end', lines('Content-Type: multipart/mixed; boundary=b', '', `--b${' '.repeat(20_000_000)}`), 0],
    ['millions of lines like boundaries', lines('Content-Type: multipart/mixed; boundary=b', '', '--b', '', '--\r\n'.repeat(4_000_000)), 1],
    ['the same, doubtful', lines('Content-Type: multipart/mixed; boundary=b', '', '--b', '', '--c\r\nContent-\r\n'.repeat(1_000_000), ''), 1],
    [
      'boundaries without end',
      lines(
        `Content-Type: multipart/mixed; ${Array.from({ length: 50_000 }, (_, n) => `boundary=b${n};`).join('')}`,
        '',
        '--b0',
        '',
        '--x\r\nContent-\r\n'.repeat(500_000),
      ),
      1,
    ],
    ['millions of NULs', Buffer.concat([lines('Subject: \0\0', ''), Buffer.alloc(20_000_000)]), 1],
    ['parameters without end', lines(`Content-Type: a/b; ${'name=a b=c '.repeat(90_000)}`, '', ''), 1],
    ['parameters with spaces without end', lines(`Content-Type: a/b;name${' '.repeat(900_000)}x`, `Content-Disposition: a${' '.repeat(100_000)}=`, '', ''), 1],
    ['stray parameters without end', lines(`Content-Type: a/b; name=${'x'.repeat(500)}${';a'.repeat(450_000)}`, '', ''), 1],
    ['separators without end', lines(`Content-Type: a/b ${'; '.repeat(450_000)}`, '', ''), 1],
    ['quotes without end', lines(`Content-Type: a/b; name="${'\\"'.repeat(500_000)}`, '', ''), 1],
    ['comments without end', lines(`Content-Type: ${'('.repeat(900_000)}`, '', ''), 1],
    ['encoded words without end', lines(`Content-Type: a/b; name="${'=?x?q?a '.repeat(125_000)}"`, '', ''), 1],
    ['continuations without end', lines(`Content-Type: a/b; ${Array.from({ length: 50_000 }, (_, n) => `name*${n}*=%41;`).join('')}`, '', ''), 1],
  ])('bears %s', (_, message, leaves) => {
    expect(count(message)).toEqual({ leaves, tooComplex: [], after: 0 });
  });

  it('bears single bytes', () => {
    const message = lines(
      'Content-Type: multipart/mixed; boundary=b',
      `X: ${'x'.repeat(500_000)}`,
      '',
      `--b${' '.repeat(900)}`,
      '',
      'A',
      `--b${' '.repeat(900)}x`,
    );
    expect(count(message, 1)).toEqual({ leaves: 1, tooComplex: [], after: 0 });
  });

  it('bears attached messages that are encoded again and again', () => {
    let message = lines('Subject: x', '', 'inside').toString('latin1');
    for (let depth = 0; depth < 30; depth += 1) {
      message = `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: ${depth % 2 === 0 ? 'base64' : 'quoted-printable'}\r\n\r\n${depth % 2 === 0 ? Buffer.from(message).toString('base64') : message.replaceAll('=', '=3D')}`;
    }
    expect(count(Buffer.from(message))).toEqual({ leaves: 1, tooComplex: [], after: 0 });
  });

  it('keeps the limits it is given', () => {
    const message = lines('Content-Type: multipart/mixed; boundary=b', '', '--b', '', '--b', '', '--b', '');
    expect(walk([message], { parts: 2 })).toMatchObject({ tooComplex: ['it has more than 2 parts'] });
    expect(walk([nested(5)], { depth: 5 })).toMatchObject({ tooComplex: ['its parts are nested more than 5 deep'] });
    expect(walk([nested(4)], { depth: 5 })).toMatchObject({ tooComplex: [] });
    expect(walk([message], { headerBytes: 20 }).tooComplex).toHaveLength(1);
  });

  it('holds nothing of a large body', () => {
    const line = Buffer.from(`${'QUJD'.repeat(19)}\r\n`);
    const chunk = Buffer.concat(Array.from({ length: 1000 }, () => line));
    const walker = new MimeWalker({ headers: () => undefined, leaf: () => undefined, tooComplex: () => undefined });
    walker.write(
      lines('Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64', ''),
    );
    const before = process.memoryUsage().arrayBuffers;
    for (let written = 0; written < 1000; written += 1) walker.write(chunk);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(chunk.length * 100);
    walker.end();
  });
});
