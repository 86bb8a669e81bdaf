/** A long list against the many names of an archive: the same answer as one by one, at a cost that no sender can drive up. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AttachmentPatterns } from '../../../main/security/attachments/attachment-patterns.ts';
import { fileType } from '../../../main/security/attachments/file-name.ts';
import type { AttachmentFacts } from '../../../main/security/content/scanned-content.ts';
import { compilePatterns } from '../../../main/security/filters/compile-patterns.ts';
import { attachmentFilters, prepareAttachmentList } from '../../../main/security/options/attachment-filters.ts';
import type { Finding, Skipped } from '../../../main/security/option.ts';
import { foldCase, Wildcard } from '../../../shared/text/wildcard.ts';
import { context, dataFacts } from '../sender-world.ts';
import { makeZip, type ZipFile } from './make-zip.ts';
import { WINDOWS } from './programs.ts';
import { scanFiles } from './scan.ts';

function filesOf(names: readonly string[]): readonly AttachmentFacts[] {
  return names.map((name) => ({ names: [name], mediaType: '', place: 'part 1 > a.zip', program: undefined }));
}

/** Processor time of what `work` does, milliseconds: far less than the bounds here, and minutes if each pattern meets each name. */
function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function judge(files: readonly AttachmentFacts[], patterns?: readonly string[]): Finding | Skipped {
  const facts = dataFacts({ from: 'friend@example.com' }, []);
  const answer = attachmentFilters.data?.(
    { ...facts, content: { ...facts.content, attachments: files } },
    context(({ 'attachment-filters': slice }) => {
      if (patterns !== undefined) slice.entries = patterns.map((pattern) => ({ pattern, action: 'reject', enabled: true, note: '' }));
    }),
  );
  if (answer === undefined || answer instanceof Promise) throw new Error('it answers at once');
  return answer;
}

const TEN_THOUSAND = Array.from({ length: 10_000 }, (_, index) => index);

describe('a list of patterns', () => {
  const characters = ['a', 'B', 'b', '.', 'é', 'É', '😀', '𐐀', '𐐨'];
  // A letter in front, since a name neither begins nor ends with what is trimmed.
  const names = fc.array(
    fc.string({ unit: fc.constantFrom(...characters), maxLength: 6 }).map((text) => `a${text}b`),
    { minLength: 40, maxLength: 60 },
  );
  const patterns = fc.array(fc.string({ unit: fc.constantFrom('*', '?', '*', ...characters), minLength: 1, maxLength: 6 }), { minLength: 40, maxLength: 60 });

  it('finds for each pattern the first file that it matches, as one by one', () => {
    fc.assert(
      fc.property(patterns, names, (list, all) => {
        const found = new AttachmentPatterns(list).find(filesOf(all), true)?.map((match) => match?.file.names[0]);
        const expected = list.map((pattern) => {
          const wildcard = new Wildcard(pattern);
          return all.find((name) => wildcard.matches(pattern.startsWith('.') ? fileType(name) : name));
        });
        expect(found).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('of 10,000 costs little more than a short one against 10,000 names', () => {
    const list = TEN_THOUSAND.map((index) => `*invoice${index}*.zip`);
    const files = filesOf([...TEN_THOUSAND.map((index) => `some name of a usual length number ${index}.t${index}`), 'my invoice77 again.zip']);
    let answer: Finding | Skipped | undefined;
    expect(processorTime(() => (answer = judge(files, list)))).toBeLessThan(10_000);
    expect(answer).toMatchObject({ verdict: 'reject', entry: '*invoice7*.zip', hits: [{ entry: '*invoice7*.zip' }, { entry: '*invoice77*.zip' }] });
  });

  it('of many stars is not slowed by names that nearly match', () => {
    const list = TEN_THOUSAND.slice(0, 1000).map((index) => `*a*a*a*${index}b`);
    const files = filesOf(TEN_THOUSAND.map((index) => `${'a'.repeat(200)}${index}`));
    expect(processorTime(() => expect(judge(files, list)).toMatchObject({ verdict: 'pass' }))).toBeLessThan(10_000);
  });

  it('that cannot be held against all names at a bearable cost refuses the message', () => {
    const list = TEN_THOUSAND.slice(0, 1000).map((index) => `${'*a?'.repeat(20)}z${'?'.repeat(index % 100)}`);
    const files = filesOf(TEN_THOUSAND.map((index) => `${'az'.repeat(200)}${index}`));
    expect(
      processorTime(() =>
        expect(judge(files, list)).toMatchObject({
          verdict: 'reject',
          reason: 'message-too-complex',
          detail: 'its files have too many names, or too long ones, to be held against the list',
        }),
      ),
    ).toBeLessThan(10_000);
  });
});

describe('names beyond ASCII', () => {
  it.each(['漢', 'é', 'É', '𐐀'])('of 10,000 files cost little: %s', (character) => {
    const files = filesOf(TEN_THOUSAND.map((index) => `n.${character.repeat(180)}${index}`));
    expect(processorTime(() => expect(judge(files)).toMatchObject({ verdict: 'pass' }))).toBeLessThan(10_000);
  });

  it('fold alike however long they are', () => {
    expect(foldCase(`${'É𐐀a'.repeat(5000)}x`)).toBe(`${'é𐐨a'.repeat(5000)}x`);
  });
});

describe('an archive with more files than are looked at', () => {
  const texts = Array.from({ length: 10_001 }, (_, index): ZipFile => ({ name: `${index}.txt`, content: '', method: 0 }));
  const judgeZip = (...more: readonly ZipFile[]): Finding | Skipped => judge(scanFiles([{ name: 'a.zip', content: makeZip([...texts, ...more]) }]));

  it.each(['virus.exe', 'virus.EXE', 'virus.exe\0.txt', 'virus.exe:a.txt', 'virus.exe. '])('does not hide %j behind them', (name) => {
    expect(judgeZip({ name, content: 'x' })).toMatchObject({ verdict: 'reject', reason: 'attachment-filtered', entry: '.EXE' });
  });

  it('does not hide it behind a few further types, either', () => {
    const types = Array.from({ length: 900 }, (_, index): ZipFile => ({ name: `a.t${index}`, content: '', method: 0 }));
    expect(judgeZip(...types, { name: 'virus.exe', content: 'x' })).toMatchObject({ verdict: 'reject', entry: '.EXE' });
  });

  it('is refused where not all names could be looked at', () => {
    const more = Array.from({ length: 30_000 }, (_, index): ZipFile => ({ name: `\uff1a${index}.csv`, content: '', method: 0 }));
    expect(judgeZip(...more, { name: 'virus.exe', content: 'x' })).toMatchObject({
      verdict: 'reject',
      reason: 'archive-unseen',
      detail: 'part 1 > a.zip: not all names of the files in it were looked at; it has too much in it to be looked through',
    });
  });

  it('passes where types alone were looked at, and the list has whole names', () => {
    const zip = scanFiles([{ name: 'a.zip', content: makeZip([...texts, { name: 'invoice.txt', content: 'x' }]) }]);
    expect(judge(zip, ['.exe', 'invoice*.zip'])).toMatchObject({ verdict: 'pass', detail: expect.stringContaining('not looked through to its end') as string });
  });

  it('is told of in the trace of a message that passes', () => {
    expect(judgeZip({ name: 'virus.txt', content: WINDOWS })).toMatchObject({
      verdict: 'pass',
      detail: 'an archive was not looked through to its end: part 1 > a.zip: it has too much in it to be looked through',
    });
  });
});

it('a long list is made ready before it is in force, elsewhere, and finds the same', async () => {
  const list = Array.from({ length: 1000 }, (_, index) => ({
    pattern: index % 2 === 0 ? `.z${index}*` : `*inv${index}?.pdf`,
    action: 'reject' as const,
    enabled: index % 7 !== 0,
    note: '',
  }));
  const texts: string[] = [];
  await prepareAttachmentList(list, async (wanted) => {
    texts.push(...wanted);
    return await Promise.resolve(compilePatterns(wanted));
  });
  for (const wanted of ['.z10', 'inv999']) expect(texts.some((text) => text.includes(wanted))).toBe(true);
  const files = ['a.z10x', 'my inv999x.pdf', 'b.z14', 'c.txt'].map(
    (name): AttachmentFacts => ({ names: [name], mediaType: '', program: undefined, place: 'part 1' }),
  );
  const facts = dataFacts({ from: 'friend@example.com' }, []);
  const answer = attachmentFilters.data?.(
    { ...facts, content: { ...facts.content, attachments: files } },
    context(({ 'attachment-filters': slice }) => {
      slice.entries = list;
    }),
  );
  expect(answer).toMatchObject({ verdict: 'reject', hits: [{ entry: '.z10*' }, { entry: '*inv999?.pdf' }] });
});
