/** Lists as people have them, read and written. */
import { describe, expect, test } from 'vitest';
import { csvLine, csvRecords } from '../../../shared/lists/csv.ts';
import { LIST_FORMATS } from '../../../shared/lists/list-formats.ts';
import { type ReadEntries, readEntries } from '../../../shared/lists/read-entries.ts';
import type { ListFormat } from '../../../shared/lists/list-formats.ts';
import { expectLinear } from '../../growth.ts';

function read<Entry>(text: string, format: ListFormat<Entry>): ReadEntries<Entry> {
  const steps = readEntries(text, format);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const { filters, 'banned-addresses': addresses, 'attachment-filters': files } = LIST_FORMATS;

describe('plain lines', () => {
  test('a filter is the line as it stands', () => {
    expect(read('\uFEFFbuy; now #1\r\n\r\n  twice  \n', filters).entries.map(({ text }) => text)).toEqual(['buy; now #1', 'twice']);
  });

  test('an address may have a note', () => {
    expect(read('# a list\n192.0.2.1\t; spam\n2001:db8::/32', addresses).entries).toEqual([
      { address: '192.0.2.1', note: 'spam', expires: null },
      { address: '2001:db8::/32', note: '', expires: null },
    ]);
  });

  test('what cannot be read is counted in full and named at first', () => {
    const { entries, unreadable, problems } = read(`192.0.2.1\n${'x\n'.repeat(100)}`, addresses);
    expect([entries.length, unreadable, problems.length]).toEqual([1, 100, 20]);
    expect(problems[0]).toMatchObject({ field: 'line 2' });
  });
});

describe('tables', () => {
  test.each([',', ';', '\t'])('columns in any order, separated by %j', (separator) => {
    const text = [
      ['Note', 'text', 'enabled', 'unknown'],
      ['"two\nlines"', '"a ""b"""', 'no', 'x'],
      ['', 'c', '', ''],
    ]
      .map((cells) => cells.join(separator))
      .join('\r\n');
    expect(read(text, filters).entries).toMatchObject([
      { note: 'two\nlines', text: 'a "b"', enabled: false },
      { note: '', text: 'c', enabled: true, action: 'reject' },
    ]);
  });

  test('lines are named as they stand in the file, breaks within cells counted', () => {
    expect(read('pattern,action\n".A\n",reject\n.B,sink\n', files).problems).toMatchObject([{ field: 'line 4' }]);
  });

  test('a day stands for its end', () => {
    expect(read('address,expires\n192.0.2.1,2030-05-01', addresses).entries).toMatchObject([{ expires: '2030-05-01T23:59:59Z' }]);
    // What is no day is told so in the words of a text.
    expect(read('192.0.2.1,spam,31.12.2030', addresses).problems).toEqual([
      { field: 'line 1', message: '192.0.2.1,spam,31.12.2030 must be a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z' },
    ]);
  });

  test('no cell is a formula, and all come back as they were', () => {
    const cells = ['=1+1', '+1', '-1', '@x', "'=1", "''=1", "'a", ' lead', 'a,b', 'a"b', 'a\r\nb', ''];
    const line = csvLine(cells);
    expect(line).not.toMatch(/(?:^|,)"?[=+@-]/);
    expect([...csvRecords(line, ',')].map((record) => record.cells)).toEqual([cells]);
  });
});

describe('tables without column names', () => {
  test.each([',', ';', '\t'])('addresses with a note and a time, separated by %j', (separator) => {
    const text = [
      ['203.0.113.7', 'spam', '2026-12-31'],
      ['"2001:db8::/32"', '"a, b; c"', ''],
      ['192.0.2.1', 'no end'],
    ]
      .map((cells) => cells.join(separator))
      .join('\r\n');
    expect(read(text, addresses)).toEqual({
      entries: [
        { address: '203.0.113.7', note: 'spam', expires: '2026-12-31T23:59:59Z' },
        { address: '2001:db8::/32', note: 'a, b; c', expires: null },
        { address: '192.0.2.1', note: 'no end', expires: null },
      ],
      unreadable: 0,
      problems: [],
    });
  });

  test('no address is taken for the note of another one, and no note is cut at a comma', () => {
    const { entries, unreadable } = read('192.0.2.1, 192.0.2.2\n192.0.2.3,one, two\n192.0.2.4 # one, two\n192.0.2.5 ; SBL1 ; two', addresses);
    expect(unreadable).toBe(2);
    expect(entries.map(({ address, note }) => [address, note])).toEqual([
      ['192.0.2.4', 'one, two'],
      ['192.0.2.5', 'SBL1 ; two'],
    ]);
  });

  test('a day is a time and no note, wherever it stands; one that is written otherwise is refused', () => {
    const { entries, unreadable } = read('192.0.2.1,2030-05-01\n192.0.2.2;x;2030-05-01;\n192.0.2.3;x;31.12.2030\n192.0.2.4,x,12/31/2030', addresses);
    expect(entries).toMatchObject([
      { address: '192.0.2.1', note: '', expires: '2030-05-01T23:59:59Z' },
      { address: '192.0.2.2', note: 'x', expires: '2030-05-01T23:59:59Z' },
    ]);
    expect(unreadable).toBe(2);
  });

  test('of filters only what has an action in its place; every other line is a text with its commas', () => {
    const text = 'casino,subject,tag,no,"a, b",2030-05-01\n"now, cheap";body;reject\nbuy now, cheap\nreject, subject, tag\none,subject,tag,maybe';
    expect(read(text, filters).entries).toMatchObject([
      { text: 'casino', scope: 'subject', action: 'tag', enabled: false, note: 'a, b', expires: '2030-05-01T23:59:59Z' },
      { text: 'now, cheap', scope: 'body', action: 'reject', enabled: true },
      { text: 'buy now, cheap', action: 'reject' },
      { text: 'reject', scope: 'subject', action: 'tag' },
      { text: 'one,subject,tag,maybe', action: 'reject' },
    ]);
    expect(read('.exe,quarantine\n.a,b', files).entries).toMatchObject([{ pattern: '.exe', action: 'quarantine' }, { pattern: '.a,b' }]);
  });
});

describe('a text of any shape', () => {
  const table = (ends: string, count: number): string =>
    ['address,note', ...Array.from({ length: count }, (_, place) => `10.0.${place >> 8}.${place & 255},a note`)].join(ends);

  test.each<[string, number, (size: number) => string]>([
    ['CR alone at the ends of lines', 20_000, (size) => table('\r', size)],
    ['one line of separators', 200_000, (size) => `address,note\n${','.repeat(size)}`],
    ['as many columns as lines', 12_000, (size) => `address,note${',x'.repeat(size)}\n${'192.0.2.1,x\n'.repeat(size)}`],
  ])('takes what its length takes: %s', { timeout: 120_000 }, async (_, size, text) => {
    await expectLinear(size, (length) => {
      read(text(length), addresses);
    });
  });

  /** How often reading a text pauses. */
  function pauses(text: string): number {
    const steps = readEntries(text, addresses);
    let count = 0;
    while (steps.next().done !== true) count += 1;
    return count;
  }

  test.each([
    ['empty lines', '\n'.repeat(10_000)],
    ['comments', '# x\n'.repeat(10_000)],
    ['empty lines in a table', `address,note\n${'\n'.repeat(10_000)}`],
    ['one long record', `address,note\n${','.repeat(10_000)}`],
    ['entries', '192.0.2.1\n'.repeat(10_000)],
  ])('is read in turns: %s', (_, text) => {
    expect(pauses(text)).toBeGreaterThanOrEqual(30);
  });

  test('lines are counted, whatever ends them', () => {
    expect(read('address,note\r192.0.2.1,a\r\rx,b', addresses).problems).toMatchObject([{ field: 'line 4' }]);
    expect(read('address,note\r\n192.0.2.1,"a\nb"\r\nx,b', addresses).problems).toMatchObject([{ field: 'line 4' }]);
  });
});
