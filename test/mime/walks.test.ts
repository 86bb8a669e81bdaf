/** The walk through a message: what it tells, that chunks do not matter, and that hostile messages cost little. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MimeWalker } from '../../main/mime/mime-walker.ts';
import type { HeaderField, LeafInfo, LeafSink, MimeVisitor } from '../../main/mime/mime-visitor.ts';

/** Writes down what it is told. */
class Recorder implements MimeVisitor {
  readonly leaves: { path: string; type: string; names: readonly string[]; content: string }[] = [];
  readonly fields: string[] = [];
  complaint: string | undefined;

  headers(path: string, fields: readonly HeaderField[], kind: string): void {
    for (const { name, raw } of fields) this.fields.push(`${kind} ${path} ${name}=${raw}`);
  }

  leaf({ path, mediaType, names }: LeafInfo): LeafSink {
    const leaf = { path, type: mediaType, names, content: '' };
    this.leaves.push(leaf);
    return {
      write: (bytes) => {
        leaf.content += bytes.toString('latin1');
      },
      end: () => undefined,
    };
  }

  tooComplex(why: string): void {
    this.complaint = why;
  }
}

function walk(message: string | Buffer, chunk = Number.MAX_SAFE_INTEGER): Recorder {
  const bytes = Buffer.from(typeof message === 'string' ? message.replaceAll('\n', '\r\n') : message);
  const recorder = new Recorder();
  const walker = new MimeWalker(recorder);
  for (let at = 0; at < bytes.length; at += chunk) walker.write(bytes.subarray(at, at + chunk));
  walker.end();
  return recorder;
}

const inShort = ({ leaves }: Recorder): string[] =>
  leaves.map(({ path, type, names, content }) => [path, type, names.join('|'), content.trim()].join(' ').replaceAll(/ +/g, ' ').trim());

const NESTED = `Subject: outer
Content-Type: multipart/mixed; boundary="a"

preamble
--a
Content-Type: text/plain

one
--a
Content-Type: multipart/alternative; boundary=a2

--a2
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable

<b>t=
wo</b>
--a2--
--a
Content-Type: message/rfc822

Subject: inner
Content-Type: application/octet-stream; name=three.bin
Content-Transfer-Encoding: base64

dGhyZWU=
--a--
epilogue
`;

describe('a message', () => {
  it('is told part by part, decoded, an attached message entered', () => {
    const told = walk(NESTED);
    expect(inShort(told)).toEqual(['1 text/plain one', '2.1 text/html <b>two</b>', '3.1 application/octet-stream three.bin three']);
    expect(told.fields).toContain('message  subject=outer');
    expect(told.fields).toContain('attached-message 3 subject=inner');
  });

  it('is told the same however it is cut', () => {
    const whole = walk(NESTED);
    for (const chunk of [1, 2, 3, 7, 64]) {
      const cut = walk(NESTED, chunk);
      expect([inShort(cut), cut.fields]).toEqual([inShort(whole), whole.fields]);
    }
  });

  it.each([
    [
      'without a last boundary',
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\none\n--b\nContent-Type: text/css\n\ntwo\n',
      ['1 text/plain one', '2 text/css two'],
    ],
    ['with white space behind the boundary', 'Content-Type: multipart/mixed; boundary=b\n\n--b \t\n\none\n--b-- \n', ['1 text/plain one']],
    ['with a boundary that begins like another', 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bc\none\n--b--\n', ['1 text/plain --bc one']],
    ['without any header', '\nbody\n', ['1 text/plain body']],
    [
      'with names in every place',
      'Content-Type: image/png; name="a.png"\nContent-Disposition: attachment; filename="b.exe"\n\nx',
      ['1 image/png a.png|b.exe x'],
    ],
    ['with a name in pieces', "Content-Disposition: attachment; filename*0*=utf-8''%e2%82%ac; filename*1=uro.exe\n\nx", ['1 text/plain €uro.exe x']],
    ['with an encoded name', 'Content-Type: a/b; name="=?utf-8?B?w6kuZXhl?="\n\nx', ['1 a/b é.exe x']],
    ['with an unquoted name', 'Content-Type: a/b; name=my file.exe\n\nx', ['1 a/b my|my file.exe x']],
    ['with base64 among junk', 'Content-Transfer-Encoding: base64\n\naGV*s\nbG8=!!\n', ['1 text/plain hello']],
  ])('%s', (_what, message, expected) => {
    const told = walk(message);
    // The order in which a part's names are told is nobody's business.
    const sorted = (leaves: readonly string[]): string[] =>
      leaves.map((leaf) => leaf.replaceAll(/\S+\|\S+/g, (names) => names.split('|').toSorted().join('|')).replaceAll(/\s+/g, ' '));
    expect(sorted(inShort(told))).toEqual(sorted(expected));
  });

  it('with a uuencoded block in its text is told that as a file', () => {
    const told = walk('\nlook:\nbegin 644 evil.exe\n#0V%T\n`\nend\n');
    expect(told.leaves.find(({ names }) => names.includes('evil.exe'))?.content).toBe('Cat');
  });
});

describe('anything at all', () => {
  const pieces = fc.constantFrom(
    'Content-Type: multipart/mixed; boundary=b\r\n',
    'Content-Type: message/rfc822\r\n',
    '--b',
    '--b--',
    '\r\n',
    '\r\n\r\n',
    'x',
    ' ',
    '=',
    '=3D',
    'Content-Transfer-Encoding: base64\r\n',
    'AAAA',
    '\0',
    'ÿ',
    'name=',
    '"',
    ';',
    'begin 644 a\r\n',
    'end\r\n',
  );

  it('is walked to its end, the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (parts, chunk) => {
        const message = Buffer.from(parts.join(''), 'latin1');
        const [whole, cut] = [walk(message), walk(message, chunk)];
        expect([cut.leaves, cut.fields]).toEqual([whole.leaves, whole.fields]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a hostile message', () => {
  it.each([
    ['10,000 nested parts', Array.from({ length: 10_000 }, (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`).join('')],
    ['10,000 messages within each other', 'Content-Type: message/rfc822\n\n'.repeat(10_000)],
    ['a million parts', `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(1_000_000)}`],
    ['a header of 10 MB in an attached message', `Content-Type: message/rfc822\n\nX: ${'y'.repeat(10_000_000)}\n\n`],
  ])('of %s is given up, and says why', (_what, message) => {
    expect(walk(message, 65_536).complaint).toMatch(/\w/);
  });

  it.each([
    ['an unending boundary', `Content-Type: multipart/mixed; boundary="${'b'.repeat(100_000)}"\n\n--${'b'.repeat(1_000_000)}\n`],
    ['a line without end', `\n${'x'.repeat(5_000_000)}`],
    ['NUL bytes', `Content-Type: multipart/mixed; boundary=b\n\n--b\n\n${'\0'.repeat(1_000_000)}\n--b--`],
    ['a hundred thousand parameters', `Content-Type: text/plain; ${'a=b; '.repeat(100_000)}\n\nx`],
    ['white space in a header', `Content-Type: text/plain;${' '.repeat(500_000)}x\n\nx`],
  ])('with %s comes to its end', (_what, message) => {
    expect(walk(message, 65_536).leaves.length).toBeLessThan(10);
  });
});
