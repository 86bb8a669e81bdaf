import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeZip, type ZipFile } from './make-zip.ts';
import { ELF, WINDOWS } from './programs.ts';
import { scanFiles, scanZip, told } from './scan.ts';

const text = (name: string): ZipFile => ({ name, content: `This is the text of ${name}, which is no program.` });
const inside = 'part 1 > a.zip';
const DISAGREES = 'its directory does not agree with its files';
/** What was found but for the archive itself. */
const files = (zip: Buffer): readonly string[] => told(scanZip(zip)).slice(1);
const archive = (zip: Buffer): string | undefined => told(scanZip(zip))[0];

describe('the files of a ZIP archive', () => {
  it('are told by name, directories are not', () => {
    const zip = makeZip([text('docs/readme.txt'), { name: 'example.com/', method: 0 }, text('example.com/index.html'), text('C:\\x\\a.exe')]);
    expect(told(scanZip(zip))).toEqual(['part 1: a.zip', `${inside}: readme.txt`, `${inside}: index.html`, `${inside}: a.exe`]);
  });

  it.each([
    ['stored', { method: 0 }],
    ['deflated', { method: 8 }],
    ['with a data descriptor', { descriptor: true }],
    ['stored, with a data descriptor', { method: 0, descriptor: true }],
    ['with ZIP64 sizes', { zip64: true }],
  ] as const)('are judged by their content: %s', (_how, how) => {
    const zip = makeZip([
      text('a.txt'),
      { name: 'holiday.jpg', content: Buffer.concat([WINDOWS, randomBytes(5000)]), ...how },
      { name: 'b', content: ELF, ...how },
    ]);
    expect(told(scanZip(zip))).toEqual(['part 1: a.zip', `${inside}: a.txt`, `${inside}: holiday.jpg [windows]`, `${inside}: b [elf]`]);
  });

  it('show their names where they are encrypted, or packed in unknown ways', () => {
    const zip = makeZip([
      { name: 'secret.exe', content: 'xxxx', encrypted: true },
      { name: 'aes.exe', content: 'xxxx', method: 99 },
      { name: 'zstd.exe', content: 'xxxx', method: 93 },
    ]);
    expect(told(scanZip(zip))).toEqual(['part 1: a.zip', `${inside}: secret.exe`, `${inside}: aes.exe`, `${inside}: zstd.exe`]);
  });

  it('count with every name they have', () => {
    expect(files(makeZip([{ ...text('a.txt'), unicodePath: 'a.exe' }]))).toEqual([`${inside}: a.txt | a.exe`]);
    expect(files(makeZip([{ ...text('a.txt'), local: { name: 'b.exe' } }])).toSorted()).toEqual([`${inside}: a.txt`, `${inside}: b.exe`]);
    expect(files(makeZip([text('a.txt'), { name: 'b.exe', only: 'central' }]))).toContain(`${inside}: b.exe`);
    expect(files(makeZip([text('a.txt'), { name: 'b.exe', only: 'local' }]))).toContain(`${inside}: b.exe`);
  });

  it('are read with names in old code pages, and with slashes of every kind', () => {
    expect(files(makeZip([text('r\u00e9sum\u00e9.txt'), { name: Buffer.from([0x81, 0x2e, 0x65, 0x78, 0x65]) }, text('x/y\\..\\z.scr')]))).toEqual([
      `${inside}: r\u00e9sum\u00e9.txt`,
      `${inside}: .exe`,
      `${inside}: z.scr`,
    ]);
  });

  it('are found wherever the archive begins, and in all archives one behind the other', () => {
    expect(files(makeZip([text('a.exe')], { prefix: randomBytes(3000) }))).toEqual([`${inside}: a.exe`]);
    expect(files(Buffer.concat([makeZip([text('a.txt')]), makeZip([text('b.exe')])]))).toEqual([`${inside}: a.txt`, `${inside}: b.exe`]);
    const sfx = makeZip([text('setup.vbs')], { prefix: Buffer.concat([WINDOWS, randomBytes(3000)]) });
    expect(told(scanFiles([{ name: 'holiday.jpg', content: sfx }]))).toEqual(['part 1: holiday.jpg [windows]', 'part 1 > holiday.jpg: setup.vbs']);
  });

  it('are told as far as their names are there, where the archive breaks off within a record', () => {
    const whole = makeZip([text('a.txt'), { name: 'b.exe', only: 'central', extra: Buffer.alloc(50) }]);
    expect(files(whole.subarray(0, whole.length - 22 - 20))).toEqual([`${inside}: a.txt`, `${inside}: b.exe`]);
    const local = makeZip([{ ...text('c.exe'), extra: Buffer.alloc(50) }]).subarray(0, 40);
    expect(told(scanZip(local))).toEqual(['part 1: a.zip [it is cut off]', `${inside}: c.exe`]);
  });

  it('are not hidden by a forged length of a name or a file', () => {
    const hidden = makeZip([text('b.exe')]);
    const long = Buffer.from('PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff', 'latin1');
    expect(files(Buffer.concat([long, hidden]))).toContain(`${inside}: b.exe`);
    expect(files(makeZip([{ ...text('a.txt'), method: 0, local: { packedBytes: 0x7fffffff } }, text('b.exe')]))).toContain(`${inside}: b.exe`);
    const swallowing = makeZip([{ name: 'a.zip', method: 0, content: makeZip([text('a.txt')]), local: { packedBytes: 0x7fffffff } }, text('b.exe')]);
    expect(files(swallowing).join()).toContain('b.exe');
    expect(archive(swallowing)).toContain('[');
  });

  it('are the same however the archive arrives', () => {
    const nested = makeZip([text('c.txt'), { name: 'p.dat', content: Buffer.concat([WINDOWS, randomBytes(900)]) }]);
    const file = fc.record({
      name: fc.constantFrom('a.txt', 'b.exe', 'c.zip', 'd'),
      content: fc.constantFrom(Buffer.from('text'), WINDOWS, nested, Buffer.alloc(30_000), randomBytes(20_000)),
      method: fc.constantFrom(0, 8),
      descriptor: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(file, { maxLength: 4 }), fc.integer({ min: 1, max: 3000 }), (list, piece) => {
        const zip = makeZip(list);
        const whole = told(scanZip(zip));
        for (const { name } of list) expect(whole.join()).toContain(name);
        // Where its end is not stated, what stands in an unpacked archive within is found in either.
        if (!list.some(({ method, descriptor }) => method === 0 && descriptor)) expect(told(scanZip(zip, piece))).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });
});

it('a usual archive of 1,200 files is looked through whole', () => {
  const content = Buffer.from(Array.from({ length: 300 }, (_, index) => `line ${(index * 7919) % 997} of a text\n`).join(''));
  const files = Array.from({ length: 1200 }, (_, index) => ({ name: `src/folder ${index % 40}/some-file_${index}.ts`, content }));
  const facts = told(scanZip(makeZip([...files, { name: 'last.bin', content: WINDOWS }])));
  expect([facts[0], facts.length, facts.at(-1)]).toEqual(['part 1: a.zip', 1202, 'part 1 > a.zip: last.bin [windows]']);
});

describe('archives within archives', () => {
  const nest = (levels: number): Buffer =>
    Array.from({ length: levels }).reduce<Buffer>((zip, _, level) => makeZip([{ name: `n${level}.zip`, content: zip }]), makeZip([text('a.exe')]));

  it('are opened three levels deep', () => {
    expect(told(scanZip(nest(3))).at(-1)).toBe(`${inside} > n2.zip > n1.zip > n0.zip: a.exe`);
    expect(told(scanZip(nest(4))).at(-1)).toBe(`${inside} > n3.zip > n2.zip > n1.zip: n0.zip [archives are packed into each other more than 3 times]`);
  });

  it.each([
    ['deflated', 8],
    ['stored', 0],
  ])('are opened under any name: %s', (_how, method) => {
    const zip = makeZip([{ name: 'photo.jpg', content: makeZip([text('a.exe')]), method }, text('b.txt')]);
    expect(files(zip)).toEqual([`${inside}: photo.jpg`, `${inside} > photo.jpg: a.exe`, `${inside}: b.txt`]);
  });

  it('of several megabytes are read as they pass', () => {
    const big = makeZip([{ name: 'noise', content: randomBytes(5_000_000) }, text('a.exe')]);
    expect(told(scanZip(makeZip([{ name: 'big.zip', content: big }, text('b.txt')])))).toEqual([
      'part 1: a.zip',
      `${inside}: big.zip`,
      `${inside} > big.zip: noise`,
      `${inside} > big.zip: a.exe`,
      `${inside}: b.txt`,
    ]);
  });

  it.each([
    ['encrypted', { encrypted: true }, 'it is encrypted'],
    ['packed in an unknown way', { method: 12 }, 'it is packed in a way that cannot be read'],
  ])('are unreadable where they are %s', (_how, how, why) => {
    expect(files(makeZip([{ name: 'inner.zip', content: 'xxxxxxxx', ...how }]))).toEqual([`${inside}: inner.zip [${why}]`]);
  });
});

describe('an archive that cannot be read', () => {
  const sound = makeZip([text('a.txt'), text('b.exe')]);

  it.each([
    ['is cut off in its directory', sound.subarray(0, -30), 'it is cut off: it has no directory'],
    ['is cut off in a file', sound.subarray(0, 120), 'it is cut off'],
    ['is no ZIP archive', randomBytes(1000), 'it is no ZIP archive'],
    ['has more files than its directory', makeZip([text('a.txt'), text('b.txt')], { entries: 1 }), DISAGREES],
    ['has fewer files than its directory', makeZip([text('a.txt'), { name: 'b.zip', only: 'central' }]), DISAGREES],
    ['tells another method in its directory', makeZip([{ ...text('a.txt'), local: { method: 0 } }]), DISAGREES],
    ['has a damaged file', makeZip([{ name: 'a.txt', packed: Buffer.from([7, 7, 7, 7]) }]), 'a file in it is damaged'],
    ['has an encrypted directory', makeZip([{ ...text('1'), flags: 0x2041 }]), 'its directory is encrypted'],
    ['is one part of a split one', makeZip([text('a.txt')], { disk: 2 }), 'it is one part of a split archive'],
  ])('%s', (_what, zip, why) => {
    expect(archive(zip)).toBe(`part 1: a.zip [${why}]`);
  });

  it('is none of these, though it is odd', () => {
    for (const zip of [
      sound,
      makeZip([]),
      makeZip([text('a.txt')], { comment: Buffer.from('a comment with PK in it') }),
      makeZip([text('a.txt')], { zip64: true }),
      Buffer.concat([sound, Buffer.alloc(100)]),
      makeZip([text('a.txt')], { prefix: randomBytes(100) }),
    ]) {
      expect(archive(zip)).toBe('part 1: a.zip');
    }
  });

  it('tells the names that are in a comment that forges a directory', () => {
    const zip = makeZip([text('a.txt')], { comment: makeZip([text('b.exe')]) });
    expect(files(zip)).toEqual([`${inside}: a.txt`, `${inside}: b.exe`]);
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.nat(400), byte: fc.nat(255) }), { maxLength: 6 }), fc.nat(400), (changes, length) => {
        const zip = Buffer.from(makeZip([text('a.txt'), { name: 'n.zip', content: makeZip([text('b.exe')]) }])).subarray(0, length + 50);
        for (const { at, byte } of changes) if (at < zip.length) zip[at] = byte;
        expect(archive(zip)).toContain('part 1: a.zip');
      }),
      { numRuns: 500 },
    );
  });

  it('may be an Office document with a password, which is no ZIP archive and need not be', () => {
    expect(told(scanFiles([{ name: 'a.docx', content: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]) }]))).toEqual([
      'part 1: a.docx',
    ]);
  });
});
