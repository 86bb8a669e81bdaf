/** The tree of a message: what begins where, in sound messages and in the ones that some client shows all the same. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lines, pieces, walk } from './walk.ts';

/** `path media-type: content` of each leaf. */
function leavesOf(message: Buffer): string[] {
  return walk([message]).leaves.map(({ path, mediaType, content }) => `${path} ${mediaType}: ${content.toString('latin1')}`);
}

const MIXED = 'Content-Type: multipart/mixed; boundary="b"';
const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

describe('a walk', () => {
  it('tells a plain message', () => {
    const walked = walk([lines('Subject: Hello,', '  world', 'X-A:b', '', 'One', '', 'Two')]);
    expect(walked.order).toEqual(['message ', 'leaf 1 text/plain']);
    expect(walked.headers[0]?.lines).toEqual(['subject: Hello,  world', 'x-a: b']);
    expect(walked.leaves[0]?.content.toString()).toBe('One\r\n\r\nTwo\r\n');
    expect(walked.leaves[0]?.ended).toBe(true);
  });

  it('numbers parts as IMAP does', () => {
    const inner = ['Content-Type: multipart/alternative; boundary=bb', '', '--bb', '', 'plain', '--bb', 'Content-Type: text/html', '', '<p>', '--bb--'];
    const message = lines(MIXED, '', 'preamble', '--b', ...inner, '--b', 'Content-Type: message/rfc822', '', 'Subject: in', '', 'inside', '--b--', 'epilogue');
    const walked = walk([message]);
    expect(walked.order).toEqual([
      'message ',
      'container ',
      'part 1',
      'container 1',
      'part 1.1',
      'leaf 1.1 text/plain',
      'part 1.2',
      'leaf 1.2 text/html',
      'part 2',
      'container 2',
      'attached-message 2',
      'leaf 2.1 text/plain',
    ]);
    expect(walked.leaves.map(({ content }) => content.toString())).toEqual(['plain', '<p>', 'inside']);
    expect(walked.wire.toString()).toBe('preambleplain<p>insideepilogue\r\n');
  });

  it.each([
    ['bare LF', Buffer.from('Content-Type: multipart/mixed; boundary=b\n\n--b\n\nA\n--b\n\nB\n--b--\n'), ['1 text/plain: A', '2 text/plain: B']],
    ['a missing final boundary', lines(MIXED, '', '--b', '', 'A', '--b', '', 'B'), ['1 text/plain: A', '2 text/plain: B\r\n']],
    ['no line break at the end', Buffer.from('Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nA\r\n--b--'), ['1 text/plain: A']],
    ['white space after a boundary', lines(MIXED, '', '--b \t', '', 'A', '--b--  '), ['1 text/plain: A']],
    ['a part without header or body', lines(MIXED, '', '--b', '--b', '', 'B', '--b--'), ['1 text/plain: ', '2 text/plain: B']],
    ['a header section without body', lines(MIXED, '', '--b', 'Content-Type: a/b', '--b--'), ['1 a/b: ']],
    ['a part without empty line', lines(MIXED, '', '--b', 'no header at all', '--b--'), ['1 text/plain: no header at all']],
    ['parts after the end', lines(MIXED, '', '--b', '', 'A', '--b--', '--b', '', 'B'), ['1 text/plain: A', '2 text/plain: B\r\n']],
    ['text after a boundary', lines(MIXED, '', '--b', '', 'A', '--bxx', 'Content-Type: a/b', '', 'B'), ['1 text/plain: A', '2 a/b: B\r\n']],
    ['a line that only looks like a boundary', lines(MIXED, '', '--b', '', '--bx', 'A', '--', '--b--'), ['1 text/plain: --bx\r\nA\r\n--']],
    ['no line break within an empty part', lines(MIXED, '', '--b', '', '--b--'), ['1 text/plain: ']],
    [
      'a boundary that begins like another',
      lines(MIXED, '', '--b', 'Content-Type: multipart/mixed; boundary=b1', '', '--b1', '', 'A', '--b1--', '--b', '', 'B', '--b--'),
      ['1.1 text/plain: A', '2 text/plain: B'],
    ],
    [
      'an inner multipart that never ends',
      lines(MIXED, '', '--b', 'Content-Type: multipart/mixed; boundary=c', '', '--c', '', 'A', '--b', '', 'B', '--c', 'still B', '--b--'),
      ['1.1 text/plain: A', '2 text/plain: B\r\n--c\r\nstill B'],
    ],
    [
      'no declared boundary',
      lines('Content-Type: multipart/mixed', '', 'text', '--x', 'Content-Type: a/b', '', 'B', '--x', '', 'C', '--x--'),
      ['1 text/plain: text', '1 a/b: B', '2 text/plain: C'],
    ],
    ['a wrong boundary', lines(MIXED, '', 'preamble', '-- b', 'Content-Type: a/b', '', 'A', '-- b', '', 'B', '-- b--'), ['1 a/b: A', '2 text/plain: B']],
    [
      'two boundaries',
      lines('Content-Type: multipart/mixed; boundary=a', MIXED, '', '--b', '', 'B', '--a', '', 'A'),
      ['1 text/plain: B', '2 text/plain: A\r\n'],
    ],
    ['a boundary of RFC 2231', lines('Content-Type: multipart/mixed; boundary*0="a"; boundary*1=b', '', '--ab', '', 'A'), ['1 text/plain: A\r\n']],
    ['a boundary without semicolon', lines('Content-Type: multipart/mixed boundary=ab', '', '--ab', '', 'A'), ['1 text/plain: A\r\n']],
    ['a boundary with a space', lines('Content-Type: multipart/mixed; boundary=a b', '', '--a b', '', 'A'), ['1 text/plain: A\r\n']],
    ['a contradiction, multipart second', lines('Content-Type: text/plain', MIXED, '', '--b', '', 'A'), ['1 text/plain: A\r\n']],
    ['a type without subtype', lines('Content-Type: text', '', 'A'), ['1 text/plain: A\r\n']],
    ['a type that is none', lines('Content-Type: ???', '', 'A'), ['1 text/plain: A\r\n']],
    ['a type after a comment', lines('Content-Type: (c) Text (c) / HTML (c); charset=x', '', 'A'), ['1 text/html: A\r\n']],
    ['a digest', lines('Content-Type: multipart/digest; boundary=b', '', '--b', '', 'Subject: x', '', 'A', '--b--'), ['1.1 text/plain: A']],
    ['no header section', lines('just text', 'more'), ['1 text/plain: just text\r\nmore\r\n']],
    ['no body', lines('Subject: x'), ['1 text/plain: ']],
    ['nothing', Buffer.alloc(0), ['1 text/plain: ']],
    ['space before the colon', lines('Content-Type : a/b', '', 'A'), ['1 a/b: A\r\n']],
    ['a NUL in a name', lines('Content-\0Type: a/b', '', 'A'), ['1 a/b: A\r\n']],
    ['a stray line within the header', lines('Subject: x', 'stray', 'Content-Type: a/b', '', 'A'), ['1 a/b: A\r\n']],
    ['two encodings', lines('Content-Transfer-Encoding: 7bit', 'Content-Transfer-Encoding: base64', '', 'QQ=='), ['1 text/plain: A', '1 text/plain: QQ==\r\n']],
  ])('reads %s', (_, message, leaves) => {
    expect(leavesOf(message)).toEqual(leaves);
  });

  it.each(['\0\0 ', '\0\t', '\v', '\f', '\xa0', '\0\v'])('takes a line behind %j for one of the field before it, and for none of it', (start) => {
    const named = 'Content-Disposition: attachment; filename="a.exe';
    for (const section of [[named], ['X: y', named], ['X: y', 'stray', named]]) {
      const { leaves, headers } = walk([lines(...section, `${start}.txt`, ' more"', 'Subject: x', '', 'A')]);
      // To those who do not join the line the name ends before it.
      expect(leaves[0]?.names.map((name) => name.replaceAll(/[\0\s]+/g, ' '))).toEqual(expect.arrayContaining(['a.exe', 'a.exe .txt more']));
      expect(headers[0]?.lines).toContain(`: ${start}.txt more"`);
      expect(headers[0]?.lines.filter((line) => line.startsWith('subject'))).toEqual(['subject: x']);
    }
  });

  it('joins any number of such lines at the cost of one more field', () => {
    const { headers } = walk([lines('Subject: x', ...Array.from({ length: 15 }, () => '\0 y'), '', 'A')]);
    expect(headers[0]?.lines.filter((line) => line.startsWith('subject'))).toEqual(['subject: x', `subject: x${'\0 y'.repeat(15)}`]);
  });

  it.each([
    ['base64', base64('Content-Type: a/b\r\n\r\ninside')],
    ['base64', `\r\n${base64('Content-Type: a/b\r\n\r\ninside')}`],
    ['base64', 'Content-Type: a/b\r\n\r\ninside'],
    ['quoted-printable', 'Content-Type: a=2Fb\r\n\r\nin=\r\nside'],
    ['quoted-printable', 'Content-Type: a/b\r\n\r\ninside'],
  ])('enters an attached message that is declared %s', (encoding, content) => {
    const message = lines(MIXED, '', '--b', 'Content-Type: message/rfc822', `Content-Transfer-Encoding: ${encoding}`, '', content, '--b', '', 'after', '--b--');
    expect(leavesOf(message)).toEqual(['1.1 a/b: inside', '2 text/plain: after']);
  });

  it('enters the parts of a message in base64 in a message in base64', () => {
    const inner = lines(MIXED, '', '--b', 'Content-Type: text/html', '', 'deep', '--b--').toString('latin1');
    const middle = `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(inner)}`;
    expect(leavesOf(lines('Content-Type: message/global', 'Content-Transfer-Encoding: base64', '', base64(middle)))).toEqual(['1.1.1 text/html: deep']);
  });

  it.each(['\x20x', '\tx', '\x20\x20', 'hello'])('passes over the line %j in front of a header section, and tells it as text, too', (first) => {
    const part = ['Content-Type: a/b', '', 'A'];
    const mixed = [MIXED, '', '--b', ...part, '--b--'];
    const inMessage = (encoding: string): Buffer => lines('Content-Type: message/rfc822', `Content-Transfer-Encoding: ${encoding}`, '', first, ...mixed);
    expect(leavesOf(lines(first, ...mixed))).toEqual([`1 text/plain: ${first}\r\n${MIXED}\r\n`, '1 a/b: A']);
    expect(leavesOf(lines(MIXED, '', '--b', first, ...part, '--b--'))).toEqual([`1 text/plain: ${first}\r\nContent-Type: a/b\r\n`, '1 a/b: A']);
    for (const encoding of ['7bit', 'base64', 'x-uuencode']) {
      expect(leavesOf(inMessage(encoding))).toEqual([`1.1 text/plain: ${first}\r\n${MIXED}\r\n`, '1.1 a/b: A']);
    }
  });

  it('passes over any number of lines in front of the fields of a part', () => {
    const message = lines(MIXED, '', '--b', ...Array.from({ length: 100 }, () => 'hello'), 'Content-Type: a/b', '', 'A', '--b--');
    expect(leavesOf(message)).toContain('1 a/b: A');
  });

  it('takes a part without any field for its body, to the end, however it comes', () => {
    const text = 'hello\r\n'.repeat(100);
    const message = lines(MIXED, '', '--b', `${text}end`, '--b', '', 'B', '--b--');
    const expected = [`1 text/plain: ${text}end`, '2 text/plain: B'];
    expect(leavesOf(message)).toEqual(expected);
    for (const size of [1, 7]) expect(walk(pieces(message, size)).leaves.map(({ content }) => content.toString())).toEqual([`${text}end`, 'B']);
    const long = 'hello\r\n'.repeat(60_000);
    expect(leavesOf(lines(MIXED, '', '--b', `${long}end`, '--b--'))).toEqual([`1 text/plain: ${long}end`]);
  });

  it('tells lines of the header section that are no fields', () => {
    expect(walk([lines('Subject: x', 'buy now', 'To: y', '', 'A')]).headers[0]?.lines).toEqual(['subject: x', ': buy now', 'to: y']);
  });

  it('takes a header section that does not end for over', () => {
    const [leaf] = walk([lines('Subject: x', ...Array.from({ length: 30 }, () => 'no header'))]).leaves;
    expect(leaf?.content.toString()).toBe('no header\r\n'.repeat(9));
  });

  it('tells names of everything that has one', () => {
    const message = lines(
      'Content-Type: multipart/mixed; boundary=b; name=all.exe',
      '',
      '--b',
      'Content-Type: message/rfc822; name="note.exe"',
      'Content-Disposition: inline',
      'Content-Disposition: attachment; filename=other.exe',
      '',
      'Subject: x',
      '',
      '--b--',
    );
    const { containers } = walk([message]);
    expect(containers.map(({ path, names, attachment }) => ({ path, names, attachment }))).toEqual([
      { path: '', names: ['all.exe'], attachment: false },
      { path: '1', names: ['other.exe', 'note.exe'], attachment: true },
    ]);
  });

  it('finds uuencoded blocks in a text, and in a part that is uuencoded', () => {
    const block = ['begin 644 cat.exe', '#0V%T', '`', 'end'];
    const text = walk([lines('', 'begin 7 days', 'before', ...block, 'after', 'begin 644 prose', 'is no block')]);
    expect(text.leaves.map(({ path, names, content, ended }) => ({ path, names, content: content.toString(), ended }))).toEqual([
      { path: '1', names: [], content: lines('begin 7 days', 'before', ...block, 'after', 'begin 644 prose', 'is no block').toString(), ended: true },
      { path: '1.uu1', names: ['cat.exe'], content: 'Cat', ended: true },
    ]);
    const part = walk([lines('Content-Type: application/x; name=a', 'Content-Transfer-Encoding: x-uuencode', '', ...block)]);
    expect(part.leaves.map(({ path, names, content }) => ({ path, names, content: content.toString() }))).toEqual([
      { path: '1', names: ['a'], content: 'Cat' },
      { path: '1.uu1', names: ['cat.exe'], content: 'Cat' },
    ]);
  });
});

const LINES = [
  '',
  '--b',
  '--b--',
  '--c',
  '--c--',
  '--bb ',
  '--',
  '-',
  'text',
  MIXED,
  'Content-Type: multipart/digest; boundary=c',
  'Content-Type: multipart/mixed',
  'Content-Type: message/rfc822',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Transfer-Encoding: x-uuencode',
  'begin 644 a.exe',
  '#0V%T',
  'end',
  'QUJDRA==',
  base64('Content-Type: text/html\r\n\r\n<p>'),
  'a =\t',
  '=41=4',
  ' folded',
];
const message = fc
  .array(fc.tuple(fc.constantFrom(...LINES), fc.constantFrom('\r\n', '\r\n', '\n', '')), { maxLength: 25 })
  .map((all) => Buffer.from(all.flat().join('')));

describe('what is told', () => {
  it('of the wire is in order, also of an attached message behind an encoding', () => {
    const bytes = Buffer.from('Content-Transfer-Encoding: quoted-printable\r\nContent-Type: message/rfc822\r\n\r\n\r\n\r\nA=42C\r\n');
    expect(walk([bytes]).wire.toString()).toBe('\r\nABC\r\n');
    expect(walk(pieces(bytes, 1))).toEqual(walk([bytes]));
  });

  it('is the same wherever chunks are split', () => {
    fc.assert(
      fc.property(message, fc.array(fc.nat({ max: 400 }), { maxLength: 8 }), (bytes, cuts) => {
        const whole = walk([bytes]);
        expect(walk(pieces(bytes, 1))).toEqual(whole);
        const sorted = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        expect(walk(sorted.slice(1).map((cut, index) => bytes.subarray(sorted[index], cut)))).toEqual(whole);
      }),
      { numRuns: 1500 },
    );
  });
});
