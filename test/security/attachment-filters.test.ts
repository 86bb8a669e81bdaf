/** The option behind the real scan of real messages. */
import { describe, expect, it } from 'vitest';
import { ContentScan } from '../../main/security/content/content-scan.ts';
import { compileFilterRules } from '../../main/security/filters/filter-rules.ts';
import { attachmentFilters } from '../../main/security/options/attachment-filters.ts';
import type { Finding, Skipped } from '../../main/security/option.ts';
import { type Settings, settingsSchema } from '../../shared/settings/settings.ts';
import { fakeLookups } from '../fakes/fake-lookups.ts';
import { makeZip } from './attachments/make-zip.ts';

const rules = compileFilterRules([]);
type Slice = Partial<Settings['security']['attachment-filters']>;

async function judge(message: string | Buffer, slice: object = {}): Promise<Finding | Skipped> {
  const settings = settingsSchema.parse({ security: { 'attachment-filters': slice } });
  const scan = new ContentScan(rules, { attachments: true });
  const bytes = Buffer.from(typeof message === 'string' ? message.replaceAll('\n', '\r\n') : message);
  scan.write(bytes);
  const facts = {
    protocol: 'smtp',
    remoteAddress: '192.0.2.1',
    helo: 'x',
    secure: false,
    login: undefined,
    reversePath: '',
    sender: undefined,
    content: scan.end(),
    bytes: bytes.length,
  } as const;
  const answer = await attachmentFilters.data?.(facts, { settings, lookups: fakeLookups(), now: 0, signal: new AbortController().signal });
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

const short = (answer: Finding | Skipped): string =>
  'skip' in answer ? `skip ${answer.skip}` : answer.verdict === 'pass' ? 'pass' : `${answer.verdict} ${answer.entry ?? answer.reason}`;
const named = (name: string): string => `Content-Type: application/octet-stream; name="${name}"\n\nx`;
const attached = (content: Buffer, name: string): string =>
  `Content-Type: application/octet-stream; name="${name}"\nContent-Transfer-Encoding: base64\n\n${content.toString('base64').replaceAll(/(.{76})/g, '$1\n')}\n`;

describe('the list of a fresh server', () => {
  it.each('exe com scr pif bat cmd vbs vbe js jse wsf wsh msi hta cpl lnk reg ps1 jar iso img vhd vhdx'.split(' '))('refuses .%s', async (type) => {
    expect(short(await judge(named(`a.${type}`)))).toMatch(/^reject \./);
    expect(short(await judge(named(`A.${type.toUpperCase()}`)))).toMatch(/^reject \./);
  });

  it.each('txt pdf docx xlsx png jpg zip eml ics csv html json vb e mp3'.split(' '))('lets .%s pass', async (type) => {
    expect(short(await judge(named(`exe.${type}`)))).toBe('pass');
  });
});

describe('a pattern', () => {
  const list = (...patterns: string[]): Slice => ({ entries: patterns.map((pattern) => ({ pattern, action: 'reject', enabled: true, note: '' })) });
  it.each([
    ['.E*', 'a.eml', true],
    ['.E*', 'a.exe', true],
    ['.E*', 'a.tex', false],
    ['.E?E', 'a.exe', true],
    ['.E?E', 'a.ee', false],
    ['.E?E', 'a.exxe', false],
    ['invoice*.zip', 'Invoice 7.ZIP', true],
    ['invoice*.zip', 'my invoice.zip', false],
    ['*', 'anything', true],
    ['.exe', 'exe', false],
  ])('%s and the file %s: %s', async (pattern, name, matches) => {
    expect(short(await judge(named(name), list(pattern)))).toBe(matches ? `reject ${pattern}` : 'pass');
  });

  it('that is switched off does not count', async () => {
    expect(short(await judge(named('a.exe'), { entries: [{ pattern: '.exe', enabled: false }], refuseUnreadableArchives: true }))).toBe('pass');
  });

  it('with the strongest action wins, and every one that matches is counted', async () => {
    const entries = [
      { pattern: '.exe', action: 'tag' },
      { pattern: 'a.*', action: 'quarantine' },
    ];
    expect(await judge(named('a.exe'), { entries })).toMatchObject({ verdict: 'quarantine', entry: 'a.*', hits: [{ entry: '.exe' }, { entry: 'a.*' }] });
  });
});

describe('a program is found', () => {
  it.each([
    ['behind another type', named('a.pdf.exe')],
    ['with dots and spaces at its end', named('a.exe. . ')],
    ['behind a NUL', named('a.exe\0.pdf')],
    ['behind a right-to-left override', "Content-Disposition: attachment; filename*=utf-8''a%E2%80%AEfdp.exe\n\nx"],
    ['in Content-Disposition alone', 'Content-Type: image/png; name=a.png\nContent-Disposition: attachment; filename="a.exe"\n\nx'],
    ['in the second of two file names', 'Content-Disposition: attachment; filename="a.png"; filename="a.exe"\n\nx'],
    ['in a name in pieces', 'Content-Disposition: attachment; filename*0=a.e; filename*1=xe\n\nx'],
    ['in an encoded name', 'Content-Type: a/b; name="=?utf-8?B?YS5leGU=?="\n\nx'],
    ['below a text', 'Content-Type: text/plain; name=a.exe\n\nx'],
    ['in an attached message', `Content-Type: message/rfc822\n\n${named('a.exe')}`],
    ['in a multipart', `Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n${named('a.exe')}\n--b--\n`],
    ['as a uuencoded block in a text', '\nhello\nbegin 644 a.exe\n#0V%T\n`\nend\n'],
    ['in an archive', attached(makeZip([{ name: 'a.exe' }]), 'a.zip')],
    ['in an archive in an archive', attached(makeZip([{ name: 'b.zip', content: makeZip([{ name: 'a.exe' }]) }]), 'a.zip')],
    ['by its content', attached(Buffer.from(`MZ\x90\x00${'\0'.repeat(100)}`, 'latin1'), 'a.txt')],
    [
      'by its content, without any name',
      `Content-Transfer-Encoding: base64\n\n${Buffer.from(`\x7fELF\x02\x01\x01${'\0'.repeat(100)}`, 'latin1').toString('base64')}`,
    ],
  ])('%s', async (_what, message) => {
    expect(short(await judge(message))).toBe('reject .EXE');
  });

  it('by its content only where that is wanted', async () => {
    expect(short(await judge(attached(Buffer.from(`MZ\x90\x00${'\0'.repeat(100)}`, 'latin1'), 'a.txt'), { byContent: false }))).toBe('pass');
  });
});

describe('switches', () => {
  it('off, ignored for want of a size limit, or nothing to look for', async () => {
    expect(short(await judge(named('a.exe'), { enabled: false }))).toBe('skip switched-off');
    expect(short(await judge(named('a.exe'), { messageSizeLimit: null, ignoreWhenUnlimited: true }))).toBe('skip size-unlimited');
    expect(short(await judge(named('a.exe'), { messageSizeLimit: null }))).toBe('reject .EXE');
    expect(short(await judge(named('a.exe'), { ignoreWhenUnlimited: true }))).toBe('reject .EXE');
    expect(short(await judge(named('a.exe'), { entries: [] }))).toBe('skip nothing-to-do');
  });

  it('archives that cannot be read are refused where that is wanted', async () => {
    const broken = attached(makeZip([{ name: 'a.txt' }]).subarray(0, 50), 'a.zip');
    expect(short(await judge(broken))).toBe('pass');
    expect(short(await judge(broken, { refuseUnreadableArchives: true }))).toBe('reject archive-unreadable');
  });

  it('a message that could hide anything is refused, whatever is switched off', async () => {
    const nested = Array.from({ length: 10_000 }, (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`).join('');
    expect(short(await judge(nested, { enabled: false }))).toBe('reject message-too-complex');
  });
});

it('the trace says which file it was, and where', async () => {
  expect(await judge(attached(makeZip([{ name: 'a.exe' }]), 'report.zip'))).toMatchObject({
    reason: 'attachment-filtered',
    entry: '.EXE',
    detail: 'part 1 > report.zip > a.exe',
  });
});
