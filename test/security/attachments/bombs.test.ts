/** Archives that are made to exhaust whoever unpacks them: what is found nevertheless, and what it costs. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { constants, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArchiveBudget } from '../../../main/security/attachments/archive-budget.ts';
import { AttachedFile, type FoundFile } from '../../../main/security/attachments/attached-file.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { BombCost, BombRequest } from './bomb-cost.ts';
import { BOMBS, unlike } from './make-bombs.ts';
import { makeZip, type ZipFile } from './make-zip.ts';
import { WINDOWS } from './programs.ts';
import { scanFiles, told } from './scan.ts';

const MIB = 1024 * 1024;
const TOO_MUCH = 'it has too much in it to be looked through';

const noise = unlike(3000);
/** A signature, and no header: it has no name. */
const FALSE_HEADER = Buffer.from('PK\x03\x04'.padEnd(30, '\0'), 'latin1');
/** An archive of three megabytes that packs to a fortieth, as honest ones may. */
const cheap = makeZip([{ name: '1.bin', content: Buffer.concat(Array.from({ length: 27_000 }, (_, index) => pieceOf((index * 7919) % 2880))), method: 0 }]);

function pieceOf(at: number): Buffer {
  return noise.subarray(at, at + 120);
}

interface Cost {
  readonly spent: number;
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
  return { spent: budget.spent, found, top };
}

/** Deflated zeros: pieces that end on byte borders, without the mark of the last block, make one stream of any length. */
function deflatedZeros(bytes: number): Buffer {
  const piece = 64 * MIB;
  const packed = deflateRawSync(Buffer.alloc(piece), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: bytes / piece }, () => packed), deflateRawSync(Buffer.alloc(0))]);
}

/** Each file costs at least 400 steps, and past the limit 900; half of all that is kept of a message. */
const MOST_FILES = FIXED_LIMITS.contentAttachments / 2;

describe('a bomb', () => {
  it('of ten gigabytes of zeros costs the first bytes of them', () => {
    const packed = deflatedZeros(10 * 1024 * MIB);
    const { spent, found } = cost(
      makeZip([
        { name: 'zeros.bin', packed },
        { name: 'a.exe', content: 'x' },
      ]),
    );
    expect(found.map(({ names }) => names[0])).toEqual(['zeros.bin', 'a.exe']);
    expect(spent).toBeLessThan(5000);
  });

  it('that is packed twice is given up before it fills anything', () => {
    const inner = makeZip([{ name: 'zeros.bin', packed: deflatedZeros(10 * 1024 * MIB) }]);
    const zip = makeZip([
      { name: 'inner.zip', content: inner },
      { name: 'a.exe', content: 'x' },
    ]);
    const { found } = cost(zip);
    expect(zip.length).toBeLessThan(200_000);
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
    const { found, top } = cost(level);
    expect(found.length).toBeLessThan(MOST_FILES);
    expect([top, ...found].some(({ unreadable }) => unreadable !== undefined)).toBe(true);
  });

  it('of 100,000 files is looked at as far as the limit goes, and so is what is attached behind it', () => {
    const files = Array.from({ length: 100_000 }, (_, index): ZipFile => ({ name: `${index}.txt`, content: 'x', method: 0 }));
    const facts = scanFiles([
      { name: 'a.zip', content: makeZip(files) },
      { name: 'b.exe', content: 'x' },
      { name: 'c.zip', content: makeZip([{ name: 'd.txt' }, { name: 'e.scr', content: WINDOWS }]) },
    ]);
    expect(told(facts).filter((line) => !line.startsWith('part 1 >'))).toEqual([
      `part 1: a.zip [${TOO_MUCH}]`,
      'part 2: b.exe',
      'part 3: c.zip',
      'part 3 > c.zip: d.txt',
      'part 3 > c.zip: e.scr [windows]',
    ]);
    expect(facts.length).toBeGreaterThan(3000);
    expect(facts.length).toBeLessThan(MOST_FILES);
  });

  it('of 100,000 files has all its names looked at; where that is too much, it is said so', () => {
    const files = (count: number): ZipFile[] =>
      Array.from({ length: count }, (_, index) => ({ name: `texts/of the year/${index}.txt`, content: 'x', method: 0 }));
    const folder: ZipFile = { name: 'x.js/', content: '', method: 0 };
    const hidden = [folder, { name: 'evil.js', content: 'x' }];
    for (const count of [3000, 10_000, 100_000]) {
      const facts = scanFiles([{ name: 'a.zip', content: makeZip([...files(count), ...hidden]) }]);
      expect(facts.at(-1)?.names).toEqual(['evil.js']);
      expect(facts.some(({ namesUnseen }) => namesUnseen)).toBe(false);
    }
    const odd = Array.from({ length: 20_000 }, (_, index): ZipFile => ({ name: `ж\uff1a${index}.txt`, content: '', method: 0 }));
    expect(scanFiles([{ name: 'a.zip', content: makeZip([...odd, ...hidden]) }])[0]).toMatchObject({ names: ['a.zip'], namesUnseen: true });
  });

  it('of names in all the letters of the world, and with the fields of real programs, is none', () => {
    const extra = Buffer.from('55540900030000000000000000' + '75780b000104e803000004e8030000', 'hex');
    const names = ['Übersicht der Angebote für 2027', 'отчёт за июнь', '年度報告書', 'e\u0301te\u0301', 'تقرير'];
    const files = Array.from(
      { length: 30_000 },
      (_, index): ZipFile => ({ name: `${names[index % 5] ?? ''}/${index} ${names[(index + 1) % 5] ?? ''}.pdf`, content: '', method: 0, extra }),
    );
    const facts = scanFiles([{ name: 'a.zip', content: makeZip([...files, { name: '年.js', content: 'x' }]) }]);
    expect(facts.at(-1)?.names).toEqual(['年.js']);
    expect(facts.some(({ namesUnseen }) => namesUnseen)).toBe(false);
  });

  it('of files does not hide an archive behind them: it is opened, or said to be closed', () => {
    const texts = (count: number): ZipFile[] => Array.from({ length: count }, (_, index) => ({ name: `${index}.txt`, content: 'x' }));
    const inner = (index: number): ZipFile => ({ name: `${index}.zip`, content: makeZip([{ name: `evil.j${index}`, content: 'x' }]) });
    const opened = scanFiles([{ name: 'a.zip', content: makeZip([...texts(50_000), inner(0)]) }]);
    expect(told(opened).at(-1)).toBe('part 1 > a.zip > 0.zip: evil.j0');
    expect(opened.some(({ namesUnseen }) => namesUnseen)).toBe(false);
    const many = scanFiles([{ name: 'a.zip', content: makeZip([...texts(5000), ...Array.from({ length: 2000 }, (_, index) => inner(index))]) }]);
    const namesOf = (facts: typeof many, type: RegExp): Set<string> => new Set(facts.flatMap(({ names }) => names.filter((name) => type.test(name))));
    const closed = namesOf(
      many.filter(({ unreadable }) => unreadable === TOO_MUCH),
      /^\d+\.zip$/,
    );
    // Some could be honest. More are not.
    expect(many.filter(({ namesUnseen }) => namesUnseen).length).toBeGreaterThan(0);
    // Each is in one of the two.
    for (const found of namesOf(many, /^evil/)) closed.add(found.replace('evil.j', '') + '.zip');
    expect(closed.size).toBe(many.some(({ names, namesUnseen }) => names[0] === 'a.zip' && namesUnseen) ? namesOf(many, /^\d+\.zip$/).size : 2000);
  });

  it('within an archive, too big to be unpacked, is said to hide its names, and a document is not', () => {
    const big = (name: string): ZipFile => ({ name, content: makeZip([{ name: 'zeros.bin', packed: deflatedZeros(10 * 1024 * MIB) }, { name: 'evil.js' }]) });
    const facts = scanFiles([{ name: 'a.zip', content: makeZip([big('b.zip'), big('c.docx'), big('d.dat')]) }]);
    const unseen = facts.filter(({ namesUnseen }) => namesUnseen).map(({ names }) => names[0]);
    expect(unseen).toContain('b.zip');
    expect(unseen).not.toContain('c.docx');
    expect(facts.find(({ names }) => names[0] === 'b.zip')?.unreadable).toBe('it is too big when unpacked');
  });

  it('of what looks like files, in front of one, is said to have names that were not seen', () => {
    for (const signature of ['PK\x01\x02', 'PK\x08\x06']) {
      const noise: ZipFile = { name: 'a.dat', content: Buffer.from(signature.repeat(50_000), 'latin1'), method: 0 };
      const [archive, ...found] = scanFiles([{ name: 'a.zip', content: makeZip([noise, { name: 'evil.js', content: 'x' }]) }]);
      expect(archive?.namesUnseen === true || found.some(({ names }) => names.includes('evil.js'))).toBe(true);
    }
  });

  it.each([
    ['nothing', ''],
    ['a picture', 'GIF89a'],
    ['a winmail.dat', '\x78\x9f\x3e\x22\x01\0'.padEnd(15, '\0')],
  ])('of what looks like headers, behind the beginning of %s, is said to have names that were not seen', (_what, start) => {
    const prefix = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(45_000 * FALSE_HEADER.length, FALSE_HEADER)]);
    const zip = makeZip([{ name: 'evil.js', content: 'x' }], { prefix });
    expect(scanFiles([{ name: 'a.zip', content: zip }])[0]?.namesUnseen).toBe(true);
  });

  it('of what looks like headers, in documents, does not hide what is attached behind them', () => {
    const content = Buffer.alloc(60_000 * FALSE_HEADER.length, FALSE_HEADER);
    const documents = Array.from({ length: 6 }, (_, index) => ({ name: `${index}.docx`, content }));
    const zip = makeZip([{ name: 'evil.js', content: 'x' }], { prefix: Buffer.alloc(4 * FALSE_HEADER.length, FALSE_HEADER) });
    const facts = scanFiles([...documents, { name: 'a.zip', content: zip }]);
    expect(facts.some(({ names, namesUnseen }) => namesUnseen === true || names.includes('evil.js'))).toBe(true);
  });

  it('within an archive leaves half of what there is to those behind it', () => {
    const facts = scanFiles([
      {
        name: 'a.zip',
        content: makeZip([
          { name: 'pictures.zip', content: cheap },
          { name: 'b.zip', content: makeZip([{ name: 'evil.js', content: 'x' }]) },
        ]),
      },
    ]);
    expect(facts.find(({ names }) => names[0] === 'pictures.zip')?.unreadable).toBe('it is too big when unpacked');
    expect(told(facts)).toContain('part 1 > a.zip > b.zip: evil.js');
  });

  it.each([
    ['documents', 8, (content: Buffer) => ({ name: 'word/embeddings/1.zip', content }), 'docx', 'found'],
    ['programs', 40, (content: Buffer) => ({ name: '1.zip', content }), 'exe', 'found'],
    ['archives', 15, (content: Buffer) => ({ name: '1.zip', content }), 'zip', 'found'],
    ['archives', 60, (content: Buffer) => ({ name: '1.zip', content }), 'zip', 'unseen'],
  ] as const)('within each of many %s, %i of them, leaves something to one attached behind them', (_what, count, file, type, outcome) => {
    const prefix = type === 'exe' ? WINDOWS : Buffer.alloc(0);
    const spent = makeZip([file(cheap)], { prefix });
    const files = Array.from({ length: count }, (_, index) => ({ name: `${index}.${type}`, content: spent }));
    const facts = scanFiles([...files, { name: 'a.zip', content: makeZip([{ name: 'b.zip', content: makeZip([{ name: 'evil.js', content: 'x' }]) }]) }]);
    const isFound = facts.some(({ names }) => names.includes('evil.js'));
    expect({ isFound, isUnseen: facts.some(({ namesUnseen }) => namesUnseen) }).toEqual({ isFound: outcome === 'found', isUnseen: outcome === 'unseen' });
  });

  it('that comes many times over is said of each that was not looked through', () => {
    const files = Array.from({ length: 20_000 }, (_, index): ZipFile => ({ name: `${index}.t${index}`, content: 'x', method: 0 }));
    const zip = makeZip(files);
    const facts = scanFiles(Array.from({ length: 12 }, (_, index) => ({ name: `${index}.zip`, content: zip })));
    expect(told(facts).filter((line) => line.endsWith(`.zip [${TOO_MUCH}]`))).toHaveLength(12);
    expect(facts.length).toBeLessThan(MOST_FILES);
  });

  it.each([
    ['of many types', (index: number) => `${index}.t${index}`],
    ['of one type', (index: number) => `${index}.txt`],
  ])('that comes thirty times over costs no more than one may: 20,000 files %s', (_kinds, nameOf) => {
    const content = makeZip(Array.from({ length: 20_000 }, (_, index): ZipFile => ({ name: nameOf(index), content: 'x', method: 0 })));
    const budget = new ArchiveBudget();
    const facts: FoundFile[] = [];
    for (let archive = 0; archive < 30; archive += 1) {
      const top: FoundFile = { names: [`${archive}.zip`], mediaType: '', place: `part ${archive}`, program: undefined, unreadable: undefined };
      facts.push(top);
      const file = new AttachedFile(top, budget, 0, (inner) => facts.push(inner));
      for (let at = 0; at < content.length; at += 64 * 1024) file.write(content.subarray(at, at + 64 * 1024));
      file.end();
    }
    expect(budget.spent).toBeLessThanOrEqual(FIXED_LIMITS.archiveSteps + FIXED_LIMITS.archiveStepsBeyond);
    expect(facts.some(({ namesUnseen }) => namesUnseen)).toBe(true);
  });

  it('is no message with thirty small archives', () => {
    const files = Array.from({ length: 30 }, (_, archive) => ({
      name: `${archive}.zip`,
      content: makeZip(Array.from({ length: 20 }, (_, index): ZipFile => ({ name: `Invoice ${archive}-${index}.pdf`, content: unlike(3000) }))),
    }));
    const facts = scanFiles(files);
    expect(facts).toHaveLength(30 * 21);
    expect(facts.filter(({ unreadable, namesUnseen }) => unreadable !== undefined || namesUnseen)).toEqual([]);
  });

  it('of names is given up before it fills the memory', () => {
    const files = Array.from({ length: 9000 }, (_, index): ZipFile => ({ name: `${'n'.repeat(2000)}${index}`, content: '', method: 0 }));
    const { top, found } = cost(makeZip(files));
    expect(top.unreadable).toBe(TOO_MUCH);
    expect(found.length).toBeLessThan(FIXED_LIMITS.archiveSteps / FIXED_LIMITS.fileNameCharacters);
  });

  it('of signatures alone costs no files', () => {
    expect(cost(Buffer.from('PK'.repeat(MIB))).found).toEqual([]);
    expect(cost(Buffer.from('PK\x01\x02'.repeat(MIB / 4))).found.length).toBeLessThan(MOST_FILES);
    expect(cost(Buffer.from('PK\x03\x04'.repeat(MIB / 4))).found.length).toBeLessThan(MOST_FILES);
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

/** What a bomb may cost. */
const ALLOWED: BombCost = { milliseconds: 50, bytes: 20 * MIB };

describe('looking through', () => {
  let worker: Worker | undefined;

  beforeAll(() => {
    worker = new Worker(new URL('./bomb-cost.ts', import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: 2 } });
  });

  afterAll(async () => {
    await worker?.terminate();
  });

  it.each(BOMBS)('$name costs less than 50 ms of the processor and 20 MB of memory', { timeout: 120_000 }, async ({ file, make, piece = 64 * 1024 }) => {
    if (worker === undefined) throw new Error('no worker');
    const request: BombRequest = { name: file, content: make(), piece, allowed: ALLOWED };
    // once() itself ends with an error of the worker; an exit would be waited for in vain.
    const over = new AbortController();
    const exited = once(worker, 'exit', { signal: over.signal }).then(([code]) => Promise.reject(new Error(`the worker has ended with ${String(code)}`)));
    const answered = once(worker, 'message');
    worker.postMessage(request);
    const [{ milliseconds, bytes }] = (await Promise.race([answered, exited]).finally(() => over.abort())) as [BombCost];
    expect(milliseconds).toBeLessThan(ALLOWED.milliseconds);
    expect(bytes).toBeLessThan(ALLOWED.bytes);
  });
});
