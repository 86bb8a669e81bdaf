import { expect, populate, test } from './console.ts';

test('mail of an account is forwarded and answered, and both end with a way back', async ({ console: page, server }) => {
  test.slow();
  await populate(server);
  await page.goto(`${server.origin}/#/accounts?account=anna@example.com`);
  await page.getByRole('toolbar', { name: 'Accounts' }).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Forwarding…' }).click();
  const forward = page.getByRole('dialog', { name: 'Forward mail of anna@example.com' });
  await forward.getByLabel('Forward to').fill('anna@example.com');
  await forward.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(forward.getByRole('alert').first()).toContainText('itself as a target');
  await forward.getByLabel('Forward to').fill('anna@far.example');
  await forward.getByRole('switch', { name: 'Keep a copy in the mailbox' }).click();
  await forward.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(forward).toBeHidden();
  const anna = page.getByRole('row', { name: /anna@example\.com/ });
  await expect(anna).toContainText('anna@far.example');
  await expect(anna).toContainText('gets nothing');

  await page.getByRole('button', { name: 'Automatic reply…' }).click();
  const reply = page.getByRole('dialog', { name: /^Automatic reply/ });
  await reply.getByLabel('Text').fill('I am away.');
  await reply.getByLabel('From').fill('2090-01-02T08:00');
  await reply.getByLabel('Until').fill('2090-01-01T08:00');
  await expect(reply.getByText('Must be later than the beginning.')).toBeVisible();
  await reply.getByLabel('Until').fill('2090-02-01T08:00');
  await reply.getByRole('button', { name: 'Reply like this' }).click();
  await expect(reply).toBeHidden();
  expect(await server.command(['account', 'vacation'])).toContain('2090');

  await page.goto(`${server.origin}/#/forwarding`);
  await expect(page.getByRole('row', { name: /I am away/ })).toContainText(/From .*2090/);
  await page.getByRole('row', { name: /I am away/ }).click();
  await page.getByRole('button', { name: 'End forwarding' }).click();
  await expect(page.getByText('Forwarding of 1 account ended', { exact: true }).first()).toBeVisible();
  expect(await server.command(['account', 'forward'])).not.toContain('anna@far.example');
  await page.keyboard.press('Control+z');
  await expect.poll(() => server.command(['account', 'forward'])).toContain('anna@far.example');

  // Ended elsewhere while its form is open: it stays the form of that account, and says so.
  await page.getByRole('row', { name: /anna@far\.example/ }).dblclick();
  await forward.getByLabel('Forward to').fill('anna@further.example');
  await server.command(['account', 'forward', 'anna@example.com', '--off']);
  await expect(page.getByRole('row', { name: /anna@far\.example/, includeHidden: true })).toHaveCount(0);
  await forward.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(forward.getByRole('alert')).toContainText('Mail of anna@example.com is not forwarded any more.');
  await forward.getByRole('button', { name: 'Save mine all the same' }).click();
  await expect(forward).toBeHidden();
  expect(await server.command(['account', 'forward'])).toContain('anna@further.example');
});
