/** Every name that some client may see. */
import { describe, expect, it } from 'vitest';
import { parameterValues, parseParameters } from '../../main/mime/parameters.ts';

const names = (raw: string): string[] => parameterValues(parseParameters(raw), 'name');
const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

describe('a parameter', () => {
  it.each<[string, string, string[]]>([
    ['a token', '; name=a.exe', ['a.exe']],
    ['quotes', '; name="a b.exe"; x=y', ['a b.exe']],
    ['upper case and spaces', ' ; NAME = "a.exe" ;', ['a.exe']],
    ['a quoted semicolon', '; name="a;b.exe"', ['a;b.exe']],
    ['escapes', '; name="a\\"b.exe"', ['a"b.exe', 'a\\"b.exe']],
    ['a Windows path', '; name="C:\\x.exe"', ['C:x.exe', 'C:\\x.exe']],
    ['an RFC 2231 value', "; name*=utf-8'en'caf%C3%A9.exe", ['café.exe']],
    ['one without charset', '; name*=a%2Eexe', ['a.exe']],
    ['one in quotes', `; name*="iso-8859-1''caf%E9"`, ['café']],
    ['continuations', '; name*0="a."; name*1=exe', ['a.exe']],
    ['continuations out of order', '; name*1=exe; name*0="a."', ['a.exe']],
    ['extended continuations', "; name*0*=utf-8''caf%C3; name*1*=%A9%2E; name*2=exe", ['café.exe']],
    ['continuations with a gap', '; name*0=a; name*2=.exe', ['a.exe', 'a']],
    ['continuations given twice', '; name*0=a; name*1=.txt; name*1=.exe', ['a.txt', 'a.exe']],
    ['encoded words', '; name="=?utf-8?q?caf=C3=A9?= =?utf-8?q?.exe?="', ['café.exe']],
    ['encoded words in continuations', '; name*0="=?utf-8?q?a=2E"; name*1="exe?="', ['a.exe']],
    ['raw UTF-8', latin1('; name="café.exe"'), ['café.exe']],
    ['two of them', '; name=a.txt; name=b.exe', ['a.txt', 'b.exe']],
    ['all forms at once', "; name=a; name*=utf-8''b; name*0=c", ['a', 'b', 'c']],
    ['no quotes but spaces', '; name=my file.exe; x=y', ['my', 'my file.exe']],
    ['a missing quote at the end', '; name="a.exe', ['a.exe']],
    ['a missing quote at the start', '; name=a.exe"', ['a.exe"']],
    ['text after the quotes', '; name="a.txt".exe', ['a.txt', 'a.txt.exe']],
    ['a semicolon without quotes', '; name=a;.exe', ['a', 'a;.exe']],
    ['single quotes', "; name='a.exe'", ["'a.exe'", 'a.exe']],
    ['comments', '; name(c)=a.exe (c)', ['a.exe', 'a.exe (c)']],
    ['a comment before it', '; (x) name="a.exe"', ['a.exe']],
    ['comments everywhere', '(a);(b (c) \\);) NAME (e)(f)=(g (h)) "a.exe"', ['a.exe']],
    ['a comment behind a stray quote', '; x=y"; (c) name=a.exe', ['a.exe']],
    ['a comment with a parenthesis that is left open before it', '; x="("; (c) name=a.exe', ['a.exe']],
    ['a comment before a continuation', '; name*0="a."; (x) name*1=exe', ['a.exe']],
    ['parentheses in a name', '; name=a(1).exe', ['a.exe', 'a(1).exe']],
    ['an unclosed parenthesis', '; name=a(1.exe', ['a(1.exe']],
    ['a missing semicolon', '; x="y" name="a.exe"', ['a.exe']],
    ['a missing semicolon without quotes', '; x=y name=a.exe', ['a.exe']],
    ['no semicolon before it', ' name=a.exe', ['a.exe']],
    ['percent escapes without announcement', '; name="a%2Eexe"', ['a%2Eexe', 'a.exe']],
    ['a charset without announcement', "; name=utf-8''a%2Eexe", ["utf-8''a%2Eexe", 'a.exe']],
    ['NULs', '; na\0me="a\0.exe"', ['a.exe']],
    ['nothing', '; name=; x=y', []],
    ['nothing at the end', '; name=', []],
    ['empty quotes', '; name=""', []],
    ['another', '; filename=a', []],
  ])('with %s', (_, raw, values) => {
    expect(names(raw)).toEqual(values);
  });
});
