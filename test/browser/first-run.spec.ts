import * as net from 'node:net';
import type { Locator } from '@playwright/test';
import * as z from 'zod';
import { listenerSchema } from '../../shared/settings/server.ts';
import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, test } from './console.ts';

test('from an empty server to mail in a mailbox, with the keyboard alone', async ({ console: page, server }) => {
  // The server without a domain offers it by itself.
  await page.getByRole('region', { name: 'Overview' }).getByRole('button', { name: 'First steps' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Domain and name' })).toBeVisible();

  await page.getByRole('textbox', { name: /^Domain/ }).focus();
  await page.keyboard.type('example.com');
  await page.keyboard.press('Tab');
  await page.keyboard.type('mail.example.com');
  await page.keyboard.press('Enter');

  // The focus is on the heading of the next step: Tab leads into its form.
  await expect(page.getByRole('heading', { name: 'First account' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type('anna@example.com');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Anna');
  await page.keyboard.press('Tab');
  await page.keyboard.type('correct horse');
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { name: 'Ports' })).toBeFocused();
  await expect(page.getByText('All listeners run: every port was free.')).toBeVisible();
  await server.command(['account', 'add', 'aaron@example.com', '--password-stdin'], 'correct horse\n');
  await server.command(['account', 'disable', 'aaron@example.com']);
  const next = page.getByRole('button', { name: 'Next', exact: true });
  await next.press('Enter');
  await expect(page.getByRole('heading', { name: 'Certificate' })).toBeFocused();
  await expect(page.getByText(/Self-signed: mail programs warn once/)).toBeVisible();
  await page.getByRole('button', { name: 'Skip', exact: true }).press('Enter');
  await expect(page.getByRole('heading', { name: 'DNS records' })).toBeFocused();
  // What is needed stands there at once, whether the name servers answer or not.
  await expect(page.getByRole('cell', { name: /mail\.example\.com/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Skip', exact: true }).press('Enter');

  await expect(page.getByRole('heading', { name: 'Test message' })).toBeFocused();
  // What is disabled gets no mail, and is not offered.
  await expect(page.getByRole('combobox').getByRole('option')).toHaveText(['anna@example.com']);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Send test message' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/The listener took it: 250/)).toBeVisible();
  await expect(page.getByText('Mail works: the mailbox of anna@example.com holds 1 message.', { exact: false })).toBeVisible();
  // Done is what is done: no real certificate, and nobody has published the records.
  const steps = page.getByRole('navigation', { name: 'Steps' });
  for (const step of ['Domain and name', 'First account', 'Ports', 'Test message']) {
    await expect(steps.getByRole('button', { name: new RegExp(`^done\\s*${step}$`) })).toBeVisible();
  }
  for (const step of ['Certificate', 'DNS records']) await expect(steps.getByRole('button', { name: new RegExp(`^to do\\s*${step}$`) })).toBeVisible();
  await expect(page.getByText('4 of 6 done')).toBeVisible();
  expect(await server.command(['account', 'list', '--json'])).toMatch(/"messages": 1/);
  expect(await server.command(['settings', 'get', 'server.hostname'])).toContain('mail.example.com');
});

test.describe('with the listeners of the settings', () => {
  test.use({ ownListeners: true });

  test('it is no trap: left at any time, and resumed where it was', async ({ console: page, server }) => {
    await page.goto(`${server.origin}/#/first-run`);
    await page.getByRole('button', { name: 'Leave' }).click();
    await expect(page.getByRole('grid', { name: 'Live log' })).toBeVisible();
    await page.getByRole('button', { name: `Stop POP3 on port ${server.port('pop3')}` }).click();
    await server.command(['domain', 'add', 'example.com']);
    await page.goto(`${server.origin}/#/first-run`);
    // It begins where it finds the server when it opens: what a window knew before may be a moment old.
    await page.reload();
    await expect(page.getByRole('heading', { name: 'First account' })).toBeVisible();
    await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: /Ports/ }).click();
    await expect(page.getByRole('heading', { name: 'Ports' })).toBeFocused();
    // A listener that does not run: another port is offered, and trying again is one click.
    const row = page.getByRole('row', { name: /^POP3 / });
    await expect(row).toContainText('Stopped');
    await expect(row.getByRole('button', { name: /^Take port \d+ instead$/ })).toBeVisible();
    await expect(page.getByText('All listeners run: every port was free.')).toBeHidden();
    await row.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('All listeners run: every port was free.')).toBeVisible();

    // Another program has the port: the next one is taken, however many are in use, and stays once it is kept.
    const other = net.createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as net.AddressInfo;
    const listeners = z.array(listenerSchema).parse(JSON.parse(await server.command(['settings', 'get', 'server.listeners'])));
    const onPort = listeners.map((listener) => (listener.protocol === 'pop3' ? { ...listener, port } : listener));
    await server.command(['settings', 'set', 'server.listeners', JSON.stringify(onPort)]);
    // The listener that there was goes on until the new one can be opened, so that there are two rows.
    const rowOf = (on: number): Locator => page.getByRole('row', { name: new RegExp(`^POP3 ${on} `) });
    await expect(rowOf(port)).toContainText(`POP3 cannot use port ${port} of 127.0.0.1: another program uses it.`);
    let taken = port;
    do {
      const failed = rowOf(taken);
      taken += 1;
      await failed.getByRole('button', { name: `Take port ${taken} instead` }).click();
      const dialog = page.getByRole('dialog', { name: 'Make this change?' });
      await expect(dialog).toContainText('The server answers elsewhere');
      await dialog.getByRole('button', { name: 'Change it' }).click();
      await page.getByRole('button', { name: 'Keep it' }).click();
      await expect(page.getByText('A change is on trial.')).toBeHidden();
      await expect(rowOf(taken)).toContainText(/Running|Failed/);
    } while (await rowOf(taken).getByText('Failed').isVisible());
    await expect(page.getByText('All listeners run: every port was free.')).toBeVisible();
    const session = await Dialogue.open(taken);
    await session.play('S: +OK…\nC: QUIT\nS: +OK…');
    await session.closed();
    other.close();
  });
});
