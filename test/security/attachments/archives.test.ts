/** Archives as they are attached: what is found in them, and what looking costs. */
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { AttachmentScan } from '../../../main/security/attachments/attachment-scan.ts';
import type { AttachmentFacts } from '../../../main/security/content/scanned-content.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { makeZip } from './make-zip.ts';

const PROGRAM = Buffer.concat([Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1'), Buffer.alloc(200)]);

function look(content: Buffer, name = 'a.zip', chunk = content.length): AttachmentFacts[] {
  const scan = new AttachmentScan();
  const sink = scan.leaf({ path: '1', headers: [], mediaType: 'application/zip', charset: '', names: [name], attachment: true });
  for (let at = 0; at < content.length; at += Math.max(chunk, 1)) if (sink.done !== true) sink.write(content.subarray(at, at + chunk));
  sink.end();
  return scan.result();
}

/** `name[=program][!unreadable]` of each file. */
const inShort = (facts: readonly AttachmentFacts[]): string[] =>
  facts.map(({ names, program, unreadable }) => `${names[0] ?? ''}${program === undefined ? '' : `=${program}`}${unreadable === undefined ? '' : '!'}`);

describe('a ZIP archive', () => {
  it.each([
    ['stored', makeZip([{ name: 'one.txt' }, { name: 'folder/two.exe' }]), ['a.zip', 'one.txt', 'two.exe']],
    [
      'deflated',
      makeZip([
        { name: 'one.txt', deflate: true, content: Buffer.alloc(5000, 'x') },
        { name: 'two.js', deflate: true },
      ]),
      ['a.zip', 'one.txt', 'two.js'],
    ],
    [
      'with sizes behind the data',
      makeZip([
        { name: 'one.txt', descriptor: true, deflate: true },
        { name: 'two.scr', descriptor: true },
      ]),
      ['a.zip', 'one.txt', 'two.scr'],
    ],
    ['with a program before it', makeZip([{ name: 'one.exe' }], { prefix: PROGRAM }), ['a.zip=windows', 'one.exe']],
    ['with a comment', makeZip([{ name: 'one.exe' }], { comment: 'PK comment' }), ['a.zip', 'one.exe']],
    ['with a program by its content', makeZip([{ name: 'harmless.txt', content: PROGRAM, deflate: true }]), ['a.zip', 'harmless.txt=windows']],
    ['in an archive', makeZip([{ name: 'inner.zip', content: makeZip([{ name: 'x.exe' }]) }]), ['a.zip', 'inner.zip', 'x.exe']],
    [
      'in a packed archive',
      makeZip([{ name: 'inner.zip', deflate: true, content: makeZip([{ name: 'x.exe', deflate: true }]) }]),
      ['a.zip', 'inner.zip', 'x.exe'],
    ],
    ['in an archive by another name', makeZip([{ name: 'picture.png', content: makeZip([{ name: 'x.exe' }]) }]), ['a.zip', 'picture.png', 'x.exe']],
  ])('%s: the names of its files', (_what, content, expected) => {
    expect(inShort(look(content))).toEqual(expected);
    for (const chunk of [1, 7, 100]) expect(inShort(look(content, 'a.zip', chunk))).toEqual(expected);
  });

  it('that is encrypted still shows its names', () => {
    expect(look(makeZip([{ name: 'secret.exe', encrypted: true }])).map(({ names }) => names[0])).toEqual(['a.zip', 'secret.exe']);
  });

  it('that says one name before the file and another in its directory counts as both', () => {
    const names = look(makeZip([{ name: 'harmless.txt', directoryName: 'evil.exe' }])).flatMap((file) => file.names);
    expect(names).toEqual(expect.arrayContaining(['harmless.txt', 'evil.exe']));
  });

  it('that is packed into others more than three times is unreadable', () => {
    let content = makeZip([{ name: 'x.exe' }]);
    for (let depth = 0; depth < 4; depth += 1) content = makeZip([{ name: `level${depth}.zip`, content }]);
    expect(look(content).some(({ unreadable }) => unreadable?.includes('more than 3 times') === true)).toBe(true);
  });

  it.each([
    ['cut off', (zip: Buffer) => zip.subarray(0, zip.length - 30)],
    ['cut off in the middle of a file', (zip: Buffer) => zip.subarray(0, 50)],
    ['no archive at all', () => Buffer.from('this is no archive')],
    ['damaged in the middle', (zip: Buffer) => Buffer.concat([zip.subarray(0, 34), Buffer.alloc(20, 0xff), zip.subarray(54)])],
  ])('that is %s is unreadable', (_what, spoil) => {
    const good = makeZip([{ name: 'a.txt', deflate: true, content: Buffer.from('some text '.repeat(50)) }, { name: 'b.txt' }]);
    expect(look(good)[0]?.unreadable).toBeUndefined();
    expect(look(spoil(good)).some(({ unreadable }) => unreadable !== undefined)).toBe(true);
  });
});

describe('what it costs', () => {
  it('100,000 files in an archive: as many are looked at as the limit says, and the rest makes it unreadable', () => {
    const content = makeZip(Array.from({ length: 100_000 }, (_, index) => ({ name: `${index}.txt`, content: Buffer.alloc(0) })));
    const files = look(content, 'a.zip', 65_536);
    expect(files.length).toBeLessThanOrEqual(FIXED_LIMITS.archiveEntries + 1);
    expect(files[0]?.unreadable).toContain('more than');
  });

  it('a bomb of archives in archives is not unpacked beyond the limit', () => {
    const zeros = deflateRawSync(Buffer.alloc(50_000_000));
    expect(zeros.length).toBeLessThan(60_000);
    let content = makeZip(Array.from({ length: 16 }, (_, index) => ({ name: `${index}.bin`, deflate: true, content: Buffer.alloc(10_000_000) })));
    content = makeZip(Array.from({ length: 16 }, (_, index) => ({ name: `${index}.zip`, deflate: true, content })));
    content = makeZip(Array.from({ length: 16 }, (_, index) => ({ name: `${index}.zip`, deflate: true, content })));
    const before = process.memoryUsage().arrayBuffers;
    const files = look(content, 'bomb.zip', 65_536);
    expect(files.length).toBeLessThan(FIXED_LIMITS.archiveEntries);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
    expect(files.some(({ unreadable }) => unreadable !== undefined)).toBe(true);
  });
});
