/** Content for DATA, in pieces cut anywhere: what comes out is the same (RFC 5321 sections 4.1.1.4 and 4.5.2). */
import { expect, it } from 'vitest';
import { DataEncoder } from '../../main/delivery/client/data-encoder.ts';

function encoded(...pieces: readonly string[]): string {
  const encoder = new DataEncoder();
  return [...pieces.map((piece) => encoder.push(Buffer.from(piece, 'latin1'))), encoder.end()].map((piece) => piece.toString('latin1')).join('');
}

it.each([
  ['one\rtwo\r\n', 'one\r\ntwo\r\n.\r\n'],
  ['one\r\n.two\r\n', 'one\r\n..two\r\n.\r\n'],
  ['one\n.\ntwo', 'one\r\n..\r\ntwo\r\n.\r\n'],
  ['\r\r\n\r.', '\r\n\r\n\r\n..\r\n.\r\n'],
])('%j is the same whole and cut into two at any place', (content, wanted) => {
  expect(encoded(content)).toBe(wanted);
  for (let at = 1; at < content.length; at += 1) expect(encoded(content.slice(0, at), content.slice(at)), `cut at ${at}`).toBe(wanted);
});
