import { FakeDnsServer } from '../fakes/dns-server.ts';
import { expect, test } from './console.ts';

test('what the DNS lacks is named, can be copied, and is right once it is there', async ({ console: page, server }) => {
  const dns = await FakeDnsServer.open({
    'mail.example.com': { A: ['198.51.100.7'] },
    'example.com': { MX: [[10, 'mail.example.com']], TXT: ['v=spf1 -all'] },
  });
  try {
    await server.command(['settings', 'set', 'server.dns.servers', JSON.stringify([dns.address])]);
    await server.command(['settings', 'set', 'server.hostname', 'mail.example.com']);
    await server.command(['domain', 'add', 'example.com']);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    // The answer of the check is held back: a name server that is silent for a while would race with its time-out.
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.routeWebSocket(/.*/, (socket) => {
      const host = socket.connectToServer();
      host.onMessage((message) => {
        if (message.includes('"checkedAt"')) void released.then(() => socket.send(message));
        else socket.send(message);
      });
    });
    await page.reload();
    await page.getByRole('link', { name: 'DNS records' }).click();
    const table = page.getByRole('table', { name: 'example.com' });
    const row = (name: string) => table.getByRole('row', { name });
    // What is wanted is known before any name server has answered.
    await expect(row('Mail server of the domain')).toContainText(/Looking up.*MX example\.com10 mail\.example\.com/);
    await expect(page.getByText('Asking the name servers …')).toBeVisible();
    release();
    await expect(row('Mail server of the domain')).toContainText('As it should be');
    const dmarc = row('Policy for forged mail (DMARC)');
    await expect(dmarc).toContainText('Missing');
    await dmarc.getByRole('button', { name: 'Copy the value for _dmarc.example.com' }).click();
    const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(clipboard).toMatch(/^v=DMARC1;/);
    const copied = await clipboard();

    dns.zone['_dmarc.example.com'] = { TXT: [copied] };
    await page.getByRole('button', { name: 'Check again' }).click();
    await expect(dmarc).toContainText('As it should be');

    // What the server says is in the language of the window, like the window itself.
    await page.evaluate(() => localStorage.setItem('gatepost.language', 'de'));
    await page.reload();
    await expect(page.getByText(/^Nachrichten für example\.com kommen an, aber .*: /)).toBeVisible();
    await expect(page.getByText(/^Nachrichten von example\.com werden nicht signiert: Es gibt noch keinen Schlüssel\. Erzeugen Sie einen/)).toBeVisible();
  } finally {
    await dns.close();
  }
});

test('without a domain it says what it will show, and where to begin', async ({ console: page }) => {
  await page.getByRole('link', { name: 'DNS records' }).click();
  await page.getByRole('button', { name: 'Add a domain' }).click();
  await expect(page.getByRole('dialog', { name: 'New domain' })).toBeVisible();
});
