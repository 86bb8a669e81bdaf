/** Windows come back where they were, as far as there still is a screen. */
import { expect, test } from 'vitest';
import { reachable } from '../../main/desktop/screens.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const desk = { x: 1440, y: 0, width: 2560, height: 1400 };
const place = { x: 1600, y: 100, width: 1120, height: 720 };

test('it stands where it stood, on whichever screen that is', () => {
  expect(reachable(place, [laptop, desk])).toEqual(place);
  const besides = { ...place, x: -600 };
  expect(reachable(besides, [laptop, desk])).toEqual(besides);
});

test.each([
  { name: 'on a screen that is gone', at: place },
  { name: 'with its title bar above the screen', at: { ...place, x: 100, y: -40 } },
  { name: 'below it', at: { ...place, x: 100, y: 880 } },
  { name: 'too far to the left to take hold of', at: { ...place, x: -1100 } },
])('one that was $name is opened as if for the first time', ({ at }) => {
  expect(reachable(at, [laptop])).toBeUndefined();
});

test('one that was on a larger screen fits the one that is left', () => {
  expect(reachable({ x: 200, y: 30, width: 2400, height: 1300 }, [laptop])).toEqual({ x: 0, y: 25, width: 1440, height: 875 });
  expect(reachable({ x: 200, y: 30, width: 800, height: 1300 }, [laptop])).toEqual({ x: 200, y: 25, width: 800, height: 875 });
});
