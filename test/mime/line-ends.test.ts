/** Lines that begin with two hyphens: found wherever they stand, and without a search of memory for each of them. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hyphensAfter } from '../../main/mime/line-ends.ts';

/** By the letter. */
function naive(data: string, from: number, withBareCr: boolean): number {
  const found = data.slice(from).search(withBareCr ? /[\r\n]--/ : /\n--/);
  return found < 0 ? -1 : from + found + 1;
}

describe('the next line that begins with two hyphens', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([false, true])('is found wherever it stands, with bare CRs as line ends: %s', (withBareCr) => {
    let state = 1;
    const next = (below: number): number => {
      state = Math.imul(state, 1_103_515_245) + 12_345;
      return (state >>> 16) % below;
    };
    const texts = ['', '-', '\n', '\n-', '\r--', '\n--', '---'];
    for (let round = 0; round < 300; round += 1) {
      let text = '';
      for (let pieces = next(6); pieces >= 0; pieces -= 1) text += 'x'.repeat(next(3) * next(60)) + ['\r', '\n', '-', '--', '\n-', '\r--', '\n--'][next(7)];
      texts.push(text);
    }
    for (const text of texts) {
      const data = Buffer.from(text, 'latin1');
      const places = Array.from({ length: text.length + 1 }, (_, from) => from);
      expect([text, ...places.map((from) => hyphensAfter(data, from, withBareCr))]).toEqual([text, ...places.map((from) => naive(text, from, withBareCr))]);
    }
  });

  it.each([
    ['LF', '\n--', false],
    ['LF', '\n--b', false],
    ['a bare CR', '\r--', true],
    ['a bare CR', 'x--\r--', true],
  ])('is found among many that end with %s without a search of memory for each: %j', (_ends, line, withBareCr) => {
    const search = vi.spyOn(Buffer.prototype, 'indexOf');
    const data = Buffer.from(line.repeat(10_000), 'latin1');
    let lines = 0;
    for (let at = hyphensAfter(data, 0, withBareCr); at >= 0; at = hyphensAfter(data, at, withBareCr)) lines += 1;
    expect(lines).toBe(10_000);
    expect(search.mock.calls.length).toBeLessThan(10);
  });
});
