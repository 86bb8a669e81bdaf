/** The automaton against the simplest thing that could work. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContentScan } from '../../../main/security/content/content-scan.ts';
import { Matcher } from '../../../main/security/filters/automaton.ts';
import { ENTRY_FIELDS } from '../../../main/security/filters/automaton-tables.ts';
import { compilePatterns } from '../../../main/security/filters/compile-patterns.ts';
import { compileFilterRules } from '../../../main/security/filters/filter-rules.ts';
import { makeHashTable } from '../../../main/security/filters/hash-table.ts';
import { LinearSearch } from '../../../main/security/filters/linear-search.ts';
import { UNIT_BYTES, putUnit, unitsOf } from '../../../main/security/filters/text-bytes.ts';

const units = (text: string): number[] => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));

/** The bytes as which it is searched. */
function byteForm(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * UNIT_BYTES);
  return bytes.subarray(
    0,
    units(text).reduce((at, unit) => putUnit(bytes, at, unit), 0),
  );
}

/** Patterns found in a text that comes in pieces. */
function found(patterns: readonly string[], text: string, piece = Math.max(1, text.length)): Set<number> {
  const hits = new Set<number>();
  const matcher = new Matcher(compilePatterns(patterns), (pattern) => {
    hits.add(pattern);
  });
  for (let at = 0; at < text.length; at += piece) matcher.feed(units(text.slice(at, at + piece)));
  matcher.end();
  return hits;
}

const naive = (patterns: readonly string[], text: string): Set<number> =>
  new Set(patterns.flatMap((pattern, index) => (text.includes(pattern) ? [index] : [])));

/** Few letters, so that patterns overlap, repeat and end in each other. */
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'ab', 'é', '漢', '😀'), minLength: 1, maxLength: 12 });

describe('the automaton', () => {
  it('finds what a plain search finds, however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 1, maxLength: 30 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'é', '漢', '😀', ' '), maxLength: 200 }),
        fc.integer({ min: 1, max: 9 }),
        (patterns, text, piece) => {
          const expected = naive(patterns, text);
          expect(found(patterns, text)).toEqual(expected);
          expect(found(patterns, text, piece)).toEqual(expected);
        },
      ),
      { numRuns: 1500 },
    );
  });

  /** Units of one, two and three bytes, and such as are often cut or taken for something else: NUL, and the halves of a pair. */
  const anyUnits = (least: number, most: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\0', 'é', '\u0080', '漢', '\uffff', '😀', '\ud83d', '\ude00'), minLength: least, maxLength: most });

  it('finds patterns of every length, which stand at every place, also with their neighbours missing', () => {
    fc.assert(
      fc.property(
        fc.array(anyUnits(1, 30), { minLength: 1, maxLength: 20 }),
        fc.array(fc.tuple(anyUnits(0, 9), fc.nat(19), fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 50 }),
        (patterns, stretches, piece) => {
          // Patterns with something in between, and some of them without their first or last character.
          const text = stretches
            .map(([between, which, front, back]) => {
              const pattern = patterns[which % patterns.length] ?? '';
              return between + pattern.slice(front % 2, back === 1 ? -1 : undefined);
            })
            .join('');
          const expected = naive(patterns, text);
          expect(found(patterns, text)).toEqual(expected);
          expect(found(patterns, text, piece)).toEqual(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('finds a pattern of each length at each place of a gram, at the end of a block as in the middle', () => {
    const filler = new Uint8Array(33_000).fill(0x2e);
    const missed: string[] = [];
    for (let length = 1; length <= 16; length += 1) {
      const pattern = units('qzxjkvwpyfghbmcu'.slice(0, length));
      const automaton = compilePatterns([String.fromCharCode(...pattern)]);
      for (const before of [0, 100, 16_376, 32_760].flatMap((from) => Array.from({ length: 12 }, (_, index) => from + index))) {
        let hits = 0;
        const matcher = new Matcher(automaton, () => (hits += 1));
        for (const text of [pattern, pattern.slice(0, -1)]) {
          matcher.feed(filler.subarray(0, before));
          matcher.feed(text);
          matcher.end();
        }
        if (hits !== 1) missed.push(`${length} at ${before}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('finds patterns of a single character, of a thousand, twins, and such as end in each other', () => {
    const long = 'x'.repeat(1000);
    const patterns = ['a', 'ba', 'cba', 'dcba', 'a', long, `${long}y`];
    const text = `--dcba--${long}y`;
    expect(found(patterns, text)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(found(patterns, text, 1)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(found(patterns, 'xx')).toEqual(new Set());
  });

  it('finds a text that lies across the end of what is scanned in one go, wherever it begins', () => {
    // What stands before the anchor of a text must still be at hand when the next block is scanned.
    const text = 'there and then zqxj';
    const missed: number[] = [];
    for (let before = 16_300; before < 16_460; before += 1) {
      if (!found([text], `${'.'.repeat(before)}${text}${'.'.repeat(20_000)}`).has(0)) missed.push(before);
    }
    expect(missed).toEqual([]);
  });

  it('finds each of ten thousand in a long text, at its beginning, its end, and across blocks', () => {
    const patterns = Array.from({ length: 10_000 }, (_, index) => `pattern ${index} of many`);
    const filler = 'some ordinary text that holds nothing. '.repeat(1000);
    expect(found(patterns, `pattern 17 of many${filler}pattern 4711 of many${filler}pattern 9999 of many`, 1000)).toEqual(new Set([17, 4711, 9999]));
  });

  it('of nothing finds nothing', () => {
    expect(found([], 'text')).toEqual(new Set());
  });
});

/** Patterns that the linear search finds in texts that come one after the other, in pieces. */
function foundLinear(patterns: readonly string[], texts: readonly string[], piece: number): Set<number>[] {
  let hits = new Set<number>();
  const search = new LinearSearch(compilePatterns(patterns), (pattern) => {
    expect(hits).not.toContain(pattern);
    hits.add(pattern);
  });
  return texts.map((text) => {
    hits = new Set();
    for (let at = 0; at < text.length; at += piece) {
      const buffer = byteForm(text.slice(at, at + piece));
      search.search(buffer, 0, buffer.length);
    }
    search.restart();
    search.forget();
    return hits;
  });
}

describe('the linear search', () => {
  it('finds what a plain search finds, each once, however the text is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '漢', '😀', ' '), maxLength: 200 });
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 1, maxLength: 30 }),
        fc.array(text, { maxLength: 3 }),
        fc.integer({ min: 1, max: 99 }),
        (patterns, texts, piece) => {
          expect(foundLinear(patterns, texts, piece)).toEqual(texts.map((one) => naive(patterns, one)));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a text that enters the tree everywhere', () => {
  /** A short word over and over, sometimes with an end of its own: what overlaps itself most. */
  const periodic = (longest: number): fc.Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom('a', 'b', 'ab', 'aab', 'abaab'), fc.integer({ min: 1, max: longest }), fc.constantFrom('', '', 'a', 'b', 'ba', 'c'))
      .map(([word, length, end]) => word.repeat(length).slice(0, length) + end);

  /** Runs in each other, and what costs so much with them that the rest of a text of 25,000 characters is searched the other way. */
  const runs = Array.from({ length: 150 }, (_, index) => 'a'.repeat(index * 4 + 4));
  const dear = 'a'.repeat(4000);

  it('is searched as any other, however it is cut', () => {
    const text = fc.array(periodic(1500), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(periodic(400), { maxLength: 50 }), text, text, fc.constantFrom(1, 700, 30_000), (patterns, before, after, piece) => {
        const all = [...runs, ...patterns];
        const whole = [...before, dear, ...after, ...before].join('');
        expect(found(all, whole, piece)).toEqual(naive(all, whole));
      }),
      { numRuns: 60 },
    );
  });

  it('finds what lies across the place where the way of searching changes', () => {
    const nested = Array.from({ length: 300 }, (_, index) => 'a'.repeat(index + 4));
    for (const before of [0, 16_384, 33_000]) {
      for (const marker of [`bxyz${'a'.repeat(500)}`, `${'a'.repeat(500)}bxyz`, `${'a'.repeat(300)}bxyz${'a'.repeat(300)}`]) {
        const text = `${'a'.repeat(before)}c${marker}c${'a'.repeat(20_000)}`;
        expect(found([...nested, marker, 'bx', 'not there'], text, 5000)).toEqual(new Set(Array.from({ length: 302 }, (_, index) => index)));
      }
    }
  });

  /** How often characters of the patterns are looked at for a text, once the tables are made. */
  function comparisons(patterns: readonly string[], text: string): number {
    let reads = 0;
    const compiled = compilePatterns(patterns);
    const counted = new Proxy(compiled.bytes, {
      get: (target, name) => {
        reads += 1;
        return Reflect.get(target, name, target) as unknown;
      },
    });
    const matcher = new Matcher({ ...compiled, bytes: counted }, () => undefined);
    matcher.feed(units(text));
    matcher.end();
    matcher.reset();
    reads = 0;
    matcher.feed(units(text));
    matcher.end();
    return reads;
  }

  it.each([
    ['nested runs', Array.from({ length: 100 }, (_, index) => 'a'.repeat(index * 10 + 10)), 'a'.repeat(8000)],
    ['nested runs with an end', Array.from({ length: 100 }, (_, index) => `${'a'.repeat(index * 10 + 10)}b`), `${'a'.repeat(999)}b`.repeat(8)],
    ['one long run, missed by one', ['a'.repeat(1000)], `${'a'.repeat(999)}b`.repeat(8)],
    ['twins', Array.from({ length: 1000 }, () => 'spam'), 'spam'.repeat(2000)],
    ['short twins', Array.from({ length: 1000 }, () => 'ad'), 'ad'.repeat(4000)],
    ['one window with a thousand ends', Array.from({ length: 1000 }, (_, index) => `windows${index}`), 'windows'.repeat(1200)],
    ['one window with a thousand beginnings', Array.from({ length: 1000 }, (_, index) => `${index}zqxjzqxj`), 'zqxjzqxj'.repeat(1000)],
  ])('costs a bounded number of comparisons for each character: %s', (_, patterns, text) => {
    expect(comparisons(patterns, text)).toBeLessThan(150 * text.length);
  });

  it('does not hold up a thread: a megabyte against a thousand runs in each other takes a fraction of what it took', () => {
    const entries = Array.from({ length: 980 }, (_, index) => ({
      text: 'a'.repeat(index + 20),
      scope: 'anywhere' as const,
      action: 'reject' as const,
      enabled: true,
      note: '',
      expires: null,
    }));
    const rules = compileFilterRules(entries);
    const before = process.threadCpuUsage();
    const scan = new ContentScan(rules, { attachments: false });
    scan.write(Buffer.from(`Subject: x\r\n\r\n${'a'.repeat(2 ** 20)}`));
    expect(scan.end().filterHits).toHaveLength(entries.length);
    const { user, system } = process.threadCpuUsage(before);
    // Microseconds. It was more than half a minute.
    expect(user + system).toBeLessThan(8_000_000);
  });
});

describe('a long list', () => {
  /** Addresses and phrases as in real lists, and some words that are too short for a window. */
  const list = (count: number): string[] =>
    Array.from(
      { length: count },
      (_, index) => [`http://offer${index * 7919}.example/buy`, `our offer ${index} for you`, (index * 7919).toString(36)][index % 3] ?? '',
    );

  const bytesOf = (value: unknown): number => {
    if (ArrayBuffer.isView(value)) return value.byteLength;
    return typeof value === 'object' && value !== null ? Object.values(value).reduce((sum: number, each) => sum + bytesOf(each), 0) : 0;
  };

  it('takes memory that grows with its length and no faster, and a search of it takes what its longest text takes', () => {
    const long = list(100_000);
    const automaton = compilePatterns(long);
    expect(bytesOf(compilePatterns(list(10)))).toBeLessThan(256 * 1024);
    expect(bytesOf(compilePatterns(list(10_000)))).toBeLessThan(2 * 2 ** 20);
    expect(bytesOf(automaton)).toBeLessThan(100 * long.length + long.join('').length);
    const matcher = new Matcher(automaton, () => undefined);
    const piece = units('some text '.repeat(1000));
    for (let count = 0; count < 20; count += 1) matcher.feed(piece);
    expect(matcher.buffer.length).toBeLessThan(17_000);
  });

  it.each([
    ['as any', list(100_000)],
    ['of twins', Array.from({ length: 100_000 }, () => 'the very same text')],
    ['of short twins', Array.from({ length: 100_000 }, () => 'ad')],
    ['of one beginning', Array.from({ length: 100_000 }, (_, index) => `${'a'.repeat(60)}${index}`)],
    ['of one end', Array.from({ length: 100_000 }, (_, index) => `${index}${'a'.repeat(60)}`)],
  ])('is made ready in a time that grows with its length and no faster: %s', (_, patterns) => {
    const before = process.threadCpuUsage();
    expect(compilePatterns(patterns).size).toBe(patterns.length);
    const { user, system } = process.threadCpuUsage(before);
    // Microseconds. Comparing each with each would take minutes; it takes a fraction of a second.
    expect(user + system).toBeLessThan(15_000_000);
  });

  it('is made ready whatever its keys fall into: a bucket may have all of them', () => {
    const before = process.threadCpuUsage();
    const entries = Int32Array.from({ length: 300_000 * ENTRY_FIELDS }, (_, field) => (field % ENTRY_FIELDS === 2 ? field : 7));
    const { entries: made } = makeHashTable(entries);
    expect(made).toEqual(entries);
    const { user, system } = process.threadCpuUsage(before);
    expect(user + system).toBeLessThan(5_000_000);
  });
});

describe('the bytes of a text', () => {
  it('are those of its units, none of which is 0, and tell the units again', () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, unit) => unit);
    const bytes = byteForm(String.fromCharCode(...all.subarray(0, 30_000)) + String.fromCharCode(...all.subarray(30_000)));
    expect(bytes).not.toContain(0);
    expect(unitsOf(bytes)).toEqual(all);
  });
});
