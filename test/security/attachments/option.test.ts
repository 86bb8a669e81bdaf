/** The option over files that are given to it: what counts, which action wins, what is counted. Its sibling attachment-filters.test.ts judges messages. */
import { describe, expect, it } from 'vitest';
import { attachmentFilters } from '../../../main/security/options/attachment-filters.ts';
import type { AttachmentFacts, ScannedContent } from '../../../main/security/content/scanned-content.ts';
import type { Finding, Skipped } from '../../../main/security/option.ts';
import type { FilterAction } from '../../../shared/settings/security/filters.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { context, dataFacts, inShort } from '../sender-world.ts';
import { makeZip } from './make-zip.ts';
import { scanFiles } from './scan.ts';
import { WINDOWS } from './programs.ts';

type Slice = Settings['security']['attachment-filters'];

function file(name: string, more: Partial<AttachmentFacts> = {}): AttachmentFacts {
  return { names: name === '' ? [] : [name], mediaType: 'application/octet-stream', program: undefined, place: 'part 2', ...more };
}

function judge(files: readonly AttachmentFacts[], edit: (slice: Slice) => void = () => undefined, content: Partial<ScannedContent> = {}): Finding | Skipped {
  const facts = dataFacts({ from: 'friend@example.com' }, []);
  const answer = attachmentFilters.data?.(
    { ...facts, content: { ...facts.content, attachments: files, ...content } },
    context((security) => edit(security['attachment-filters'])),
  );
  if (answer === undefined || answer instanceof Promise) throw new Error('it answers at once');
  return answer;
}

/** A list of these patterns, with their actions. */
function list(...entries: readonly (readonly [pattern: string, action?: FilterAction, enabled?: boolean])[]): (slice: Slice) => void {
  return (slice) => {
    slice.entries = entries.map(([pattern, action = 'reject', enabled = true]) => ({ pattern, action, enabled, note: '' }));
  };
}

const matches = (pattern: string, name: string): boolean => inShort(judge([file(name)], list([pattern]))) === 'reject attachment-filtered';

describe('attachment filters', () => {
  it.each([
    ['.EXE', 'a.exe', true],
    ['.exe', 'A.EXE', true],
    ['.EXE', 'a.pdf.exe', true],
    ['.EXE', 'a.exe.pdf', false],
    ['.EXE', 'exe', false],
    ['.EXE', '.exe', true],
    ['.E*', 'a.e', true],
    ['.E*', 'a.eml', true],
    ['.E*', 'a.pe', false],
    ['.E?E', 'a.exe', true],
    ['.E?E', 'a.exxe', false],
    ['.VB?', 'a.vbs', true],
    ['.VB?', 'a.vb', false],
    ['invoice*.zip', 'Invoice 2027.ZIP', true],
    ['invoice*.zip', 'my invoice.zip', false],
    ['*.tar.gz', 'a.tar.gz', true],
    ['.ＥＸＥ', 'a.exe', true],
    [' .EXE ', 'a.exe', true],
    ['a[1].exe', 'a[1].exe', true],
    ['.*', 'a.anything', true],
    ['.*', 'README', false],
    ['*', 'README', true],
  ])('%j on %j: %j', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it('say what matched, and where', () => {
    const zip = scanFiles([{ name: 'report.zip', content: makeZip([{ name: 'x/a.exe', content: 'x' }]) }]);
    expect(judge(zip)).toEqual({
      verdict: 'reject',
      reason: 'attachment-filtered',
      input: 'report.zip, a.exe',
      entry: '.EXE',
      detail: 'part 1 > report.zip > a.exe',
      hits: [{ option: 'attachment-filters', entry: '.EXE' }],
    });
  });

  it('do the strongest of what the matching entries ask for, and count them all', () => {
    const actions: readonly FilterAction[] = ['tag', 'quarantine', 'discard', 'bounce', 'reject'];
    for (const [index, action] of actions.entries()) {
      const weaker = actions.slice(0, index + 1).map((one): [string, FilterAction] => [`.${'?'.repeat(3)}${'*'.repeat(actions.indexOf(one))}`, one]);
      const answer = judge([file('a.exe')], list(...weaker, ['.PDF', 'reject'], ['.EXE', 'reject', false]));
      expect(answer).toMatchObject({ verdict: action, reason: 'attachment-filtered' });
      expect('hits' in answer && answer.hits?.length).toBe(index + 1);
    }
  });

  it('test every name of a file', () => {
    expect(inShort(judge([file('a.pdf', { names: ['a.pdf', 'a.exe'] })]))).toBe('reject attachment-filtered');
  });

  it('take a program for one whatever its name, unless told not to', () => {
    const [photo] = scanFiles([{ name: 'photo.jpg', content: WINDOWS }]);
    const program = photo ?? file('');
    expect(judge([program])).toMatchObject({ entry: '.EXE', detail: 'part 1 > photo.jpg is a program by its content (windows)' });
    expect(inShort(judge([program], (slice) => (slice.byContent = false)))).toBe('pass nothing-wrong');
    expect(inShort(judge([program], list(['.E*'])))).toBe('reject attachment-filtered');
    expect(inShort(judge([program], list(['*.exe'])))).toBe('reject attachment-filtered');
    expect(inShort(judge([program], list(['.SCR'])))).toBe('pass nothing-wrong');
    expect(inShort(judge([file('', { program: 'elf' })]))).toBe('reject attachment-filtered');
  });

  it('refuse archives that cannot be read where that is asked for', () => {
    const damaged = file('a.zip', { unreadable: 'it is cut off' });
    expect(inShort(judge([damaged]))).toBe('pass nothing-wrong');
    const refuse = (slice: Slice): void => {
      slice.refuseUnreadableArchives = true;
    };
    expect(judge([damaged], refuse)).toMatchObject({ verdict: 'reject', reason: 'archive-unreadable', detail: 'part 2 > a.zip: it is cut off' });
    expect(inShort(judge([damaged, file('a.exe')], refuse))).toBe('reject attachment-filtered');
    const both = (slice: Slice): void => {
      list(['.ZIP', 'tag'])(slice);
      refuse(slice);
    };
    expect(inShort(judge([damaged], both))).toBe('reject archive-unreadable');
    expect(inShort(judge([file('b.zip')], both))).toBe('tag attachment-filtered');
    expect(inShort(judge([damaged], (slice) => Object.assign(slice, { entries: [], refuseUnreadableArchives: true })))).toBe('reject archive-unreadable');
  });

  it('say of every archive that was not read to its end', () => {
    const archives = Array.from({ length: 7 }, (_, index) => file(`${index}.zip`, { unreadable: `why ${index}` }));
    expect(judge(archives)).toMatchObject({
      verdict: 'pass',
      detail: `an archive was not looked through to its end: ${[0, 1, 2, 3, 4].map((index) => `part 2 > ${index}.zip: why ${index}`).join('; ')}; and 2 more`,
    });
  });

  it('refuse archives that were not seen whole, unless they are to pass', () => {
    const closed = file('b.zip', { place: 'part 1 > a.zip', unreadable: 'it is too big when unpacked', namesUnseen: true });
    const detail = 'part 1 > a.zip > b.zip: not all names of the files in it were looked at; it is too big when unpacked';
    expect(judge([closed])).toMatchObject({ verdict: 'reject', reason: 'archive-unseen', detail });
    expect(inShort(judge([closed, file('a.exe')]))).toBe('reject attachment-filtered');
    expect(inShort(judge([closed, file('a.exe')], list(['.EXE', 'tag'])))).toBe('reject archive-unseen');
    const pass = (slice: Slice): void => {
      slice.refuseUnseenArchives = false;
    };
    expect(judge([closed], pass)).toMatchObject({
      verdict: 'pass',
      detail: 'an archive was not looked through to its end: part 1 > a.zip > b.zip: it is too big when unpacked',
    });
  });

  it('take an archive of many files under a list that names whole files, and say that not all of it was looked through', () => {
    const files = Array.from({ length: 6000 }, (_, index) => ({ name: `${index}.txt`, content: 'x' }));
    const zip = scanFiles([{ name: 'a.zip', content: makeZip([...files, { name: 'invoice 1.zip', content: 'x' }]) }]);
    expect(judge(zip, list(['.EXE'], ['bill*.zip']))).toMatchObject({
      verdict: 'pass',
      detail: expect.stringContaining('an archive was not looked through to its end: part 1 > a.zip: it has too much in it to be looked through') as string,
    });
    // An archive is found by its whole name wherever it is.
    expect(inShort(judge(zip, list(['.EXE'], ['invoice*.zip'])))).toBe('reject attachment-filtered');
  });

  it('refuse what is built to hide something, whatever the list says', () => {
    const answer = judge([], list(), { tooComplex: 'it has more than 10000 parts' });
    expect(answer).toMatchObject({ verdict: 'reject', reason: 'message-too-complex', detail: 'it has more than 10000 parts' });
  });

  it('say why they do not look', () => {
    expect(inShort(judge([file('a.exe')], (slice) => (slice.enabled = false)))).toBe('skip switched-off');
    expect(inShort(judge([file('a.exe')], list()))).toBe('skip nothing-to-do');
    expect(inShort(judge([file('a.exe')], list(['.EXE', 'reject', false])))).toBe('skip nothing-to-do');
    expect(inShort(judge([file('a.exe')], (slice) => Object.assign(slice, { ignoreWhenUnlimited: true, messageSizeLimit: null })))).toBe('skip size-unlimited');
    expect(inShort(judge([file('a.exe')], (slice) => (slice.messageSizeLimit = null)))).toBe('reject attachment-filtered');
    expect(inShort(judge([file('a.exe')], (slice) => (slice.ignoreWhenUnlimited = true)))).toBe('reject attachment-filtered');
  });

  it('judge 10,000 files against 10,000 patterns of one type each in one go', () => {
    const files = Array.from({ length: 10_000 }, (_, index) => file(`a.t${index}`));
    const entries = Array.from({ length: 10_000 }, (_, index): [string, FilterAction] => [`.T${index}`, 'tag']);
    const answer = judge(files, list(...entries));
    expect('hits' in answer && answer.hits?.length).toBe(10_000);
  });
});
