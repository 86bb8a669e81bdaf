import { expect, test } from 'vitest';
import { Voices } from './voices.ts';

test('what is said at the same time is heard in turn, whole', () => {
  const heard: string[] = [];
  const voices = new Voices((piece) => heard.push(piece.toString()));
  const [first, second, third] = [voices.begin(), voices.begin(), voices.begin()];
  second.write('b1');
  first.write('a1');
  second.end();
  third.write(Buffer.from('c1'));
  first.write('a2');
  expect(heard).toEqual(['a1', 'a2']);
  first.end();
  expect(heard).toEqual(['a1', 'a2', 'b1', 'c1']);
  third.write('c2');
  third.end();
  voices.begin().write('d1');
  expect(heard).toEqual(['a1', 'a2', 'b1', 'c1', 'c2', 'd1']);
});
