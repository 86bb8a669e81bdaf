import { expect, test } from './console.ts';

test('a DKIM key is made, its record is shown to be published, and it signs only after a question', async ({ console: page, server }) => {
  test.slow();
  await server.command(['domain', 'add', 'example.com']);
  await page.goto(`${server.origin}/#/dkim`);
  await page.getByRole('row', { name: /example\.com/ }).click();
  await expect(page.getByRole('row', { name: /example\.com/ })).toContainText('Mail leaves unsigned');
  await page.getByRole('button', { name: 'New key…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New DKIM key' });
  await dialog.getByLabel('Selector').fill('not a selector');
  await expect(dialog.getByText('Must be letters, digits and hyphens, such as mail2026.')).toBeVisible();
  await dialog.getByLabel('Selector').fill('first');
  await dialog.getByRole('button', { name: 'Make key' }).click();
  await expect(dialog).toBeHidden();
  const record = page.getByRole('region', { name: 'The DNS record of first' });
  await expect(record).toContainText('first._domainkey.example.com');
  await expect(record).toContainText(/v=DKIM1; k=rsa; p=\w+/);
  await expect(record.getByRole('button', { name: 'Copy the value' })).toBeVisible();

  // No name server has it: that is asked about.
  await page.getByRole('button', { name: 'Sign with it' }).click();
  const asking = page.getByRole('dialog', { name: 'Sign with first already?' });
  await asking.getByRole('button', { name: 'Sign anyway' }).click();
  await expect(asking).toBeHidden();
  const first = page.getByRole('row', { name: /first/ });
  await expect(first).toContainText('Signs');
  await expect(page.getByRole('row', { name: /Mail leaves unsigned/ })).toBeHidden();

  await first.click();
  await page.getByRole('button', { name: 'Rotate…' }).click();
  await dialog.getByLabel('Selector').fill('second');
  await dialog.getByRole('button', { name: 'Make key' }).click();
  await expect(page.getByRole('row', { name: /second/ })).toContainText('Made, not in use');
  await first.click();
  await page.getByRole('button', { name: 'Remove…' }).click();
  const removal = page.getByRole('dialog', { name: 'Remove the key first of example.com?' });
  await expect(removal).toContainText('without it mail leaves unsigned');
  await removal.getByRole('button', { name: 'Remove key' }).click();
  // Behind a dialog no row is there for anybody.
  await expect(removal).toBeHidden();
  await expect(first).toBeHidden();
  expect(await server.command(['dkim', 'list'])).not.toContain('first');
});
