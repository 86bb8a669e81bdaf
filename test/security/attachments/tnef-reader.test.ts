import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { makeTnef } from './make-tnef.ts';
import { makeZip } from './make-zip.ts';
import { WINDOWS } from './programs.ts';
import { scanFiles, told } from './scan.ts';

const scanTnef = (content: Buffer, piece?: number): readonly string[] =>
  told(scanFiles([{ name: 'winmail.dat', mediaType: 'application/ms-tnef', content }], piece));
const inside = 'part 1 > winmail.dat';

describe('a winmail.dat', () => {
  const three = makeTnef([
    { title: 'INVOIC~1.PDF', longName: 'invoice for you.pdf.exe', content: Buffer.from('x') },
    { title: 'a.txt', content: Buffer.concat([WINDOWS, randomBytes(300_000)]) },
    { title: 'b.zip', longName: 'b.zip', content: makeZip([{ name: 'noise', content: randomBytes(100_000) }, { name: 'c.scr' }]) },
  ]);
  const found = [
    'part 1: winmail.dat',
    `${inside}: INVOIC~1.PDF`,
    `${inside}: invoice for you.pdf.exe`,
    `${inside}: a.txt [windows]`,
    `${inside}: b.zip`,
    `${inside} > b.zip: noise`,
    `${inside} > b.zip: c.scr`,
    `${inside}: b.zip`,
  ];

  it('tells the short and the long names of its files, and what they are', () => {
    expect(scanTnef(three)).toEqual(found);
  });

  it('has its long names found behind any number of bytes', () => {
    const long = makeTnef([{ title: 'A.TXT', message: Buffer.alloc(5_000_000, 1), longName: 'evil.js', content: Buffer.from('x') }]);
    for (const piece of [1000, undefined]) {
      expect(scanTnef(long, piece)).toEqual(['part 1: winmail.dat', `${inside}: A.TXT`, `${inside}: evil.js`]);
    }
    const deep = makeTnef([{ title: 'Fwd', message: Buffer.concat([makeTnef([{ title: 'B.TXT', content: randomBytes(200_000) }, { title: 'B.JS' }])]) }]);
    expect(scanTnef(deep, 1000).at(-1)).toBe(`${inside}: B.JS`);
  });

  it('hides nothing in silence behind a property of an unknown kind, or a name without end', () => {
    const strange = scanFiles([{ name: 'winmail.dat', content: makeTnef([{ title: 'A.TXT', before: Buffer.from('00ee0037', 'hex'), longName: 'evil.js' }]) }]);
    expect(strange[0]?.namesUnseen).toBe(true);
    expect(strange[0]?.unreadable).toContain('of an unknown kind');
    const endless = scanFiles([{ name: 'winmail.dat', content: makeTnef([{ title: 'A.TXT', longName: `${'a'.repeat(70_000)}.js` }]) }]);
    expect(endless[0]).toMatchObject({ namesUnseen: true, unreadable: 'a file in it has a name too long to be looked at' });
    const sound = scanFiles([{ name: 'winmail.dat', content: three }]);
    expect(sound.some(({ namesUnseen }) => namesUnseen)).toBe(false);
  });

  it('that ends within its properties is unreadable', () => {
    const within = makeTnef([{ title: 'A.TXT', message: makeTnef([{ title: 'A.JS' }]).subarray(0, -20) }]);
    expect(scanTnef(within)[0]).toBe('part 1: winmail.dat [it is cut off]');
  });

  it('does so however it arrives', () => {
    for (const piece of [1000, 1009, 65_536]) expect(scanTnef(three, piece)).toEqual(found);
    const small = makeTnef([{ title: 'a.txt', longName: 'a.exe', content: WINDOWS }]);
    expect(scanTnef(small, 1)).toEqual(scanTnef(small));
  });

  it('is known by its first bytes, whatever it is called', () => {
    expect(told(scanFiles([{ name: 'part.bin', content: makeTnef([{ longName: 'a.exe' }]) }]))).toEqual(['part 1: part.bin', 'part 1 > part.bin: a.exe']);
  });

  it('tells the files of the messages in it', () => {
    expect(scanTnef(makeTnef([{ title: 'Fwd', message: makeTnef([{ title: 'a.exe' }]) }])).slice(1)).toEqual([`${inside}: Fwd`, `${inside}: a.exe`]);
    let deep = makeTnef([{ title: 'deep.exe' }]);
    for (let level = 0; level < 100; level += 1) deep = makeTnef([{ title: `level ${level}`, message: deep }]);
    expect(scanTnef(deep).length).toBeLessThanOrEqual(FIXED_LIMITS.archiveDepth + 2);
  });

  it('has told what it could where it is cut off or damaged', () => {
    expect(scanTnef(three.subarray(0, 5000))).toEqual(['part 1: winmail.dat [it is cut off]', ...found.slice(1, 4)]);
    expect(scanTnef(Buffer.concat([makeTnef([{ title: 'a.exe' }]), Buffer.alloc(100, 9)]))).toEqual([
      'part 1: winmail.dat [it is damaged]',
      `${inside}: a.exe`,
    ]);
  });

  it('with names without end fills no memory', () => {
    const names = makeTnef(Array.from({ length: 20_000 }, (_, index) => ({ title: `${index}.txt` })));
    const facts = scanFiles([
      { name: 'winmail.dat', content: names },
      { name: 'b.exe', content: '' },
    ]);
    expect(facts.length).toBeLessThan(FIXED_LIMITS.contentAttachments / 2);
    expect(told(facts)[0]).toBe('part 1: winmail.dat [it has too much in it to be looked through]');
    expect(told(facts).at(-1)).toBe('part 2: b.exe');
  });

  it('with more files than are looked at does not hide a program behind them', () => {
    const names = Array.from({ length: 2000 }, (_, index) => ({ title: `${index}.txt` }));
    const facts = scanFiles([{ name: 'winmail.dat', content: makeTnef([...names, { title: 'a.exe' }]) }]);
    expect(facts.length).toBeLessThan(2000);
    expect(told(facts).at(-1)).toBe(`${inside}: a.exe`);
  });

  it('may be in another only as deep as archives may', () => {
    let deep = makeTnef([{ title: 'deep.exe' }]);
    for (let level = 0; level < 400; level += 1) deep = makeTnef([{ content: deep }]);
    expect(told(scanFiles([{ name: 'winmail.dat', content: deep }])).some((line) => line.includes('packed into each other more than 3 times'))).toBe(true);
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.nat(300), byte: fc.nat(255) }), { maxLength: 6 }), (changes) => {
        const bytes = makeTnef([{ title: 'a.exe', longName: 'b.exe', content: Buffer.from('x') }]);
        for (const { at, byte } of changes) if (at >= 4 && at < bytes.length) bytes[at] = byte;
        expect(scanTnef(bytes)[0]).toContain('winmail.dat');
      }),
      { numRuns: 500 },
    );
  });
});
