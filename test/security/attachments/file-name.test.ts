import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameReadings, fileType } from '../../../main/security/attachments/file-name.ts';
import names from './names.json' with { type: 'json' };

describe('the name of an attached file', () => {
  it.each(names)('$why: $wire', ({ wire, cleaned, type, alsoTypes }) => {
    const readings = fileNameReadings(wire);
    expect(readings[0] ?? null).toBe(cleaned);
    expect(fileType(readings[0] ?? '')).toBe(type);
    if (alsoTypes !== undefined) expect(readings.map(fileType)).toEqual(expect.arrayContaining(alsoTypes));
  });

  it('has no half characters', () => {
    expect(fileNameReadings('a.ex\ud800e')).toEqual(['a.exe']);
  });

  it('ends with its type, however long it is', () => {
    expect(fileNameReadings(`${'x'.repeat(5_000_000)}.exe`).map(fileType)).toEqual(['.exe']);
    expect(fileNameReadings('\ufdfa'.repeat(100_000))[0]?.length).toBeLessThanOrEqual(1024);
  });

  it('is never empty, never a path, and ends with something visible', () => {
    const piece = fc.oneof(
      fc.constantFrom('.', ' ', '/', '\\', ':', 'C:', '\0', '\u202e', '\u3164', '\uff0e', 'exe', 'file:'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        for (const name of fileNameReadings(pieces.join(''))) {
          expect(name).not.toMatch(/^$|[\\/\0\u202e]|[. ]$|^\s/);
        }
      }),
    );
  });

  it('keeps a plain type whatever stands before it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (before) => {
        expect(fileNameReadings(`${before}.exe`).map(fileType)).toContain('.exe');
      }),
      { numRuns: 2000 },
    );
  });
});
