import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, type Server, test } from './console.ts';

const HOLD = [{ text: 'hold this', action: 'quarantine' }];

/** Everything in a message that a careless reader would fetch, run or send. */
const HOSTILE = `<html><head><style>@import "/evil.css"; body { background: url(/evil.png) }</style><base href="/evil/"><meta http-equiv="refresh" content="0;url=/evil"></head>
<body onload="document.title='owned'" background="/evil-background.png">
<h1>Dear customer</h1><img src="/evil.gif" srcset="/evil2.gif 2x" onerror="alert(1)" alt="logo"><script src="/evil.js"></script><script>document.body.dataset.owned = 'yes'</script>
<iframe src="/evil.html"></iframe><object data="/evil.swf"></object><video src="/evil.mp4" poster="/evil.jpg" autoplay></video><link rel="stylesheet" href="/evil.css">
<form action="/evil-login"><input name="password"><button>Log in</button></form><svg><image href="/evil.svg"></image></svg>
<p style="background-image:url(/evil-style.png)">Pay <a href="http://bank.example/login?x=1">your bank</a> now: hold this</p></body></html>`;

async function send(server: Server, subject: string, content: string): Promise<void> {
  const session = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.9' });
  await session.hearReply();
  for (const command of ['EHLO mx.far.example', 'MAIL FROM:<sender@far.example>', 'RCPT TO:<anna@example.com>', 'DATA']) {
    session.say(command);
    await session.hearReply();
  }
  session.raw(`From: <sender@far.example>\r\nTo: anna@example.com\r\nSubject: ${subject}\r\n${content.replaceAll('\n', '\r\n')}\r\n.\r\n`);
  expect((await session.hearReply())[0]).toMatch(/^250/);
  session.say('QUIT');
  await session.closed();
}

const html = `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

${HOSTILE}
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="invoice.pdf"
Content-Transfer-Encoding: base64

AAAA
--b--`;

test('a hostile message is read without anything in it being loaded, run or followed', async ({ console: page, server }) => {
  await populate(server);
  await server.command(['settings', 'set', 'security.filters.entries', JSON.stringify(HOLD)]);
  await send(server, 'An offer', html);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`${server.origin}/#/quarantine`);
  await page.getByRole('row', { name: /An offer/ }).click();
  const message = page.getByRole('region', { name: 'Message' });
  await expect(message.getByText('invoice.pdf (application/pdf, 3 B)')).toBeVisible();
  await expect(message.getByText(/A filter matched/)).toContainText('hold this');
  await expect(message.getByRole('tabpanel', { name: 'Text' })).toContainText('Pay your bank now: hold this');

  await message.getByRole('tab', { name: 'HTML' }).click();
  const frame = message.getByTitle('The message, made safe');
  await expect(frame).toHaveAttribute('sandbox', '');
  const body = frame.contentFrame().locator('body');
  await expect(body.getByRole('heading', { name: 'Dear customer' })).toBeVisible();
  await expect(body).toContainText('[http://bank.example/login?x=1]');
  await expect(body).toContainText('[image: /evil.gif]');
  expect(await body.locator('script, img, iframe, object, video, form, input, a, link, svg, [style], [onload], [src], [href], [background]').count()).toBe(0);

  await message.getByRole('tab', { name: 'Header' }).click();
  await expect(message.getByRole('tabpanel', { name: 'Header' })).toContainText('subject: An offer');
  await message.getByRole('tab', { name: 'Source' }).click();
  await expect(message.getByRole('tabpanel', { name: 'Source' })).toContainText('<script src="/evil.js">');
  await expect(page).not.toHaveTitle(/owned/);
  expect(requests.filter((url) => url.includes('evil') || url.includes('bank'))).toEqual([]);
});

test('held messages are released, deleted after a question, and their clients banned with a way back', async ({ console: page, server }) => {
  await populate(server);
  await server.command(['settings', 'set', 'security.filters.entries', JSON.stringify(HOLD)]);
  for (const subject of ['first', 'second', 'third']) await send(server, subject, '\nhold this');
  await page.goto(`${server.origin}/#/quarantine`);
  await page.getByRole('row', { name: /first/ }).click();
  await page.getByRole('button', { name: 'Release' }).click();
  await expect(page.getByText('Released 1 message', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('row', { name: /first/ })).toBeHidden();

  await page.getByRole('row', { name: /third/ }).click();
  await page.getByRole('button', { name: 'Ban the client' }).click();
  await expect(page.getByText('1 address is banned.', { exact: true }).first()).toBeVisible();
  expect(await server.command(['settings', 'get', 'security.banned-addresses.entries'])).toContain('127.0.0.9');
  // The notice with its button may be gone by now.
  await page.keyboard.press('Control+z');
  await expect.poll(() => server.command(['settings', 'get', 'security.banned-addresses.entries'])).not.toContain('127.0.0.9');

  await page.getByRole('grid', { name: 'Quarantine' }).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog', { name: 'Delete 2 messages?' });
  await expect(dialog).toContainText('gone for good');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is held' })).toBeVisible();
});
