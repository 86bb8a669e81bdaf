import { expect, test } from 'vitest';
import { GatheredBytes } from '../main/gathered-bytes.ts';

test('what comes in one piece is handed back as it is', () => {
  const gathered = new GatheredBytes();
  const piece = Buffer.from('all of it');
  gathered.add(piece);
  expect(gathered.whole()).toBe(piece);
  expect(gathered.length).toBe(9);
});

test('pieces are put together in their order, whatever is asked in between', () => {
  const gathered = new GatheredBytes();
  let text = '';
  for (let index = 0; index < 3000; index += 1) {
    const piece = `${index},`;
    text += piece;
    gathered.add(Buffer.from(piece));
    if (index % 500 === 0) expect(gathered.whole().toString()).toBe(text);
  }
  expect(gathered.whole().toString()).toBe(text);
  expect(gathered.length).toBe(text.length);
});

test('the first piece is left as it was', () => {
  const gathered = new GatheredBytes();
  const memory = Buffer.from('first and more');
  gathered.add(memory.subarray(0, 5));
  gathered.add(Buffer.from(' second'));
  expect(memory.toString()).toBe('first and more');
  expect(gathered.whole().toString()).toBe('first second');
});

test('what was given up is gone', () => {
  const gathered = new GatheredBytes();
  gathered.add(Buffer.from('one'));
  gathered.add(Buffer.from('two'));
  expect(gathered.take().toString()).toBe('onetwo');
  expect(gathered.whole()).toHaveLength(0);
  gathered.add(Buffer.from('three'));
  expect(gathered.take().toString()).toBe('three');
});
