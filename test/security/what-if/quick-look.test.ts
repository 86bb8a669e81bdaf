/**
 * The quick look against the scan of real traffic: on real mail and on odd mail, whatever the entry, a "yes" or "no" of the one is
 * what the other says.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entryScan } from '../../../main/security/what-if/entry-scan.ts';
import { quickLook } from '../../../main/security/what-if/quick-look.ts';
import type { AskedEntry } from '../../../main/security/what-if/what-if-protocol.ts';
import { FILTER_SCOPES } from '../../../shared/settings/security/filters.ts';
import { casesSchema } from '../filters/cases.ts';
import { corpusMessages, oddMessages, toWire } from '../../demo/messages.ts';

/** Ways to hide "viagra" and "click here" from a quick look; each a body, or a header section with one. */
const HIDDEN = [
  'Subject: =?utf-8?Q?via=67ra?=\n\nx\n',
  'Subject: vi\\agra\n\nx\n',
  'Content-Transfer-Encoding: base64\n\ndmlhZ3Jh\n',
  'Content-Transfer-Encoding:\n quoted-printable\n\nvia=\ngra cli=63k here\n',
  'Content-Transfer-Encoding: quoted-printable\n\nvi=\nagra cl=69ck=\n here\n',
  'Content-Transfer-Encoding: quoted-printable\nContent-Type: text/html\n\nvi<b=3D=22>=22>agra <p=3Ecl<i=\n>ick=20here v=26#105;agra\n',
  'Content-Transfer-Encoding: quoted-printable\n\nvi=C2=ADagra =EF=BD=96iagra\n',
  'Content-Transfer-Encoding: 7bit\n\nvi=\nagra cli=63k here\n',
  'Content-Type: text/html\n\n<p>vi<b>ag</b>ra cli<!-- no -->ck here</p>\n',
  'Content-Type: text/html\n\nvi<a title=">">agra cl<i\n>ick here\n',
  'Content-Type: text/html\n\nx<3 vi<b>agra</b>\n',
  'Content-Type: text/html\n\nvi<style>p { color: red }</style>agra<script>if (a < b) c();</script>\n',
  'Content-Type: text/html\n\nvi&#97;gra vi&shy;agra cl&#x69;ck here\n',
  'Content-Type: text/html\n\nvi<a <b>agra <a href="http://x.test/vi\nagra">\n',
  'Content-Type: text/plain; charset=utf-7\n\n+AHYAaQBhAGcAcgBh-\n',
  'Content-Type: text/plain; charset=utf-16\n\nv\0i\0a\0g\0r\0a\0\n',
  'Content-Type: text/plain; charset=utf-8\n\nvi\u00adagra \uff56iagra cli\u200bck here\n',
  'Content-Type: application/zip; name*0=via; name*1=gra.zip\n\nx\n',
  "Content-Disposition: attachment; filename*=utf-8''vi%61gra.zip\n\nx\n",
  'Content-Type: text/plain\n\nhttp://x.test/vi%61gra\n',
  'Content-Type: multipart/mixed; boundary=b\n\nviagra\n--b\n\nclick\n--b\n\nhere\n--b--\nviagra\n',
  'Content-Type: image/gif\n\nviagra click here\n',
  'Content-Type: message/rfc822\n\nSubject: viagra\n\nclick here\n',
  'Subject: click\n here\n\nclick\nhere\n',
  'Subject:viagra:\n\nclick  here\n',
  'Subject: x\n\nbegin 644 viagra.txt\n#0V%T\n`\nend\n',
  'Content-Type: text/html\n\n<body>V<span style="display:none">x</span>iagra cl<i hidden>x</i>ick here\n',
  'Content-Type: text/html\n\n<body>V<i style="font-size:0">x</i>iagra cl<title>x</title>ick here\n',
  'Content-Type: text/html\n\n<body>V<datalist>x</datalist>iagra cl<i style="display:n\\6f ne">x</i>ick here\n',
  'Content-Type: text/html\n\nvi<iframe>agra</iframe> cl<noscript>ick</noscript> here\n',
  'Content-Type: text/html\n\nvi<object>agra</object> cl<select>ick</select> here\n',
  'Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nSUMMARY:via\n gra cli\n ck here\nEND:VCALENDAR\n',
  'Content-Type: text/v(x)card\n\nBEGIN:VCARD\nNOTE:via\n gra\nEND:VCARD\n',
  'Content-Type: application/x; name=a.eml\n\nSubject: =?utf-8?Q?via=67ra?=\n\nx\n',
  'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<style>\n--b\nContent-Type: text/html\n\nvi<b>agra</b> cl<b>ick</b> here<style></style>\n--b--\n',
  'Content-Type: text/html\n\nvi<style-x>agra</style> cli<style></styled></style>ck here\n',
  'Content-Type: text/html\n\n<body>vi</h1>agra cl<td>ick<br hidden> here\n',
  'Content-Type: text/html\n\n<div>vi<li style="display:inline">agra cl</body>ick</caption> here\n',
  'Content-Type: application/xhtml+xml\n\nvi<?x>y?>agra cl<style/><b></b>ick here\n',
].map((text) => toWire(Buffer.from(text)));

/** What a body is made of that was made up to mislead. */
const TAG_NAMES = 'b i p td h1 table li title script style svg select textarea xmp noscript iframe math template noembed object rp';
const PIECES = [
  ...TAG_NAMES.split(' '),
  'datalist',
  'style/',
  'title/',
  'style/x',
  'script-x',
  'br/',
  'body',
  'plaintext',
  'i hidden',
  'li hidden',
  'p hidden',
  'br hidden',
  'li style="display:inline"',
  'i style="display:none"',
  'i style="font:0/0 a"',
  'i style="color:red"',
  'i style="display&nbsp;:none"',
  'img alt="vi',
  'a title="vi agra"',
  'a href="http://x/vi\nagra"',
  "a title='",
].flatMap((tag) => (/[ /]/.test(tag) ? [`<${tag}>`] : [`<${tag}>`, `</${tag}>`]));
PIECES.push(
  '<!--',
  '-->',
  '<!-- x -->',
  '<![CDATA[',
  ']]>',
  '<?x',
  '?>',
  '<!doctype html>',
  '<',
  '>',
  '"',
  "'>",
  ' ',
  '\n',
  '\n ',
  '&nbsp;',
  '&amp;',
  '%61',
  '=',
  '\\',
);
PIECES.push('\n--b\n\n', '\n--b\nContent-Type: text/html\n\n', '\n--b\nContent-Type: x/y; name=a.eml\n\nContent-Type: text/html\n\n', '</style x>');
const TYPES = [
  'text/html',
  'text/plain',
  'text/enriched',
  'text/xml',
  'application/xhtml+xml',
  'image/svg+xml',
  'text/calendar',
  'text/v(x)card',
  'image/png',
  'application/octet-stream; name=a.html',
  'application/octet-stream; name=a.txt',
  'text/plain; format=flowed; delsp=yes',
  'application/octet-stream; name="a.e:ml"\n\nContent-Type: text/html',
  'multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html',
];
const CASES = path.resolve(import.meta.dirname, '../filters/cases');

/** Messages that hide text from filters. */
function hidingMessages(): Buffer[] {
  return readdirSync(CASES).map((name) => readFileSync(path.join(CASES, name)));
}

function messages(): Buffer[] {
  // Every 100th message of the corpus: 60 of all kinds.
  const corpus = corpusMessages().filter((_message, place) => place % 100 === 0);
  return [...corpus.map(({ content }) => content), ...oddMessages().map(({ content }) => content), ...hidingMessages(), ...HIDDEN];
}

/** Words of the messages that hide some, and others. */
const TEXTS = [
  'cheap pills',
  'gold coins',
  'casino',
  'lottery',
  'bitcoin',
  'the',
  'a',
  'viagra',
  'click here',
  'Subject',
  'http://',
  'Re:',
  'zzzzzz',
  '@',
  'free!',
];
const ENTRIES: AskedEntry[] = [
  ...TEXTS.flatMap((text) => FILTER_SCOPES.map((scope): AskedEntry => ({ list: 'filters', entry: { text, scope } }))),
  { list: 'attachment-filters', pattern: '*', byContent: true },
];

/** Of an entry: whether a glance at a message says otherwise than looking through it. */
function comparison(asked: AskedEntry): (message: Buffer) => boolean {
  const glance = quickLook(asked);
  const { look } = entryScan(asked);
  return (message) => {
    const seen = glance?.(message) ?? message.length;
    if (seen === message.length) return false;
    const hit = look(message) !== undefined;
    return typeof seen === 'number' ? hit !== (look(message.subarray(0, seen)) !== undefined) : hit !== (seen === 'yes');
  };
}

const shown = (message: Buffer): string => message.toString('latin1').slice(0, 2000);

describe('a quick look', () => {
  const all = messages();
  test.each(ENTRIES)('at %j', { timeout: 60_000 }, (asked) => {
    expect(all.filter(comparison(asked)).map(shown)).toEqual([]);
  });

  test('at messages that hide text, for all that is and is not in them', { timeout: 60_000 }, () => {
    const lists = casesSchema.parse(JSON.parse(readFileSync(path.join(CASES, '../cases.json'), 'utf8')));
    const wrong = Object.entries(lists).flatMap(([name, { match, 'no-match': noMatch }]) => {
      const message = readFileSync(path.join(CASES, `${name}.eml`));
      const entries = [match, noMatch].flatMap((texts) => FILTER_SCOPES.flatMap((scope) => (texts[scope] ?? []).map((text) => ({ text, scope }))));
      return entries.filter((entry) => comparison({ list: 'filters', entry })(message)).map(({ text }) => `${name}: ${text}`);
    });
    expect(wrong).toEqual([]);
  });

  // The seed is fixed: which messages are tried does not depend on the day.
  test('at messages made of pieces of all kinds', { timeout: 120_000 }, () => {
    const entries = FILTER_SCOPES.map((scope): AskedEntry => ({ list: 'filters', entry: { text: 'viagra', scope } }));
    const comparisons = entries.map(comparison);
    const pieces = fc.array(fc.oneof({ weight: 2, arbitrary: fc.constantFrom('vi', 'agra') }, { weight: 3, arbitrary: fc.constantFrom(...PIECES) }), {
      minLength: 3,
      maxLength: 12,
    });
    const property = fc.property(fc.constantFrom(...TYPES), pieces, (type, some) => {
      const message = toWire(Buffer.from(`From: a@b.test\nSubject: x\nContent-Type: ${type}\n\n${some.join('')}\n`));
      const wrong = comparisons.filter((isWrong) => isWrong(message));
      expect(wrong).toHaveLength(0);
    });
    fc.assert(property, { numRuns: 4000, seed: 42 });
  });
});
