import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Extent } from '../../main/store/extents/extent.ts';
import { ExtentSpace } from '../../main/store/extents/extent-space.ts';

const BLOCK = 4096;

function pairs(...extents: readonly Extent[]): Float64Array {
  return Float64Array.from(extents.flatMap(({ offset, length }) => [offset, length]));
}

describe('room for an extent is taken', () => {
  test('at the end of an empty file, in whole blocks', () => {
    const { space } = ExtentSpace.around(pairs());
    expect(space.allocate(1)).toEqual({ offset: 0, length: 1 });
    expect(space.allocate(BLOCK + 1)).toEqual({ offset: BLOCK, length: BLOCK + 1 });
    expect(space.end).toBe(3 * BLOCK);
  });

  test('from the smallest gap that fits', () => {
    const { space } = ExtentSpace.around(
      pairs({ offset: 4 * BLOCK, length: BLOCK }, { offset: 7 * BLOCK, length: BLOCK }, { offset: 11 * BLOCK, length: BLOCK }),
    );
    expect(space.freeBytes).toBe(9 * BLOCK);
    expect(space.allocate(2 * BLOCK).offset).toBe(5 * BLOCK);
    expect(space.allocate(BLOCK).offset).toBe(8 * BLOCK);
    expect(space.allocate(5 * BLOCK).offset).toBe(12 * BLOCK);
  });

  test('right behind the previous extent, where that is free', () => {
    const { space } = ExtentSpace.around(pairs({ offset: 9 * BLOCK, length: BLOCK }));
    const first = space.allocate(BLOCK);
    expect(space.allocate(BLOCK, first).offset).toBe(BLOCK);
  });
});

test('the end of the file comes back when what is last is released', () => {
  const { space } = ExtentSpace.around(pairs({ offset: 0, length: BLOCK }, { offset: 2 * BLOCK, length: BLOCK }));
  space.release({ offset: 2 * BLOCK, length: 10 });
  expect(space.end).toBe(BLOCK);
  expect(space.freeBytes).toBe(0);
});

test('releasing what is free already is refused', () => {
  const { space } = ExtentSpace.around(pairs({ offset: BLOCK, length: BLOCK }));
  expect(() => space.release({ offset: 0, length: BLOCK })).toThrow('free already');
  expect(() => space.release({ offset: 5 * BLOCK, length: BLOCK })).toThrow('free already');
});

test('overlapping extents of a damaged database are counted', () => {
  expect(ExtentSpace.around(pairs({ offset: 0, length: 2 * BLOCK }, { offset: BLOCK, length: BLOCK })).overlaps).toBe(1);
});

test('whatever is taken and released, extents never overlap, and the space is what they leave', () => {
  const step = fc.record({ take: fc.boolean(), length: fc.integer({ min: 1, max: 20 * BLOCK }), which: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { space } = ExtentSpace.around(pairs());
      const live: Extent[] = [];
      for (const { take, length, which } of steps) {
        if (take || live.length === 0) live.push(space.allocate(length, live.at(-1)));
        else space.release(live.splice(which % live.length, 1)[0] ?? { offset: 0, length: 0 });
      }
      live.sort((a, b) => a.offset - b.offset);
      const rebuilt = ExtentSpace.around(pairs(...live));
      expect(rebuilt.overlaps).toBe(0);
      expect(space.end).toBe(rebuilt.space.end);
      expect(space.freeBytes).toBe(rebuilt.space.freeBytes);
    }),
  );
});
