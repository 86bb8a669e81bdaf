/** Text in every charset that mail is written in, and in those that it only claims to be in. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CharsetDecoder, decodeBytes } from '../../main/mime/charset-decoder.ts';
import { pieces } from './walk.ts';

/** All readings of a text, the first one first. */
function readings(charset: string, chunks: readonly Buffer[]): string[] {
  const texts: string[] = [];
  const decoder = new CharsetDecoder(charset, (text, reading) => {
    texts[reading] = (texts[reading] ?? '') + text;
  });
  for (const chunk of chunks) decoder.write(chunk);
  decoder.end();
  return texts;
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const JAPANESE = latin1('\x1b$BF|K\\\x1b(B');

describe('a text', () => {
  it.each<[string, string, Buffer, string]>([
    ['UTF-8', 'utf-8', Buffer.from('café 日本 😀'), 'café 日本 😀'],
    ['UTF-8 with a mark', 'utf-8', Buffer.from('\ufeffcafé'), 'café'],
    ['UTF-8 with stray bytes', 'utf-8', latin1('caf\xc3\xa9 caf\xe9 \xe2\x82'), 'café café â‚'],
    ['US-ASCII that is UTF-8', 'us-ascii', Buffer.from('café'), 'café'],
    ['nothing that is UTF-8', '', Buffer.from('café'), 'café'],
    ['nothing that is windows-1252', '', latin1('\x93caf\xe9\x94'), '“café”'],
    ['an unknown charset', 'x-nonsense', latin1('caf\xe9'), 'café'],
    ['ISO-8859-1', 'ISO-8859-1', latin1('caf\xe9'), 'café'],
    ['windows-1251', 'windows-1251', latin1('\xcf\xf0\xe8'), 'При'],
    ['KOI8-R', 'koi8-r', latin1('\xf0\xd2\xc9'), 'При'],
    ['GB 2312', 'gb2312', latin1('\xc4\xe3\xba\xc3'), '你好'],
    ['GB 18030', 'gb18030', latin1('\xc4\xe3\x81\x30\x84\x36'), '你¥'],
    ['Big5', 'big5', latin1('\xa7\x41\xa6\x6e'), '你好'],
    ['EUC-KR', 'ks_c_5601-1987', latin1('\xc7\xd1\xb1\xdb'), '한글'],
    ['Shift_JIS', 'cp932', latin1('\x93\xfa\x96\x7b'), '日本'],
    ['ISO-2022-JP', 'iso-2022-jp', JAPANESE, '日本'],
    ['ISO-2022-JP with escapes one after the other', 'iso-2022-jp', latin1('\x1b$BF|\x1b(B\x1b$BK\\\x1b(B\x1b(BV\x1b(B\x1b(Bi'), '日本Vi'],
    ['ISO-2022-KR', 'iso-2022-kr', latin1('\x1b$)Ca\x0eGQ1[\x0fb'), 'a한글b'],
    ['HZ', 'hz-gb-2312', latin1('a~{Dc:C~}b~~'), 'a你好b~'],
    ['UTF-7', 'utf-7', latin1('+AFY-iagra +- +2D3eAA- 1+-1 +ZeVnLA'), 'Viagra + 😀 1+1 日本'],
    ['UTF-7 without the hyphen', 'utf-7', latin1('+AFY iagra'), 'V iagra'],
    ['UTF-16 with a mark', 'utf-16', latin1('\xfe\xff\0V\0i'), 'Vi'],
    ['UTF-16 by its NULs', '', Buffer.from('Viagra', 'utf16le'), 'Viagra'],
    ['big-endian UTF-16 by its NULs', 'us-ascii', utf16be('Viagra'), 'Viagra'],
    ['UTF-16 that says UTF-8', 'utf-8', latin1('\xff\xfeV\0i\0'), 'Vi'],
  ])('of %s is read', (_, charset, bytes, text) => {
    expect(readings(charset, [bytes])[0]).toBe(text);
    expect(decodeBytes(charset, bytes)).toBe(text);
  });

  it.each<[string, string, Buffer, string]>([
    ['UTF-8 that says windows-1252', 'windows-1252', Buffer.from('so: café'), 'so: café'],
    ['UTF-8 that says Big5', 'big5', Buffer.from('so: café'), 'so: café'],
    ['text that says UTF-7', 'utf-7', latin1('a+AFY-b'), 'a+AFY-b'],
    ['text that says UTF-16', 'utf-16', latin1('Viagra'), 'Viagra'],
    ['big-endian UTF-16 without a mark', 'utf-16', utf16be('日本'), '日本'],
    ['Japanese that says nothing', '', JAPANESE, '日本'],
    ['HTML with a charset of its own', '', latin1('<meta charset="utf-7">+AFY-iagra'), '<meta charset="utf-7">Viagra'],
  ])('has another reading where it is %s', (_, charset, bytes, text) => {
    const [first, ...others] = readings(charset, [bytes]);
    expect(first).not.toBe(text);
    expect(others).toContain(text);
  });

  it('has one reading where all are the same', () => {
    expect(readings('iso-8859-1', [latin1('plain')])).toEqual(['plain']);
    expect(readings('utf-8', [Buffer.from('café')])).toEqual(['café']);
  });

  it('gives a late reading its context, and no more of it', () => {
    const [, second] = readings('iso-8859-1', [latin1(`${'x'.repeat(5000)}Viagr`), Buffer.from('à')]);
    expect(second).toBe(`${'x'.repeat(1024 - 5)}Viagrà`);
  });

  it('reads the same at every split', () => {
    const charset = fc.constantFrom('', 'utf-8', 'iso-8859-1', 'utf-7', 'utf-16', 'iso-2022-jp', 'iso-2022-kr', 'hz-gb-2312', 'big5', 'gb18030');
    const part = fc.constantFrom('a', '+', '-', 'é', '日', '\xe9', '\0', '\x1b$B', '\x1b$)C', '\x0e', '~{', '~', '\xc3', 'x'.repeat(600));
    const bytes = fc
      .array(fc.tuple(part, fc.boolean()), { maxLength: 20 })
      .map((all) => Buffer.concat(all.map(([text, wide]) => Buffer.from(text, wide ? 'utf8' : 'latin1'))));
    fc.assert(
      fc.property(charset, bytes, fc.integer({ min: 1, max: 7 }), (declared, content, size) => {
        expect(readings(declared, pieces(content, size))).toEqual(readings(declared, [content]));
      }),
    );
  });
});
