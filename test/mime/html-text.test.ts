/** HTML as a person sees it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HtmlText } from '../../main/mime/html-text.ts';

function read(chunks: readonly string[]): { text: string; urls: string[] } {
  let text = '';
  const urls: string[] = [];
  const html = new HtmlText({ text: (piece) => (text += piece), url: (url) => urls.push(url) });
  for (const chunk of chunks) html.write(chunk);
  html.end();
  return { text, urls };
}

const characters = (html: string): string[] => html.split('');

describe('the text of HTML', () => {
  it.each<[string, string, string]>([
    ['tags within a word', 'V<b></b>ia<font size="1">g</font>ra', 'Viagra'],
    ['a comment within a word', 'Via<!-- x > y --->gra', 'Viagra'],
    ['empty comments', 'a<!-->b<!--->c<!---->d<!--x--!>e', 'abcde'],
    ['blocks', 'a<p>b</p>c<br>d<BR/>e<div class=x>f', 'a\nb\nc\nd\ne\nf'],
    ['cells', 'a<td>b</td>c', 'a b c'],
    ['script and style', 'a<script>x</b></script >b<STYLE>y</style>c', 'abc'],
    ['a script without end', 'a<script>x', 'a'],
    ['a style that has something like its end', 'a<style>x</styled></sty</style>b', 'ab'],
    ['declarations and the like', '<!DOCTYPE html><?xml ?>a</ >b<![CDATA[c]]>', 'ab'],
    ['a greater-than sign in quotes', 'a<i title="x>y" alt=\'>\'>b', 'ab'],
    ['a stray quote in a tag', 'a<i ">b', 'ab'],
    ['a quote within a bare value', 'a<i x=y">b', 'ab'],
    ['what is no tag', 'a < b <3 <<b>c', 'a < b <3 <c'],
    ['a tag without end', 'a<b href="x', 'a'],
    ['named references', '&lt;&amp;&gt;&eacute;&nbsp;&Vopf;&vopf;&NotEqualTilde;', '<&>é\u00a0𝕍𝕧\u2242\u0338'],
    ['references without semicolon', '&ampx &eacute &copyright &vopf x', '&x é ©right &vopf x'],
    ['numbers', '&#86;&#x69;&#X41&#103;r&#97', 'ViAgra'],
    ['numbers with zeros in front', `&#${'0'.repeat(200)}86;`, 'V'],
    ['numbers of windows-1252', '&#147;&#x94;', '“”'],
    ['numbers out of range', '&#0;&#xD800;&#x110000;&#99999999999999999999;', '\ufffd\ufffd\ufffd\ufffd'],
    ['what is no reference', '& &; &#; &#x; &nonsense; a&b', '& &; &#; &#x; &nonsense; a&b'],
  ])('reads %s', (_, html, text) => {
    expect(read([html]).text).toBe(text);
    expect(read(characters(html)).text).toBe(text);
  });

  it.each<[string, string[]]>([
    ['<a href="http://x/?a=1&amp;b=2">', ['http://x/?a=1&b=2']],
    ["<A HREF = 'x'><img src=y/z>", ['x', 'y/z']],
    ['<body background=a><form action="b"><input formaction=c>', ['a', 'b', 'c']],
    ['<a href="ht\ntp://x\t/">', ['http://x/']],
    ['<a href="&#104;ttp:x">', ['http:x']],
    ['<a href="?a&copy=1">', ['?a&copy=1']],
    ['<a name=x title="http://y" href>', []],
    ['<a/href=x/onclick=y>', ['x/onclick=y']],
    ['<a a=b=c href=x>', ['x']],
    ['</a href=x>', []],
    [`<img src="data:${'x'.repeat(100_000)}">`, [`data:${'x'.repeat(8187)}`]],
  ])('tells the URLs of %s', (html, urls) => {
    expect(read([html]).urls).toEqual(urls);
    expect(read(html.length < 1000 ? characters(html) : [html.slice(0, 50_000), html.slice(50_000)]).urls).toEqual(urls);
  });

  it('is the same at every split', () => {
    const units = [
      '<',
      '>',
      '/',
      '!',
      '-',
      '--',
      '<!--',
      '-->',
      '"',
      "'",
      '=',
      ' ',
      'a',
      'b',
      'td',
      'p',
      'script',
      '</script>',
      'href',
      '&',
      '#',
      'x',
      '4',
      ';',
      'amp',
      'copy',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...units), { maxLength: 30 }), (parts) => {
        const whole = read([parts.join('')]);
        expect(read(parts)).toEqual(whole);
        expect(read(characters(parts.join('')))).toEqual(whole);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['<', '<!--', '<!', '<a ', '<a b="', '<a href="', '<script>', '&', '&#', '&#x0', '</', '<!---', '<a =', '&a', "<a b='<"])(
    'bears %j again and again, and whatever follows it',
    (piece) => {
      const chunk = piece.repeat(4000);
      let length = 0;
      const html = new HtmlText({ text: (text) => (length += text.length), url: (url) => (length += url.length) });
      for (let count = 0; count < 200; count += 1) html.write(chunk);
      html.write(piece);
      for (let count = 0; count < 200; count += 1) html.write('x'.repeat(16_000));
      html.end();
      expect(length).toBeLessThanOrEqual((chunk.length + 16_000) * 201);
    },
  );
});
