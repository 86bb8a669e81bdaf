/** Transfer encodings, sound and damaged, at every split. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TransferEncoding, transferDecoder } from '../../main/mime/transfer-decoder.ts';
import { pieces } from './walk.ts';

function decode(encoding: TransferEncoding, chunks: readonly Buffer[]): Buffer {
  const out: Buffer[] = [];
  let ends = 0;
  const decoder = transferDecoder(encoding, { write: (bytes) => void out.push(Buffer.from(bytes)), end: () => void (ends += 1) });
  for (const chunk of chunks) decoder.write(chunk);
  decoder.end();
  expect(ends).toBe(1);
  return Buffer.concat(out);
}

describe('a transfer decoder', () => {
  it.each<[TransferEncoding, string, string]>([
    ['identity', 'as it is = \r\n', 'as it is = \r\n'],
    ['base64', 'QUJD', 'ABC'],
    ['base64', 'QUI=', 'AB'],
    ['base64', 'QQ==', 'A'],
    ['base64', 'QQ', 'A'],
    ['base64', 'QUI', 'AB'],
    ['base64', 'QUJDR', 'ABC'],
    ['base64', 'Q U\r\nJ!D\0-_ý', 'ABC'],
    ['base64', 'QQ==QkM=', 'ABC'],
    ['base64', 'Q=Q=QUJD', 'ABC'],
    ['base64', '==QUJD', 'ABC'],
    ['base64', '', ''],
    ['quoted-printable', 'a=3Db=e4', 'a=b\xe4'],
    ['quoted-printable', 'soft=\r\nbreak=\nhere= \t\r\nthere', 'softbreakherethere'],
    ['quoted-printable', 'end \t \r\nnext ', 'end\r\nnext'],
    ['quoted-printable', 'kept=20\r\nin  between', 'kept \r\nin  between'],
    ['quoted-printable', '=zz =4 =4\r\n=', '=zz =4 =4\r\n'],
    ['quoted-printable', '==41', '=A'],
    ['quoted-printable', 'a=\rb', 'a=\rb'],
    ['quoted-printable', `${' '.repeat(2000)}x`, `${' '.repeat(2000)}x`],
    ['uuencode', 'begin 644 x\r\n#0V%T\r\n`\r\nend\r\n', 'Cat'],
    ['uuencode', '#0V%T', 'Cat'],
    ['uuencode', 'noise\r\n#0V%T\r\n"0V$', 'CatCa'],
    ['uuencode', '%:&5L;&\\\n$;P``\n', 'hello'.concat('o\0\0\0')],
  ])('reads %s %j', (encoding, encoded, decoded) => {
    const bytes = Buffer.from(encoded, 'latin1');
    expect(decode(encoding, [bytes]).toString('latin1')).toBe(decoded);
    for (const size of [1, 2, 3, 5]) expect(decode(encoding, pieces(bytes, size)).toString('latin1')).toBe(decoded);
  });

  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 80 }), (bytes, width) => {
        const base64 = Buffer.from(bytes)
          .toString('base64')
          .replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\r\n');
        expect(decode('base64', pieces(Buffer.from(base64), 7))).toEqual(Buffer.from(bytes));
        const quoted = Array.from(bytes, (byte) => `=${byte.toString(16).padStart(2, '0').toUpperCase()}`)
          .join('')
          .replaceAll(/.{75}/g, '$&=\r\n');
        expect(decode('quoted-printable', pieces(Buffer.from(quoted), 7))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('gives the same at every split, whatever the bytes', () => {
    const text = fc.string({ unit: fc.constantFrom('=', '4', '1', 'A', 'z', ' ', '\t', '\r', '\n', '\r\n', 'begin 644 a\n', '#0V%T\n', 'é'), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.constantFrom<TransferEncoding>('base64', 'quoted-printable', 'uuencode'), (content, encoding) => {
        const bytes = Buffer.from(content);
        expect(decode(encoding, pieces(bytes, 1))).toEqual(decode(encoding, [bytes]));
      }),
    );
  });
});
