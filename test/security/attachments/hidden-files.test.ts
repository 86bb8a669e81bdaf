/** Small archives that are built so that unpackers list a file that is looked at by nobody: it is found, or said not to be. */
import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeZip, type ZipFile } from './make-zip.ts';
import { scanFiles, scanZip } from './scan.ts';
import { allListed } from './unpacker.ts';
import { ending, entry, header, type PieceShape, storedBlock, unicodePath } from './zip-pieces.ts';

const TNEF = Buffer.concat([Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]), Buffer.alloc(600)]);
const GIGABYTES = 0x7fffffff;
const evil = Buffer.from('WScript.Echo("evil")');
const inner = makeZip([{ name: 'evil.js', content: evil }]);

/** The name is told, or the message is refused. */
function isHidden(zip: Buffer, piece?: number, name = 'a.zip'): boolean {
  const facts = scanFiles([{ name, content: zip }], piece);
  return !facts.some(({ names, namesUnseen }) => namesUnseen === true || names.includes('evil.js'));
}

/** An archive with the header and the beginning of a file that swallows all behind them, if one believes it. */
function swallowing(head: Buffer, name = 'notes.dat', size = GIGABYTES, hidden: Buffer = evil, hiddenName = 'evil.js'): Buffer {
  const first = Buffer.concat([header(name, head, { packedBytes: size }), head]);
  const second = Buffer.concat([header(hiddenName, hidden), hidden]);
  const directory = Buffer.concat([entry(name, head, 0), entry(hiddenName, hidden, first.length)]);
  return Buffer.concat([first, second, directory, ending(2, directory.length, first.length + second.length)]);
}

describe('a program in a small archive is not hidden', () => {
  const archives: readonly [what: string, zip: Buffer][] = [
    ['behind a winmail.dat of two gigabytes', swallowing(TNEF)],
    ['in an archive behind a winmail.dat of two gigabytes', swallowing(TNEF, 'notes.dat', GIGABYTES, inner, 'inner.zip')],
    ['behind an archive of two gigabytes', swallowing(makeZip([{ name: 'a.txt', content: 'x'.repeat(100) }]), 'a.docx')],
    ['within a winmail.dat', swallowing(TNEF, 'notes.dat', TNEF.length + 30 + 7 + evil.length)],
    ['in an archive within a winmail.dat', swallowing(TNEF, 'notes.dat', TNEF.length + 30 + 9 + inner.length, inner, 'inner.zip')],
    ['behind nothing but the beginning of a winmail.dat', Buffer.concat([TNEF.subarray(0, 15), makeZip([{ name: 'evil.js', content: evil }])])],
    ['in a block of packed data that never ends', inBlock(false, GIGABYTES)],
    ['in a block of packed data that ends', inBlock(true, GIGABYTES)],
    ['in packed data where the header of a block stands in the checksum', betweenBlocks()],
    ['with its name in an extra field alone', nameInExtra()],
    ['in the extra field of an archive', inExtra()],
    ['across the end of an archive', acrossEnd()],
    ['behind a decoy of its name', decoy()],
    ['in an entry whose comment would reach past the end', reachingPast('comment', 0)],
    ['in an entry whose extra field would reach past the end', reachingPast('extra', 0)],
    ['in an entry of which part of the extra field is there', reachingPast('extra', 9)],
    ['in an entry of a method that nobody knows', listedAs({ method: 100 })],
    ['in an entry of a method beyond all methods', listedAs({ method: 0xffff })],
    ['in an archive with another name in its header', lyingHeader('in.gif', {}, Buffer.from('GIF89a'))],
    ['in an archive with the name of a folder in its header', lyingHeader('in.zip/', { flags: 8, packedBytes: 0, unpackedBytes: 0 })],
    ['in an archive that its header calls encrypted', lyingHeader('in.zip', { flags: 1 })],
    ...[0, 9, 12, 14, 99, 100].map((method): [string, Buffer] => [
      `in an archive that its header says to be of method ${method}`,
      lyingHeader('in.zip', { method }),
    ]),
    ...[0, 1, 60].map((packedBytes): [string, Buffer] => [`in an archive of ${packedBytes} bytes by its header`, lyingHeader('in.zip', { packedBytes })]),
  ];

  it.each(archives)('%s', (_what, zip) => {
    expect(allListed(zip)).toContain('evil.js');
    for (const piece of [64 * 1024, 7, 1]) expect(isHidden(zip, piece)).toBe(false);
  });

  it.each([
    ['apart from it', shiftedTwice(Buffer.from('between'), false)],
    ['right before it', shiftedTwice(Buffer.alloc(0), false)],
    ['with a last record of its own', shiftedTwice(Buffer.alloc(0), true)],
  ])('in an archive to which a second directory leads, %s', (_where, zip) => {
    for (const piece of [64 * 1024, 7, 1]) expect(isHidden(zip, piece)).toBe(false);
  });

  it('in the name of a folder behind thousands of files', () => {
    const zip = inFolderName();
    expect(allListed(zip)).toContain('evil.js');
    expect(isHidden(zip)).toBe(false);
  });

  it('behind an archive that is too much', () => {
    const odd = makeZip(Array.from({ length: 20_000 }, (_, index): ZipFile => ({ name: `ж\uff1a${index}.txt`, content: '', method: 0 })));
    expect(isHidden(swallowing(odd, 'a.docx'))).toBe(false);
  });

  it.each(['MZ\0\x01', '\x7fELF\x02\x01\x01'])('by the beginning of a program, where there are too many names: %j', (start) => {
    const odd = Array.from({ length: 25_000 }, (_, index): ZipFile => ({ name: `ж\uff1a${index}.txt`, content: '', method: 0 }));
    const prefix = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(500)]);
    const [archive] = scanZip(makeZip([...odd, { name: 'evil.js', content: 'x' }], { prefix }));
    expect(archive).toMatchObject({ namesUnseen: true, unreadable: 'it has too much in it to be looked through' });
  });
});

function inBlock(last: boolean, size: number): Buffer {
  const first = header('notes.dat', TNEF, { method: 8, packedBytes: size, unpackedBytes: size });
  const hiddenAt = first.length + 5 + TNEF.length;
  const directory = entry('evil.js', evil, hiddenAt);
  const hidden = Buffer.concat([header('evil.js', evil), evil]);
  const payload = Buffer.concat([TNEF, hidden, directory]);
  return Buffer.concat([first, storedBlock(payload.length, last), payload, ending(1, directory.length, hiddenAt + hidden.length)]);
}

/** Unpacked, five bytes are missing in each record, so that there is none. */
function betweenBlocks(): Buffer {
  const head = makeZip([{ name: 'a.txt', content: 'x'.repeat(200) }]);
  const tail = Buffer.alloc(60);
  const split = 12;
  const plain = Buffer.concat([header('evil.js', evil), evil]);
  const first = header('notes.zip', head, { method: 8, packedBytes: 5 + head.length + plain.length + 46 + 7 + tail.length, unpackedBytes: head.length });
  const hiddenAt = first.length + 5 + head.length;
  const blockAt = head.length + plain.length + split;
  const rest = 46 + 7 - split - 5 + tail.length;
  const directory = entry('evil.js', evil, hiddenAt, { stamp: Buffer.concat([storedBlock(rest, true), Buffer.alloc(3)]) });
  const stream = Buffer.concat([storedBlock(blockAt, false), head, plain, directory, tail]);
  const size = directory.length + tail.length;
  return Buffer.concat([first, stream, ending(1, size, hiddenAt + plain.length)]);
}

function nameInExtra(): Buffer {
  const extra = unicodePath('', 'evil.js');
  const first = Buffer.concat([header('', evil, { extra }), evil]);
  const directory = entry('', evil, 0, { extra });
  return Buffer.concat([first, directory, ending(1, directory.length, first.length)]);
}

function inExtra(): Buffer {
  const hidden = Buffer.concat([header('evil.js', evil), evil, Buffer.alloc(20)]);
  const content = makeZip([{ name: 'a.txt', content: 'x'.repeat(100) }]);
  const first = Buffer.concat([header('a.zip', content, { extra: hidden }), content]);
  const directory = Buffer.concat([entry('a.zip', content, 0), entry('evil.js', evil, 35)]);
  return Buffer.concat([first, directory, ending(2, directory.length, first.length)]);
}

function acrossEnd(): Buffer {
  const content = Buffer.concat([makeZip([{ name: 'a.txt', content: 'x'.repeat(100) }])]);
  const first = Buffer.concat([header('a.docx', content, { packedBytes: content.length + 10 }), content]);
  const directory = entry('evil.js', evil, 0);
  return Buffer.concat([first, directory, ending(1, directory.length, first.length)]);
}

/** The archive that the entry points to stands in packed data; one of its name, without a program, stands before it. */
function decoy(): Buffer {
  const sound = makeZip([{ name: 'a.txt', content: 'x' }]);
  const before = Buffer.concat([header('inner.zip', sound), sound]);
  const packed = deflateRawSync(evil);
  const real = makeZip([{ name: 'evil.js', content: evil, packed }]);
  const hidden = Buffer.concat([header('inner.zip', deflateRawSync(real), { method: 8 }), deflateRawSync(real)]);
  const payload = Buffer.concat([TNEF, hidden]);
  const carrier = Buffer.concat([header('notes.dat', payload), payload]);
  const directory = Buffer.concat([
    entry('notes.dat', payload, before.length),
    entry('inner.zip', real, before.length + 39 + TNEF.length, { method: 8, packedBytes: deflateRawSync(real).length }),
  ]);
  return Buffer.concat([before, carrier, directory, ending(2, directory.length, before.length + carrier.length)]);
}

/** The directory lists another file than the header has. */
function listedAs(shape: PieceShape, cut = 0): Buffer {
  const first = Buffer.concat([header('a.txt', evil), evil]);
  const whole = entry('evil.js', evil, 0, shape);
  const directory = whole.subarray(0, whole.length - cut);
  return Buffer.concat([first, directory, ending(1, directory.length, first.length)]);
}

/** Sixty bytes belong to the entry by what it says, of which so many are there. */
function reachingPast(field: 'comment' | 'extra', there: number): Buffer {
  return listedAs({ [field]: Buffer.alloc(60) }, 60 - there);
}

/** An archive within whose entry speaks true, and whose header does not. @param before put before the archive, which is sound all the same */
function lyingHeader(name: string, lie: PieceShape, before: Buffer = Buffer.alloc(0)): Buffer {
  const content = Buffer.concat([before, makeZip([{ name: 'evil.js', content: evil }])]);
  const packed = deflateRawSync(content);
  const truth: PieceShape = { method: 8, packedBytes: packed.length, unpackedBytes: content.length };
  const first = Buffer.concat([header(name, content, { ...truth, ...lie }), packed]);
  const directory = entry('in.zip', content, 0, truth);
  return Buffer.concat([first, directory, ending(1, directory.length, first.length)]);
}

/**
 * The directory of which the last record tells is off by as much as that says, and sound so. Where the record points to stands another one, for
 * unpackers that do not make up for it: the archive to which its entry leads has a header that lies, and the one to which it would lead is sound.
 */
function shiftedTwice(between: Buffer, isTold: boolean): Buffer {
  const packed = deflateRawSync(inner);
  const truth: PieceShape = { method: 8, packedBytes: packed.length, unpackedBytes: inner.length };
  const lying = Buffer.concat([header('in.zip', inner, { ...truth, method: 9 }), packed]);
  const directory = entry('in.zip', inner, 0, { ...truth, comment: Buffer.alloc(400) });
  const gap = isTold ? ending(1, directory.length, lying.length) : between;
  const shift = directory.length + gap.length;
  const sound = deflateRawSync(makeZip([{ name: 'a.txt', content: 'x'.repeat(10) }]));
  const decoy = Buffer.concat([header('in.zip', inner, truth), sound, Buffer.alloc(packed.length - sound.length)]);
  const files = Buffer.concat([lying, Buffer.alloc(shift - lying.length), decoy]);
  const first = isTold ? Buffer.concat([directory, ending(1, directory.length, files.length - shift)]) : Buffer.concat([directory, gap]);
  const other = isTold ? entry('a.txt', inner, 0, { comment: Buffer.alloc(401) }) : directory;
  return Buffer.concat([files, first, other, ending(1, directory.length, files.length)]);
}

function inFolderName(): Buffer {
  const files = Array.from({ length: 4000 }, (_, index) => Buffer.concat([header(`doc ${index}.txt`, Buffer.from('x')), Buffer.from('x')]));
  const before = Buffer.concat(files);
  const hidden = Buffer.concat([header('evil.js', evil), evil]);
  const folder = header(Buffer.concat([Buffer.from('dir'), hidden, Buffer.from('/')]), Buffer.alloc(0));
  const comment = Buffer.from('/');
  const directory = entry('evil.js', evil, before.length + 33, { comment });
  const around = entry(Buffer.concat([Buffer.from('dir'), directory]), Buffer.alloc(0), before.length);
  const at = before.length + folder.length + 49;
  return Buffer.concat([before, folder, around, ending(1, directory.length, at)]);
}

describe('whatever unpackers list of an archive', () => {
  const heads = [
    TNEF,
    TNEF.subarray(0, 6),
    makeZip([{ name: 'a.txt', content: 'x'.repeat(90) }]),
    Buffer.from('MZ\0\x01'),
    Buffer.from('text'),
    Buffer.alloc(0),
  ];
  const carrier = fc.record({
    name: fc.constantFrom('a.docx', 'b.zip', 'c.dat', 'd/'),
    head: fc.constantFrom(...heads),
    packed: fc.constantFrom('no', 'one block', 'last block'),
    /** So many bytes more than there are belong to it, or all that follow. */
    more: fc.oneof(fc.constant(0), fc.nat(300), fc.constant(GIGABYTES)),
    flags: fc.constantFrom(0, 0, 8),
    listed: fc.boolean(),
  });
  type Carrier = typeof carrier extends fc.Arbitrary<infer Each> ? Each : never;

  interface Made {
    readonly bytes: Buffer;
    readonly entry: (offset: number) => Buffer;
  }

  function carried({ name, head, packed, more, flags }: Carrier): Made {
    const method = packed === 'no' ? 0 : 8;
    const block = packed === 'no' ? Buffer.alloc(0) : storedBlock(Math.min(0xffff, head.length + more), packed === 'last block');
    const packedBytes = flags === 8 ? 0 : block.length + head.length + (more === GIGABYTES ? GIGABYTES - 2000 : more);
    const bytes = Buffer.concat([header(name, head, { method, packedBytes, flags }), block, head]);
    return { bytes, entry: (offset) => entry(name, head, offset, { method, packedBytes: block.length + head.length }) };
  }

  function file(name: string, content: Buffer, method: number): Made {
    const packed = method === 8 ? deflateRawSync(content) : content;
    const shape = { method, packedBytes: packed.length };
    return { bytes: Buffer.concat([header(name, content, shape), packed]), entry: (offset) => entry(name, content, offset, shape) };
  }

  const shape = fc.record({
    before: fc.array(carrier, { maxLength: 3 }),
    behind: fc.array(carrier, { maxLength: 2 }),
    hidden: fc.constantFrom(file('evil.js', evil, 0), file('inner.zip', inner, 0), file('inner.zip', inner, 8)),
    /** A file of the same name that is sound. */
    decoy: fc.constantFrom(undefined, file('inner.zip', makeZip([{ name: 'a.txt', content: 'x' }]), 0)),
    prefix: fc.constantFrom(Buffer.alloc(0), Buffer.alloc(0), TNEF.subarray(0, 15), Buffer.from('MZ\0\0'), inner.subarray(0, 30)),
    gap: fc.nat(100),
    comment: fc.constantFrom(Buffer.alloc(0), Buffer.from('a comment'), makeZip([{ name: 'b.txt', content: 'x' }]).subarray(0, 60)),
    shifted: fc.boolean(),
    piece: fc.constantFrom(1, 50, 1000, 65_536),
  });

  it('is told, or the archive is said not to have been seen whole', () => {
    let found = 0;
    fc.assert(
      fc.property(shape, ({ before, behind, hidden, decoy: sound, prefix, gap, comment, shifted, piece }) => {
        const parts: Buffer[] = [prefix];
        const entries: Buffer[] = [];
        let at = prefix.length;
        const put = (made: Made, isListed: boolean): void => {
          parts.push(made.bytes);
          if (isListed) entries.push(made.entry(shifted ? at - prefix.length : at));
          at += made.bytes.length;
        };
        if (sound !== undefined) put(sound, false);
        for (const each of before) put(carried(each), each.listed);
        put(hidden, true);
        for (const each of behind) put(carried(each), each.listed);
        const directory = Buffer.concat(entries);
        const offset = at + gap - (shifted ? prefix.length : 0);
        const zip = Buffer.concat([...parts, Buffer.alloc(gap), directory, ending(entries.length, directory.length, offset, comment)]);
        if (!allListed(zip).includes('evil.js')) return;
        found += 1;
        expect(isHidden(zip, piece)).toBe(false);
      }),
      { numRuns: 400 },
    );
    expect(found).toBeGreaterThan(50);
  });
});
