/** The quick look at all mail that leaves: is any of its lines too long (RFC 5321 section 4.5.3.1.6)? */
import { expect, test } from 'vitest';
import { hasLongLine } from '../../main/delivery/content/lines.ts';

/** @param piece bytes that come at a time */
async function* pieces(text: string, piece: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += piece) yield Buffer.from(text.slice(at, at + piece), 'latin1');
}

const x = (length: number): string => 'x'.repeat(length);

test.each<[string, string, boolean]>([
  ['nothing', '', false],
  ['998 octets', `${x(998)}\r\n`, false],
  ['998 octets before a lone LF', `${x(998)}\n${x(998)}\n`, false],
  ['999 octets', `${x(999)}\r\n`, true],
  ['999 octets before a lone LF', `${x(999)}\n`, true],
  ['999 octets behind short lines', `a\r\n\r\nb\n${x(999)}\r\n`, true],
  ['999 octets before short lines', `${x(999)}\n\na\r\n`, true],
  ['short lines up to the last octet of reach', `${x(500)}\n${x(498)}\n${x(10)}\r\n`, false],
  ['998 octets without an end', `a\r\n${x(998)}`, false],
  ['999 octets without an end', `a\r\n${x(999)}`, true],
  ['many lines, the last of them long', `${`${x(72)}\r\n`.repeat(100)}${x(999)}\r\n`, true],
  ['many lines', `${x(72)}\r\n`.repeat(100), false],
])('in %s, however it comes', async (_what, text, expected) => {
  for (const piece of [1, 7, 998, 999, 1000, 1001, 100_000]) expect(await hasLongLine(pieces(text, piece)), `pieces of ${piece}`).toBe(expected);
});
