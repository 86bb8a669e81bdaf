import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameReadings, fileType } from '../../../main/security/attachments/file-name.ts';
import { packedType, packedTypeOf } from '../../../main/security/attachments/packed-type.ts';

const packed = (name: string | Buffer): number => {
  const bytes = Buffer.from(name);
  return packedTypeOf(bytes, 0, bytes.length);
};

describe('the type of a file as a number', () => {
  it.each([
    ['a.txt', '.txt'],
    ['folder.exe/READ ME.Txt', '.txt'],
    ['C\\x\\a.7z', '.7z'],
    ['.gitignor', '.gitignor'.slice(0, 9)],
    ['Übersicht für Café.pdf', '.pdf'],
    ['年度/報告.pdf', '.pdf'],
    ['Müller & Söhne – Rechnung “7”….pdf', '.pdf'],
    ['รูปภาพจากงานเลี้ยง/ภาพถ่าย 1.jpg', '.jpg'],
    ['Hóa đơn thuế tháng bảy ậ.xlsx', '.xlsx'],
    ['हिन्दी दस्तावेज़.docx', '.docx'],
    ['🎉 Party ☺️.png', '.png'],
    ['a\u202etxt.exe', '.exe'],
    ['README', ''],
    ['src/Makefile', ''],
    ['objects/0123456789abcdef', ''],
  ])('of %j is that of %j', (name, type) => {
    expect(packed(name)).toBe(packedType(type));
    expect(packed(name)).toBeGreaterThanOrEqual(0);
  });

  it.each([
    'a.exe ',
    'a.exe.',
    'a.exe/',
    'a.exe:b.txt',
    'a.exe\0.txt',
    'a.exe\uff1ab.txt',
    'a.exe\ufe13b.txt',
    'a.exe\ufe55b.txt',
    'a.exe\u2a74b.txt',
    'a.ｅｘｅ',
    'a.properties',
    'x*.txt',
    'a.e\u00adxe',
    '',
  ])('is not made of %j, which has more readings or is long', (name) => {
    expect(packed(name)).toBe(-1);
  });

  it('differs for all types', () => {
    const types = ['', '.a', '.aa', '.b', '.ab', '.ba', '.0', '.exe', '.exe1', '.js', '.jse', '._', '.-'];
    expect(new Set(types.map(packedType)).size).toBe(types.length);
  });

  it('is that of every reading of the name, whatever character stands in it', () => {
    const wrong: string[] = [];
    // Beyond these there are ideographs, and nothing that normalises to anything else than such.
    for (let point = 1; point < 0x20000; point += 1) {
      if ((point >= 0x4e00 && point < 0xa000) || (point >= 0xac00 && point < 0xe000)) continue;
      const character = String.fromCodePoint(point);
      for (const name of [`a.exe${character}b.txt`, `${character}.txt`, `b/${character}c`]) {
        const number = packed(name);
        if (number >= 0 && fileNameReadings(name).some((reading) => packedType(fileType(reading).toLowerCase()) !== number)) wrong.push(name);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is that of every reading of the name', () => {
    const piece = fc.oneof(
      fc.constantFrom('.', ' ', '/', '\\', ':', '\0', '\u202e', '\u00ad', '\u0301', '\uff0e', '\uff1a', 'é', '年', '\u2100', '\u33c2', 'exe', 'txt', 'A', '-'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const name = pieces.join('');
        const number = packed(name);
        if (number < 0) return;
        for (const reading of fileNameReadings(Buffer.from(name).toString())) expect(packedType(fileType(reading).toLowerCase())).toBe(number);
      }),
      { numRuns: 5000 },
    );
  });
});
