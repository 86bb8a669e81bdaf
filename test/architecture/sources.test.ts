/** What every source file must keep to, whatever it does. */
import { describe, expect, it } from 'vitest';
import { filesUnder, read, sourceFiles } from './sources.ts';

const MAX_LINES = 400;

/** The words are put together here so that this file does not find itself. */
const word = (...parts: readonly string[]): string => parts.join('');

const FORBIDDEN: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'the type any', pattern: /(?::|\bas|<|,|\|)\s*any\b(?=\s*(?:[;,)>=|[{]|$))/m },
  { what: 'a cast through unknown', pattern: new RegExp(word('as unk', 'nown as')) },
  { what: 'a silenced type error', pattern: new RegExp(word('@ts-', '(?:ignore|expect-error|nocheck)')) },
  { what: 'a silenced lint or format finding', pattern: new RegExp(word('(?:oxlint|eslint|biome|knip|prettier|c8|v8|istanbul)[- ](?:dis', 'able|ignore)')) },
  { what: 'unfinished business', pattern: new RegExp(word('\\b(?:TO', 'DO|FIX', 'ME|XX', 'X|HA', 'CK)\\b')) },
  { what: 'a place on one particular machine', pattern: new RegExp(word('(?:^|[\\s"\'`(=])/(?:wo', 'rk|ro', 'ot)/'), 'm') },
];

describe('every source file', () => {
  it.each(FORBIDDEN)('is free of $what', ({ pattern }) => {
    const found = sourceFiles().flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it(`has at most ${MAX_LINES} lines`, () => {
    const long = sourceFiles().flatMap((file) => {
      const lines = read(file).split('\n').length - 1;
      return lines > MAX_LINES ? [`${file}: ${lines}`] : [];
    });
    expect(long).toEqual([]);
  });

  it('opens with a word on why it is there, where others import it', () => {
    const silent = ['main', 'shared', 'renderer'].flatMap((folder) => filesUnder(folder, /\.tsx?$/)).filter((file) => !/^(?:#!.*\n)?\/\*\*/.test(read(file)));
    expect(silent).toEqual([]);
  });
});

describe('a forbidden thing', () => {
  it.each([
    ['the type any', word('const x: an', 'y = 1;')],
    ['the type any', word('f(x as an', 'y)')],
    ['the type any', word('const x: Map<string, an', 'y> = y;')],
    ['a cast through unknown', word('x as unk', 'nown as string')],
    ['a silenced type error', word('// @ts-', 'ignore')],
    ['a silenced lint or format finding', word('// oxlint-dis', 'able-next-line eqeqeq')],
    ['unfinished business', word('// TO', 'DO: later')],
    ['a place on one particular machine', word("readFile('/ro", "ot/x')")],
  ])('such as %s is found: %s', (what, line) => {
    expect(FORBIDDEN.find((one) => one.what === what)?.pattern.test(line)).toBe(true);
  });

  it('is not seen in an innocent line', () => {
    for (const line of ['// not any more, and as anywhere', 'resolveAny(name)', "if (mode === 'any') return;", "fetch('/rooted/x')"]) {
      expect(FORBIDDEN.filter(({ pattern }) => pattern.test(line))).toEqual([]);
    }
  });
});
