/** Header text as a person reads it. */
import { describe, expect, it } from 'vitest';
import { decodeHeaderText } from '../../main/mime/header-words.ts';

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

describe('header text', () => {
  it.each([
    ['plain text', 'Hello, world', 'Hello, world'],
    ['Q', '=?utf-8?Q?caf=C3=A9_noir?=', 'café noir'],
    ['B', '=?UTF-8?B?Y2Fmw6k=?=', 'café'],
    ['another charset', '=?iso-8859-1?q?caf=E9?= and =?koi8-r?b?08/P?=', 'café and соо'],
    ['a language', '=?utf-8*en?q?x?=', 'x'],
    ['adjacent words', '=?utf-8?q?Via?= \t=?utf-8?q?gra?=', 'Viagra'],
    ['words glued together', '=?utf-8?q?Via?==?utf-8?q?gra?=', 'Viagra'],
    ['words glued to text', 'Vi=?utf-8?q?ag?=ra', 'Viagra'],
    ['a character cut in the middle', '=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=', 'café'],
    ['a character cut between B and Q', '=?utf-8?b?w4==?= =?UTF-8?q?=A9?=', 'é'],
    ['text between words', '=?utf-8?q?a?= and =?utf-8?q?b?=', 'a and b'],
    ['ISO-2022-JP', '=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=', '日本'],
    ['missing padding', '=?utf-8?b?Y2Fmw6k?=', 'café'],
    ['spaces within', '=?utf-8?q?two words?= =?utf-8?b?Y2 Fmw6k=?=', 'two wordscafé'],
    ['question marks within', '=?utf-8?q?really?yes?=', 'really?yes'],
    ['a word that begins with an escape', '=?utf-8?q?=41?=', 'A'],
    ['an empty word', 'a =?utf-8?q??= b', 'a  b'],
    ['a word without end', 'a =?utf-8?q?b', 'a =?utf-8?q?b'],
    ['a word without end before a sound one', '=?utf-8?q?b =?utf-8?q?c?=', '=?utf-8?q?b c'],
    ['what only looks like a word', '=?utf-8?x?b?= =? ?=', '=?utf-8?x?b?= =? ?='],
    ['a malformed escape', '=?utf-8?q?=4=zz=?=', '=4=zz='],
    ['an unknown charset', '=?nonsense?q?caf=E9_caf=C3=A9?=', 'café café'],
    ['UTF-7', '=?utf-7?q?+AFYAaQ-agra?=', 'Viagra'],
    ['raw UTF-8', latin1('café 日本'), 'café 日本'],
    ['raw windows-1252', 'caf\xe9 \x93x\x94', 'café “x”'],
    ['raw UTF-8 beside a word', `${latin1('é')} =?utf-8?q?x?=`, 'é x'],
    ['raw ISO-2022-JP', '\x1b$BF|K\\\x1b(B', '日本'],
  ])('reads %s', (_, raw, text) => {
    expect(decodeHeaderText(raw)).toBe(text);
  });

  it.each(['=?x?q?', '=?x?q?a ', '=?x?q?=?', '=?', '?=', '=?x?q?a?='])('takes linear time for %j again and again', (piece) => {
    expect(decodeHeaderText(piece.repeat(100_000)).length).toBeLessThanOrEqual(piece.length * 100_000);
  });
});
