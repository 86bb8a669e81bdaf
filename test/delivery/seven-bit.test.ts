/** Messages for hosts that take 7-bit mail alone (RFC 6152). */
import { describe, expect, test } from 'vitest';
import { world } from './world.ts';

const ONE = { 'example.com': { addresses: ['127.0.0.2'] } };

describe('one message', () => {
  test('is made 7-bit for a host that takes nothing else (RFC 6152 section 3)', async () => {
    const { host, queue, events, start } = await world(ONE);
    const server = await host('127.0.0.2');
    const content = [
      'Subject: mixed',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="b"',
      'Content-Transfer-Encoding: 8bit',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      'Gr\xc3\xbc\xc3\x9fe = sch\xc3\xb6n ',
      `${'x'.repeat(100)}`,
      '--b',
      'Content-Type: text/plain',
      '',
      'plain = as it was',
      '--b--',
      '',
    ].join('\r\n');
    queue.add(['anna@example.com'], { content, bodyType: '8bitmime' });
    start();
    await events.seen('relay-sent');
    expect(server.messages[0]?.toString('latin1').split('\r\n')).toEqual([
      'Subject: mixed',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="b"',
      'Content-Transfer-Encoding: 7bit',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=C3=BC=C3=9Fe =3D sch=C3=B6n=20',
      `${'x'.repeat(75)}=`,
      'x'.repeat(25),
      '--b',
      'Content-Type: text/plain',
      '',
      'plain = as it was',
      '--b--',
      '',
    ]);
  });

  test('is made 7-bit there whatever was said of it when it came in', async () => {
    const { host, queue, events, start } = await world(ONE);
    const server = await host('127.0.0.2');
    queue.add(['anna@example.com'], { content: 'Subject: hi\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n', bodyType: '7bit' });
    start();
    await events.seen('relay-sent');
    // RFC 2045 section 4: an encoding counts where the message says that it is MIME.
    expect(server.messages.map(String)).toEqual(['Subject: hi\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n']);
  });

  test('is not encoded once more there where it is encoded already', async () => {
    const { host, queue, events, start } = await world(ONE);
    const server = await host('127.0.0.2');
    const written = [
      'Subject: encoded',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed;',
      // RFC 2231 section 3: a parameter in pieces.
      ' boundary*0="aa"; boundary*1="bb"',
      '',
      '--aabb',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      `Gr=C3=BC=C3=9Fe =3D ${'x'.repeat(52)}=C3@=`,
      ' soft',
      '--aabb',
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: base64',
      '',
      'SGVsbG8g@d29ybGQ=',
      '--aabb--',
      '',
    ].join('\r\n');
    queue.add(['anna@example.com'], { content: written.replaceAll('@', '\xbc'), bodyType: '8bitmime' });
    start();
    await events.seen('relay-sent');
    expect(server.messages[0]?.toString('latin1').split('\r\n')).toEqual(written.replace('=C3@=', '=C3=\r\n=BC=').replace('8g@d2', '8gd2').split('\r\n'));
  });

  test('with bytes beyond ASCII in its headers cannot be made 7-bit, and fails with words', async () => {
    const { host, queue, events, start, reported } = await world(ONE);
    await host('127.0.0.2');
    queue.add(['anna@example.com'], { content: 'Subject: \xe4\r\n\r\nx\r\n', bodyType: '8bitmime' });
    start();
    await events.seen('relay-failed');
    expect(reported()).toEqual([['failed', 'anna@example.com', '5.6.3']]);
  });
});
