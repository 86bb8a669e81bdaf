import { describe, expect, it } from 'vitest';
import { parseCsv, passwordList, readAccounts } from '../../renderer/windows/accounts/account-csv.ts';

const WORDS = {
  tooFewColumns: 'no address',
  twice: (line: number) => `twice, first in ${line}`,
  exists: 'exists',
  foreignDomain: (domain: string) => `not ours: ${domain}`,
  nameTooLong: 'name too long',
  quotaWrong: 'quota wrong',
};
const KNOWN = { domains: ['local.test'], accounts: ['anna@local.test'] };
const read = (text: string) => readAccounts(text, KNOWN, WORDS);

describe('a CSV file', () => {
  it.each([
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a;b,c\nd;e',
      [
        ['a', 'b,c'],
        ['d', 'e'],
      ],
    ],
    ['a\tb', [['a', 'b']]],
    ['"a, ""b""",c', [['a, "b"', 'c']]],
    [
      '"two\nlines",x\ny,z',
      [
        ['two\nlines', 'x'],
        ['y', 'z'],
      ],
    ],
    ['\n\n a \n', [[' a ']]],
  ])('%j', (text, fields) => {
    expect(parseCsv(text).map((row) => row.fields)).toEqual(fields);
  });

  it('knows the line of each row, also behind a field of two lines', () => {
    expect(parseCsv('"a\nb",c\n\nd,e').map(({ line }) => line)).toEqual([1, 4]);
  });
});

describe('a list of accounts', () => {
  it('is read with the columns in the standard order', () => {
    expect(read('bert@local.test,Bert,correct horse,100\ncarla@local.test')).toEqual([
      { line: 1, address: 'bert@local.test', name: 'Bert', password: 'correct horse', quotaBytes: 100 * 1024 * 1024, problem: undefined },
      { line: 2, address: 'carla@local.test', name: '', password: '', quotaBytes: null, problem: undefined },
    ]);
  });

  it('is read by its headings, in either language, with the mark that spreadsheets put before it', () => {
    expect(read('\uFEFFKennwort;Name;E-Mail\n pass word ;Bert;bert@local.test')).toEqual([
      { line: 2, address: 'bert@local.test', name: 'Bert', password: ' pass word ', quotaBytes: null, problem: undefined },
    ]);
  });

  it.each([
    ['not an address', 'must be a mail address, such as anna@example.com'],
    ['Anna@LOCAL.test', 'exists'],
    ['bert@elsewhere.test', 'not ours: elsewhere.test'],
    ['bert@local.test,Bert,short', 'must have at least 8 characters'],
    [`bert@local.test,${'x'.repeat(201)}`, 'name too long'],
    ['bert@local.test,,,1.5', 'quota wrong'],
  ])('says what is wrong with %j', (line, problem) => {
    expect(read(line)[0]?.problem).toBe(problem);
  });

  it('finds an address that is there twice', () => {
    expect(read('bert@local.test\nBERT@local.test').map(({ problem }) => problem)).toEqual([undefined, 'twice, first in 1']);
  });
});

describe('the list of passwords', () => {
  it('is quoted, and no spreadsheet takes a name for a formula', () => {
    expect(
      passwordList(
        ['address', 'name'],
        [
          ['a@local.test', '=1+1'],
          ['b@local.test', 'say "hi"'],
        ],
      ),
    ).toBe('"address","name"\r\n"a@local.test","\'=1+1"\r\n"b@local.test","say ""hi"""\r\n');
  });
});
