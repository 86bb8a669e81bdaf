import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AttachmentScan } from '../../../main/security/attachments/attachment-scan.ts';
import { MimeWalker } from '../../../main/mime/mime-walker.ts';
import { ContentScan } from '../../../main/security/content/content-scan.ts';
import { compileFilterRules } from '../../../main/security/filters/filter-rules.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { makeTnef } from './make-tnef.ts';
import { makeZip } from './make-zip.ts';
import { ELF, MACH_O, WINDOWS } from './programs.ts';
import { scanFiles, scanMessage, told } from './scan.ts';

function base64(bytes: Buffer): string {
  return (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\n');
}

/** A part with this content, and with the names that these header fields give it. */
function part(fields: string, content: Buffer | string = 'x'): string {
  return `${fields}\nContent-Transfer-Encoding: base64\n\n${base64(Buffer.from(content))}\n`;
}

function mixed(...parts: readonly string[]): string {
  return `From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n${parts.map((one) => `--b\n${one}`).join('')}--b--\n`;
}

const namesOf = (fields: string): readonly string[] => scanMessage(mixed(part(fields))).flatMap(({ names }) => names);

describe('the names of a part', () => {
  it.each([
    ['Content-Disposition', 'Content-Disposition: attachment; filename="a.exe"', ['a.exe']],
    ['Content-Type', 'Content-Type: application/pdf; name=a.exe', ['a.exe']],
    ['two that disagree', 'Content-Type: application/pdf; name="b.pdf"\nContent-Disposition: attachment; filename="a.exe"', ['a.exe', 'b.pdf']],
    ['the same parameter twice', 'Content-Disposition: attachment; filename="b.pdf"; filename="a.exe"', ['b.pdf', 'a.exe']],
    ['two header fields', 'Content-Disposition: attachment; filename="b.pdf"\nContent-Disposition: attachment; filename="a.exe"', ['b.pdf', 'a.exe']],
    ['RFC 2231', "Content-Disposition: attachment; filename*=UTF-8''a%2Eexe", ['a.exe']],
    ['RFC 2231 beside a plain one', "Content-Disposition: attachment; filename=b.pdf; filename*=UTF-8''a.exe", ['b.pdf', 'a.exe']],
    ['RFC 2231 continuations', 'Content-Disposition: attachment; filename*0="a.p"; filename*1="df.e"; filename*2="xe"', ['a.pdf.exe']],
    ['encoded continuations', "Content-Disposition: attachment; filename*0*=UTF-8''a%2E; filename*1=e; filename*2*=%78e", ['a.exe']],
    ['RFC 2047 in base64', 'Content-Disposition: attachment; filename="=?UTF-8?B?YS5leGU=?="', ['a.exe']],
    ['RFC 2047 in two words', 'Content-Type: x/y; name="=?UTF-8?Q?a=2Ee?= =?UTF-8?Q?xe?="', ['a.exe']],
    ['folded', 'Content-Disposition: attachment;\n filename="a.\n exe"', ['a. exe']],
    ['a bidi override', "Content-Disposition: attachment; filename*=UTF-8''annexe%E2%80%AEtxt.exe", ['annexetxt.exe']],
    ['a trailing dot', 'Content-Disposition: attachment; filename="a.exe."', ['a.exe']],
    ['an encoded NUL', "Content-Disposition: attachment; filename*=UTF-8''a.exe%00.txt", ['a.exe.txt', 'a.exe']],
  ])('are taken from %s', (_where, fields, names) => {
    for (const name of names) expect(namesOf(fields)).toContain(name);
  });

  it('are none for a text without one', () => {
    expect(scanMessage('Subject: x\n\nHello\n')).toEqual([]);
    expect(scanMessage(mixed('Content-Type: text/html\n\n<p>Hello</p>\n'))).toEqual([]);
  });
});

describe('a scan', () => {
  it('tells programs by their content, with and without names', () => {
    const message = mixed(part('Content-Type: text/html', WINDOWS), part('Content-Type: image/png; name=a.png', ELF), part('Content-Type: x/y', MACH_O));
    expect(told(scanMessage(message))).toEqual(['part 1:  [windows]', 'part 2: a.png [elf]', 'part 3:  [mach-o]']);
  });

  it('looks into attached messages, whose own names count, too', () => {
    const attached = `Content-Type: message/rfc822; name="fwd.eml"\n\n${mixed(part('Content-Type: x/y; name=a.exe'))}`;
    expect(told(scanMessage(mixed(attached)))).toEqual(['part 1: fwd.eml', 'part 1.1: a.exe']);
  });

  it.each(['application/octet-stream; name="fwd.eml"', 'text/plain; name="fwd.EML."', 'x/y; name=fwd.mht'])(
    'looks into messages in files, as which they are opened: %s',
    (type) => {
      const inner = mixed(
        part('Content-Type: x/y; name=a.exe'),
        part('Content-Type: text/plain; name=b.eml', `Content-Type: x/y; name=c.exe\n\n${'x'.repeat(100)}`),
      );
      const facts = told(scanMessage(mixed(part(`Content-Type: ${type}`, inner.replaceAll('\n', '\r\n')))));
      expect(facts.slice(1)).toEqual(['part 1.1: a.exe', 'part 1.2: b.eml', 'part 1.2.1: c.exe']);
      // What is no message is looked at as any file.
      expect(told(scanMessage(mixed(part(`Content-Type: ${type}`, makeZip([{ name: 'a.exe', content: 'x' }])))))).toContainEqual(
        expect.stringMatching(/^part 1 > .*: a.exe$/),
      );
    },
  );

  it('looks into messages of Apple Mail, which have their length in a line before them', () => {
    const inner = `120\n${mixed(part('Content-Type: x/y; name=a.exe'))}`;
    expect(told(scanMessage(mixed(part('Content-Type: x/y; name=1.emlx', inner.replaceAll('\n', '\r\n')))))).toContain('part 1.1: a.exe');
  });

  it('looks into messages in the envelope of their signature, and of the signature around that', () => {
    const found = (name: string): readonly string[] => told(scanMessage(readFileSync(`${import.meta.dirname}/../filters/cases/${name}.eml`)));
    expect(found('signed-message')).toEqual(['part 1: smime.p7m', 'part 1.2: a.exe']);
    expect(found('signed-message-in-pieces')).toEqual(['part 1: smime.p7m', 'part 1.2: a.exe']);
    expect(found('signed-message-signed')).toEqual(['part 1.1.2: a.exe']);
  });

  it('gives up on messages in files in files without end, as on others', () => {
    const nested = (depth: number): string => (depth === 0 ? 'Content-Type: x/y; name=a.exe\n\nx\n' : `Content-Type: x/y; name=a.eml\n\n${nested(depth - 1)}`);
    const tooComplex = (depth: number): string | undefined => {
      const scan = new ContentScan(compileFilterRules([]), { attachments: true });
      scan.write(Buffer.from(nested(depth).replaceAll('\n', '\r\n')));
      return scan.end().tooComplex;
    };
    expect(tooComplex(FIXED_LIMITS.mimeFileDepth)).toBeUndefined();
    expect(tooComplex(FIXED_LIMITS.mimeFileDepth + 1)).toContain('nested more than');
    expect(told(scanMessage(nested(FIXED_LIMITS.mimeFileDepth))).at(-1)).toContain('a.exe');
  });

  it('looks into uuencoded blocks in texts, and into archives in them', () => {
    const zip = makeZip([{ name: 'a.exe', content: 'x' }]);
    const lines = zip.toString('latin1').match(/[\s\S]{1,45}/g) ?? [];
    const block = lines.map((line) => uuLine(Buffer.from(line, 'latin1'))).join('\n');
    expect(told(scanMessage(`Subject: x\n\nSee below.\nbegin 644 a.zip\n${block}\n\`\nend\n`))).toEqual(['part 1.uu1: a.zip', 'part 1.uu1 > a.zip: a.exe']);
  });

  it('tells all parts in their order, in whatever pieces the message comes', () => {
    const blocks = Array.from({ length: 11 }, (_none, index) => `begin 644 b${index + 1}.exe\n#0V%T\n\`\nend\n`).join('');
    const file = `Content-Disposition: attachment; filename=outer.eml\n\nContent-Disposition: attachment; filename=inner.eml\n\nSubject: x\n\n${blocks}`;
    const names = Array.from({ length: 11 }, (_none, index) => index + 1);
    const expected = [
      'part 1: outer.eml',
      'part 1.1: inner.eml',
      ...names.map((name) => `part 1.1.1.uu${name}: b${name}.exe`),
      ...names.map((name) => `part 1.1.uu${name}: b${name}.exe`),
      ...names.map((name) => `part 1.uu${name}: b${name}.exe`),
    ];
    for (const piece of [1, 2, 3, 7, 64, Infinity]) expect(told(scanMessage(file, piece))).toEqual(expected);
    expect(told(scanMessage('Subject: x\n\nbegin 644 a.exe is how it starts.\nThen follows prose.\n'))).toEqual([]);
  });

  it('looks into archives under any name and type, and into a winmail.dat in a ZIP archive', () => {
    const zip = makeZip([{ name: 'winmail.dat', content: makeTnef([{ title: 'a.exe' }]) }]);
    expect(told(scanMessage(mixed(part('Content-Type: text/plain', zip))))).toEqual([
      'part 1 > an archive: winmail.dat',
      'part 1 > an archive > winmail.dat: a.exe',
    ]);
  });

  it('of a message in pieces finds the same', () => {
    const zip = makeZip([
      { name: 'a.exe', content: WINDOWS },
      { name: 'b.zip', content: makeZip([{ name: 'c.scr' }]) },
    ]);
    const message = Buffer.from(mixed(part('Content-Type: x/y; name=a.zip', zip)).replaceAll('\n', '\r\n'));
    const whole = scanMessage(message);
    for (const piece of [1, 7, 100]) {
      const scan = new AttachmentScan();
      const walker = new MimeWalker(scan);
      for (let at = 0; at < message.length; at += piece) walker.write(message.subarray(at, at + piece));
      walker.end();
      expect(scan.result()).toEqual(whole);
    }
  });
});

function uuLine(bytes: Buffer): string {
  const encode = (value: number): string => String.fromCharCode(value === 0 ? 96 : value + 32);
  let line = encode(bytes.length);
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) line += encode((bits >> shift) & 63);
  }
  return line;
}

/** Debian's package clamav-testfiles: one small program, in every wrapping that scanners meet. Not among the packages that every machine has. */
const CLAMAV = '/usr/share/clamav-testfiles';

describe.skipIf(!existsSync(CLAMAV))('the test files of ClamAV (apt-get install clamav-testfiles)', () => {
  it.each([
    ['clam.exe', ['part 1: clam.exe [windows]']],
    ['clam-mew.exe', ['part 1: clam-mew.exe [windows]']],
    ['clam-upack.exe', ['part 1: clam-upack.exe [windows]']],
    ['clam.zip', ['part 1: clam.zip', 'part 1 > clam.zip: clam.exe [windows]']],
    ['clam.bz2.zip', ['part 1: clam.bz2.zip', 'part 1 > clam.bz2.zip: clam.exe']],
    ['clam.d64.zip', ['part 1: clam.d64.zip', 'part 1 > clam.d64.zip: clam.exe']],
    ['clam.impl.zip', ['part 1: clam.impl.zip', 'part 1 > clam.impl.zip: CLAM.EXE']],
    ['clam.tnef', ['part 1: clam.tnef', 'part 1 > clam.tnef:  [windows]', 'part 1 > clam.tnef: clam.exe']],
    ['clam.pdf', ['part 1: clam.pdf']],
    ['clam.ole.doc', ['part 1: clam.ole.doc']],
  ])('%s', (name, found) => {
    expect(told(scanFiles([{ name, content: readFileSync(`${CLAMAV}/${name}`) }]))).toEqual(found);
  });

  it.each(['clam.mail', 'clam.exe.mbox.base64', 'clam.exe.mbox.uu'])('%s', (name) => {
    const message = readFileSync(`${CLAMAV}/${name}`, 'latin1').replace(/^From .*\n/, '');
    expect(told(scanMessage(message)).some((line) => line.endsWith('clam.exe [windows]'))).toBe(true);
  });
});
