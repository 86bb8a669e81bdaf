import { expect, test } from 'vitest';
import { otherPort } from '../../renderer/windows/first-run/other-port.ts';

test.each([
  [25, [25, 110], 2525],
  [110, [25, 110], 2110],
  [587, [587], 2587],
  [465, [465, 2465], 2466],
  [25, [25, 2525, 2526], 2527],
  [2525, [2525], 2526],
  [65_535, [65_535], undefined],
] as const)('in the place of port %i, with %j taken: %s', (port, taken, other) => {
  expect(otherPort(port, taken)).toBe(other);
});
