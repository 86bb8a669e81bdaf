/**
 * Archives that are made to exhaust whoever unpacks them. What they cost is counted in bytes inflated, which is the same on
 * every machine; a MiB takes about 25 ms.
 */
import { randomBytes } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { AttachedFile, type FoundFile } from '../../../main/security/attachments/attached-file.ts';
import { ArchiveBudget } from '../../../main/security/attachments/file-sink.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { makeZip, type ZipFile } from './make-zip.ts';
import { WINDOWS } from './programs.ts';
import { scanFiles, told } from './scan.ts';

const MIB = 1024 * 1024;

interface Cost {
  readonly inflated: number;
  readonly found: readonly FoundFile[];
  readonly top: FoundFile;
}

function cost(zip: Buffer): Cost {
  const budget = new ArchiveBudget();
  const top: FoundFile = { names: ['a.zip'], mediaType: '', place: 'part 1', program: undefined, unreadable: undefined };
  const found: FoundFile[] = [];
  const file = new AttachedFile(top, budget, 0, (inner) => found.push(inner));
  for (let at = 0; at < zip.length; at += 64 * 1024) file.write(zip.subarray(at, at + 64 * 1024));
  file.end();
  return { inflated: budget.inflated, found, top };
}

/** Deflated zeros: pieces that end on byte borders, without the mark of the last block, make one stream of any length. */
function deflatedZeros(bytes: number): Buffer {
  const piece = 64 * MIB;
  const packed = deflateRawSync(Buffer.alloc(piece), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: bytes / piece }, () => packed), deflateRawSync(Buffer.alloc(0))]);
}

describe('a bomb', () => {
  it('of ten gigabytes of zeros costs the first bytes of them', () => {
    const packed = deflatedZeros(10 * 1024 * MIB);
    const { inflated, found } = cost(
      makeZip([
        { name: 'zeros.bin', packed },
        { name: 'a.exe', content: 'x' },
      ]),
    );
    expect(found.map(({ names }) => names[0])).toEqual(['zeros.bin', 'a.exe']);
    expect(inflated).toBeLessThan(1000);
  });

  it('that is packed twice is given up after a MiB and twice its own size', () => {
    const inner = makeZip([{ name: 'zeros.bin', packed: deflatedZeros(10 * 1024 * MIB) }]);
    const zip = makeZip([
      { name: 'inner.zip', content: inner },
      { name: 'a.exe', content: 'x' },
    ]);
    const { inflated, found } = cost(zip);
    expect(zip.length).toBeLessThan(200_000);
    expect(inflated).toBeLessThan(FIXED_LIMITS.archiveInflatedBytes + FIXED_LIMITS.archiveInflatedRatio * zip.length + 2 * 32 * 1024);
    expect(found.map(({ names, unreadable }) => [names[0], unreadable])).toEqual([
      ['inner.zip', 'it is too big when unpacked'],
      ['zeros.bin', undefined],
      ['a.exe', undefined],
    ]);
  });

  it('of sixteen archives in each of sixteen, five levels deep, is given up', () => {
    let level = makeZip([{ name: '0.dll', packed: deflatedZeros(64 * MIB) }]);
    for (let depth = 0; depth < 5; depth += 1) {
      level = makeZip(Array.from({ length: 16 }, (_, index): ZipFile => ({ name: `lib ${index}.zip`, content: level })));
    }
    const before = process.memoryUsage().arrayBuffers;
    const { inflated, found, top } = cost(level);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * MIB);
    expect(inflated).toBeLessThan(2 * MIB);
    expect(found.length).toBeLessThanOrEqual(FIXED_LIMITS.archiveEntries);
    expect([top, ...found].some(({ unreadable }) => unreadable !== undefined)).toBe(true);
  });

  it('of 100,000 files is looked at as far as the limit goes, and so is what is attached behind it', () => {
    const files = Array.from({ length: 100_000 }, (_, index): ZipFile => ({ name: `${index}.txt`, content: 'x', method: 0 }));
    const facts = scanFiles([
      { name: 'a.zip', content: makeZip(files) },
      { name: 'b.exe', content: 'x' },
      { name: 'c.zip', content: makeZip([{ name: 'd.txt' }]) },
    ]);
    expect(told(facts).filter((line) => !line.startsWith('part 1 >'))).toEqual([
      `part 1: a.zip [it has more than ${FIXED_LIMITS.archiveEntries} files]`,
      'part 2: b.exe',
      `part 3: c.zip [it has more than ${FIXED_LIMITS.archiveEntries} files]`,
    ]);
    expect(facts).toHaveLength(FIXED_LIMITS.archiveEntries + 3);
  });

  it('of names is given up before it fills the memory', () => {
    const files = Array.from({ length: 9000 }, (_, index): ZipFile => ({ name: `${'n'.repeat(2000)}${index}`, content: '', method: 0 }));
    const { top, found } = cost(makeZip(files));
    expect(top.unreadable).toBeDefined();
    expect(found.length).toBeLessThan(FIXED_LIMITS.archiveNameCharacters / FIXED_LIMITS.fileNameCharacters + 1);
  });

  it('of signatures alone costs no files', () => {
    expect(cost(Buffer.from('PK'.repeat(MIB))).found).toEqual([]);
    expect(cost(Buffer.from('PK\x01\x02'.repeat(MIB / 4))).found.length).toBeLessThanOrEqual(FIXED_LIMITS.archiveEntries);
    expect(cost(Buffer.from('PK\x03\x04'.repeat(MIB / 4))).found.length).toBeLessThanOrEqual(FIXED_LIMITS.archiveEntries);
  });

  it('is no archive of archives that are as big as they seem', () => {
    const inner = makeZip([
      { name: 'noise', content: randomBytes(3 * MIB) },
      { name: 'p', content: WINDOWS },
    ]);
    const { top, found } = cost(makeZip([{ name: '1.zip', content: makeZip([{ name: '2.zip', content: inner }]) }]));
    expect([top, ...found].filter(({ unreadable }) => unreadable !== undefined)).toEqual([]);
    expect(found.at(-1)?.program).toBe('windows');
  });
});
