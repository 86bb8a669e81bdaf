/** What is taken out of CMS, by the bytes. */
import { expect, it } from 'vitest';
import { CmsContent } from '../../main/mime/cms-content.ts';

/** ContentInfo and SignedData up to the content, all of indefinite length. */
const TO_CONTENT = '3080 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701';

function contentOf(hex: string, piece = Infinity): string {
  const bytes = Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');
  let content = '';
  const sink = new CmsContent({ write: (decoded) => (content += decoded.toString('latin1')), end: () => (content += '.') });
  for (let at = 0; at < bytes.length; at += piece) sink.write(bytes.subarray(at, at + piece));
  sink.end();
  return content;
}

it.each([
  ['in a string', `${TO_CONTENT} a080 0403414243 0000 0000 3100 0000 0000 0000`, 'ABC.'],
  ['in lengths with zeros in front', `${TO_CONTENT} a080 048300000341424300000000`, 'ABC.'],
  ['in strings in strings', `${TO_CONTENT} a080 2480 240a 040141 2480 040142 0000 040143 0000 0000 0000`, 'ABC.'],
  ['behind other elements of indefinite length', `${TO_CONTENT.replace('3100', '3180 3080 3000 0000 0000')} a080 040141 0000`, 'A.'],
  ['with what follows it', `${TO_CONTENT} a080 040141 0000 0000 040142 a080 040143`, 'A.'],
  ['cut off', `${TO_CONTENT} a080 04034142`, 'AB.'],
  ['of none', `${TO_CONTENT} 0000 3100`, '.'],
  ['in elements that are open without end', `${TO_CONTENT} a080 ${'2480'.repeat(1000)} 040141`, '.'],
  ['of another kind', '3009 06092a864886f70d010703 a080', '.'],
  ['that is none', '30206162', '0 ab.'],
  ['that begins as one', '300906', '0\t\x06.'],
])('content %s', (_, hex, content) => {
  for (const piece of [1, 2, 3, Infinity]) expect(contentOf(hex, piece)).toBe(content);
});
