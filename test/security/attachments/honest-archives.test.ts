/** Archives that people send: under the settings as they come none of them is refused, however much of it is not looked at. */
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { attachmentFilters } from '../../../main/security/options/attachment-filters.ts';
import type { AttachmentFacts } from '../../../main/security/content/scanned-content.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Finding, Skipped } from '../../../main/security/option.ts';
import { context, dataFacts, inShort } from '../sender-world.ts';
import { unlike } from './make-bombs.ts';
import { makeZip, type ZipFile } from './make-zip.ts';
import { WINDOWS } from './programs.ts';
import { scanZip } from './scan.ts';
import { ending, entry, header } from './zip-pieces.ts';

const MIB = 1024 * 1024;

function judge(files: readonly AttachmentFacts[], ...patterns: readonly string[]): Finding | Skipped {
  const facts = dataFacts({ from: 'friend@example.com' }, []);
  const answer = attachmentFilters.data?.(
    { ...facts, content: { ...facts.content, attachments: files } },
    context((security) => {
      for (const pattern of patterns) security['attachment-filters'].entries.push({ pattern, action: 'reject', enabled: true, note: '' });
    }),
  );
  if (answer === undefined || answer instanceof Promise) throw new Error('it answers at once');
  return answer;
}

const many = (count: number, file: (index: number) => ZipFile): Buffer => makeZip(Array.from({ length: count }, (_, index) => file(index)));
/** As a program for documents, pictures or maps packs: what is in it is stored. */
const stored = (bytes: number): Buffer => makeZip([{ name: 'Index/Document.iwa', content: unlike(bytes), method: 0 }]);
/** Lines of source code: they pack to a fifth. */
const source = Buffer.from(Array.from({ length: 200 }, (_, index) => `  const value${(index * 7919) % 997} = read(${(index * 104_729) % 9973});\n`).join(''));
const tree = (method: number): Buffer => many(900, (index) => ({ name: `src/folder ${index % 40}/file_${index}.ts`, content: source, method }));
const big = stored(3 * MIB);
const pupil = many(10, (index) => ({ name: `abgabe/aufgabe_${index}.txt`, content: unlike(1800) }));
const docx = many(17, (index) => ({ name: `word/part${index}.xml`, content: index === 0 ? unlike(60_000) : source }));

describe('an honest archive passes', () => {
  it.each<[what: string, zip: () => Buffer]>([
    ['with an archive of one big picture', () => makeZip([{ name: 'scan.zip', content: big }])],
    ['with an archive of sources that are stored', () => makeZip([{ name: 'src.zip', content: tree(0) }])],
    ['with an archive of sources that are packed', () => makeZip([{ name: 'src.zip', content: tree(8) }])],
    ['with thirty archives of a quarter of a megabyte', () => many(30, (index) => ({ name: `pupil ${index}.zip`, content: stored(MIB / 4) }))],
    ['of 5000 names with dashes', () => many(5000, (index) => ({ name: `Rechnungen 2026/Müller & Söhne – Rechnung Nr. ${index}.pdf`, content: 'x' }))],
    ['of 5000 names in Thai', () => many(5000, (index) => ({ name: `รูปภาพจากงานเลี้ยง/ภาพถ่ายหมายเลข ${index}.jpg`, content: 'x' }))],
    ['of 5000 names in Vietnamese', () => many(5000, (index) => ({ name: `Hóa đơn/Thuế giá trị gia tăng số ${index}.xlsx`, content: 'x' }))],
    ['of 5000 names in Hindi', () => many(5000, (index) => ({ name: `हिन्दी/दस्तावेज़ संख्या ${index}.pdf`, content: 'x' }))],
    ['of 5000 names with pictures', () => many(5000, (index) => ({ name: `🎉 Party ☺️/🎂 ${index}.jpg`, content: 'x' }))],
    ['of the work of 150 pupils, each packed twice', () => many(150, (index) => ({ name: `Student ${index}_abgabe.zip`, content: pupil }))],
    ['of 150 documents', () => many(150, (index) => ({ name: `Vertrag ${index}.docx`, content: docx }))],
  ])('%s', (_what, zip) => {
    const files = scanZip(zip());
    expect(inShort(judge(files))).toBe('pass nothing-wrong');
    expect(inShort(judge(files, 'invoice*.zip'))).toBe('pass nothing-wrong');
  });

  it.each('key pages odg ott vsdx kmz epub docx'.split(' '))('with a big document of the type .%s', (type) => {
    expect(inShort(judge(scanZip(makeZip([{ name: `a.${type}`, content: big }]))))).toBe('pass nothing-wrong');
  });

  const filled = makeZip([{ name: 'a.txt', content: source }]);
  it.each<[how: string, zip: Buffer]>([
    ['as it is', makeZip([{ name: 'in.zip', content: filled }])],
    ['with its sizes behind it', makeZip([{ name: 'in.zip', content: filled, descriptor: true }])],
    ['with ZIP64 sizes', makeZip([{ name: 'in.zip', content: filled, zip64: true }])],
    ['with ZIP64 sizes behind it', streamed64()],
    [
      'behind a text of which its directory knows nothing',
      Buffer.concat([
        Buffer.from('a text'),
        makeZip([
          { name: 'b/', method: 0 },
          { name: 'in.zip', content: filled },
        ]),
      ]),
    ],
    [
      'in a second archive that was put behind another',
      Buffer.concat([makeZip([{ name: 'c.txt', content: 'x' }]), makeZip([{ name: 'in.zip', content: filled }])]),
    ],
    ['with other slashes in its header', makeZip([{ name: 'b\\in.zip', content: filled, local: { name: 'b/in.zip' } }])],
  ])('with an archive in it, %s, which is looked into', (_how, zip) => {
    const files = scanZip(zip);
    expect(files.map(({ names, unreadable }) => [names[0], unreadable])).toContainEqual(['a.txt', undefined]);
    expect(files.some(({ unreadable }) => unreadable !== undefined)).toBe(false);
    expect(inShort(judge(files))).toBe('pass nothing-wrong');
  });

  /** What is not packed, and has its sizes behind it: where it ends nobody knows. */
  function storedStream(content: Buffer): Buffer {
    const picture: ZipFile = { name: 'picture.jpg', content: unlike(500), method: 0, descriptor: true };
    return makeZip([picture, { name: 'backup.zip', content, method: 0, descriptor: true }]);
  }

  /** As a program writes to a pipe that does not know whether the file will be long: zeros, and what they stand for behind the file. */
  function streamed64(): Buffer {
    const packed = deflateRawSync(filled);
    const extra = Buffer.concat([Buffer.from([1, 0, 16, 0]), Buffer.alloc(16)]);
    const descriptor = Buffer.alloc(24);
    descriptor.write('PK\x07\x08', 'latin1');
    descriptor.writeUInt32LE(crc32(filled), 4);
    descriptor.writeBigUInt64LE(BigInt(packed.length), 8);
    descriptor.writeBigUInt64LE(BigInt(filled.length), 16);
    const all = 0xffffffff;
    const first = header('in.zip', filled, { method: 8, flags: 8, packedBytes: all, unpackedBytes: all, extra, stamp: Buffer.alloc(8) });
    const file = Buffer.concat([first, packed, descriptor]);
    const directory = entry('in.zip', filled, 0, { method: 8, flags: 8, packedBytes: packed.length });
    return Buffer.concat([file, directory, ending(1, directory.length, file.length)]);
  }

  it('with an archive in one in a stream that is not packed', () => {
    const files = scanZip(storedStream(makeZip([{ name: 'in.zip', content: filled }])));
    expect(files.map(({ names }) => names[0])).toContain('a.txt');
    expect(inShort(judge(files))).toBe('pass nothing-wrong');
  });

  it('with an archive in one that unpacks itself, in a stream that is not packed, as far as such pass', () => {
    const files = scanZip(storedStream(makeZip([{ name: 'in.zip', content: filled }], { prefix: WINDOWS })));
    expect(files.map(({ names }) => names[0])).toContain('a.txt');
    expect(files.some(({ namesUnseen }) => namesUnseen)).toBe(false);
  });

  it('three deep with an empty file in a stream that is not packed', () => {
    let zip = makeZip([{ name: 'empty.txt', content: '', method: 0, descriptor: true }]);
    for (let depth = 0; depth < FIXED_LIMITS.archiveDepth; depth += 1) zip = makeZip([{ name: `${depth}.zip`, content: zip }]);
    expect(inShort(judge(scanZip(zip)))).toBe('pass nothing-wrong');
  });

  it('and the trace says what was not looked at', () => {
    expect(judge(scanZip(makeZip([{ name: 'scan.zip', content: big }])))).toMatchObject({
      detail: 'an archive was not looked through to its end: part 1 > a.zip > scan.zip: it is too big when unpacked',
    });
  });

  it('but not one of more archives than anybody packs, nor one that hides zeros', () => {
    expect(inShort(judge(scanZip(many(1500, (index) => ({ name: `${index}.zip`, content: stored(MIB / 128) })))))).toBe('reject archive-unseen');
    const zeros = makeZip([{ name: '0', content: Buffer.alloc(64 * MIB), method: 0 }]);
    expect(inShort(judge(scanZip(makeZip([{ name: 'b.zip', content: zeros }]))))).toBe('reject archive-unseen');
  });

  it('and documents leave room for what else is there', () => {
    const files = Array.from({ length: 150 }, (_, index): ZipFile => ({ name: `Vertrag ${index}.docx`, content: docx }));
    const inner = makeZip([{ name: 'evil.js', content: 'x' }]);
    expect(inShort(judge(scanZip(makeZip([...files, { name: 'more.zip', content: inner }]))))).toBe('reject attachment-filtered');
  });
});
