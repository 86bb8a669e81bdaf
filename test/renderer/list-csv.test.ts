import { describe, expect, it } from 'vitest';
import { byList, readMembers } from '../../renderer/windows/mailing-lists/list-csv.ts';

const WORDS = {
  noList: 'no list',
  twice: (line: number) => `twice, first in ${line}`,
  taken: 'taken',
  foreignDomain: (domain: string) => `not ours: ${domain}`,
  itself: 'itself',
};
const KNOWN = { domains: ['local.test'], lists: ['choir@local.test'], taken: ['anna@local.test'], list: undefined as string | undefined };
const read = (text: string, list?: string) => readMembers(text, { ...KNOWN, list }, WORDS);
const problems = (text: string, list?: string) => read(text, list).map(({ problem }) => problem);

describe('lists and members from a spreadsheet', () => {
  it('are read in the standard order, with whatever separator', () => {
    expect(read('choir@local.test;a@far.test\nnews@local.test;b@far.test;News')).toEqual([
      { line: 1, list: 'choir@local.test', member: 'a@far.test', name: '', isNew: false, problem: undefined },
      { line: 2, list: 'news@local.test', member: 'b@far.test', name: 'News', isNew: true, problem: undefined },
    ]);
  });

  it('are read by their headings, in either language', () => {
    expect(read('\uFEFFMitglied,Name,Liste\na@far.test,News,news@local.test')).toMatchObject([
      { line: 2, list: 'news@local.test', member: 'a@far.test', name: 'News' },
    ]);
  });

  it('one address a line is a member of the list that is selected', () => {
    expect(read('a@far.test\n\nb@far.test', 'choir@local.test')).toMatchObject([
      { line: 1, list: 'choir@local.test', member: 'a@far.test', problem: undefined },
      { line: 3, list: 'choir@local.test', member: 'b@far.test', problem: undefined },
    ]);
    expect(problems('a@far.test')).toEqual(['no list']);
  });

  it('are judged line by line', () => {
    expect(
      problems(
        [
          'anna@local.test,a@far.test',
          'x@foreign.test,a@far.test',
          'choir@local.test,choir@local.test',
          'choir@local.test,a@far.test',
          'CHOIR@local.test,A@far.test',
          'choir@local.test,nobody',
        ].join('\n'),
      ),
    ).toEqual(['taken', 'not ours: foreign.test', 'itself', undefined, 'twice, first in 4', expect.stringContaining('must be a mail address')]);
  });

  it('are put together by list, without the lines that are wrong', () => {
    expect(byList(read('news@local.test,a@far.test\nnews@local.test,b@far.test,News\nchoir@local.test,nobody'))).toEqual([
      { list: 'news@local.test', name: 'News', isNew: true, members: ['a@far.test', 'b@far.test'] },
    ]);
  });
});
