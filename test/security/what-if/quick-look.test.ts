/**
 * The quick look against the scan of real traffic: on real mail and on odd mail, whatever the entry, a "yes" or "no" of the one is
 * what the other says.
 */
import { describe, expect, test } from 'vitest';
import { entryScan } from '../../../main/security/what-if/entry-scan.ts';
import { quickLook } from '../../../main/security/what-if/quick-look.ts';
import type { AskedEntry } from '../../../main/security/what-if/what-if-protocol.ts';
import { FILTER_SCOPES } from '../../../shared/settings/security/filters.ts';
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
].map((text) => toWire(Buffer.from(text)));

function messages(): Buffer[] {
  // Every 100th message of the corpus: 60 of all kinds.
  const corpus = corpusMessages().filter((_message, place) => place % 100 === 0);
  return [...corpus.map(({ content }) => content), ...oddMessages().map(({ content }) => content), ...HIDDEN];
}

const TEXTS = ['the', 'a', 'viagra', 'click here', 'Subject', 'http://', 'Re:', 'zzzzzz', '@', 'free!'];
const ENTRIES: AskedEntry[] = [
  ...TEXTS.flatMap((text) => FILTER_SCOPES.map((scope): AskedEntry => ({ list: 'filters', entry: { text, scope } }))),
  { list: 'attachment-filters', pattern: '*', byContent: true },
];

describe('a quick look', () => {
  const all = messages();
  test.each(ENTRIES)('at %j', { timeout: 60_000 }, (asked) => {
    const glance = quickLook(asked);
    if (glance === undefined) return;
    const { look } = entryScan(asked);
    const wrong = all.filter((message) => {
      const seen = glance(message);
      const hit = look(message) !== undefined;
      return typeof seen === 'number' ? hit !== (look(message.subarray(0, seen)) !== undefined) : hit !== (seen === 'yes');
    });
    expect(wrong.map((message) => message.toString('latin1').slice(0, 2000))).toEqual([]);
  });
});
