import { expect, populate, test } from './console.ts';

test('from nothing to a domain, an account and an alias, with each mistake explained where it was made', async ({ console: page, server }) => {
  await page.goto(`${server.origin}/#/accounts`);
  await expect(page.getByRole('heading', { name: 'First add a domain' })).toBeVisible();
  await page.getByRole('button', { name: 'Add a domain' }).click();

  const domain = page.getByRole('dialog', { name: 'New domain' });
  await domain.getByLabel('Domain name').fill('not a domain');
  await expect(domain.getByText('Must be a domain name, such as example.com.')).toBeVisible();
  await domain.getByLabel('Domain name').fill('Example.COM');
  await page.keyboard.press('Enter');
  await expect(domain).toBeHidden();
  await expect(page.getByRole('row', { name: /example\.com/ })).toBeVisible();

  await page.goto(`${server.origin}/#/accounts?create=true`);
  const account = page.getByRole('dialog', { name: 'New account' });
  await account.getByLabel('Mail address').fill('anna@elsewhere.example');
  await account.getByLabel(/^Password/).fill('short');
  await expect(account.getByText('Must have at least 8 characters.')).toBeVisible();
  await account.getByLabel(/^Password/).fill('correct horse');
  await account.getByRole('button', { name: 'Create account' }).click();
  await expect(account.getByText(/elsewhere\.example is not a domain of this server/)).toBeVisible();
  await account.getByLabel('Mail address').fill('anna@example.com');
  await account.getByLabel('Space for mail, in MB').fill('100');
  await account.getByRole('button', { name: 'Create account' }).click();
  await expect(account).toBeHidden();
  await expect(page.getByRole('row', { name: /anna@example\.com/ })).toContainText('100 MB');

  await page.goto(`${server.origin}/#/aliases?create=true`);
  const alias = page.getByRole('dialog', { name: 'New alias' });
  await alias.getByLabel('Alias').fill('anna@example.com');
  await alias.getByLabel('Goes to').fill('friend@example.net');
  await alias.getByRole('button', { name: 'Create alias' }).click();
  await expect(alias.getByText(/already an account anna@example\.com/)).toBeVisible();
  await alias.getByLabel('Alias').fill('info@example.com');
  await alias.getByRole('button', { name: 'Create alias' }).click();
  await expect(page.getByRole('row', { name: /info@example\.com/ })).toContainText('friend@example.net');
  expect(await server.command(['account', 'list'])).toContain('anna@example.com');

  // What is removed comes back: the alias with its targets, the domain once it is empty.
  await page.getByRole('row', { name: /info@example\.com/ }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove alias' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('row', { name: /info@example\.com/ })).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('row', { name: /info@example\.com/ })).toContainText('friend@example.net');
  await server.command(['domain', 'add', 'example.net']);
  await page.goto(`${server.origin}/#/domains`);
  await page.getByRole('row', { name: /example\.net/ }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove domain' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('row', { name: /example\.net/ })).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('row', { name: /example\.net/ })).toBeVisible();
});

test('a domain in use is not removed, and says by what', async ({ console: page, server }) => {
  await populate(server);
  await page.goto(`${server.origin}/#/domains`);
  await page.getByRole('row', { name: /example\.com/ }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('2 accounts and 1 alias');
  await expect(dialog.getByRole('button', { name: 'Remove domain' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Show its accounts' }).click();
  await expect(page.getByRole('row', { name: /bert@example\.com/ })).toBeVisible();
});

test('accounts are changed, get new passwords, and are removed only when the address was typed', async ({ console: page, server }) => {
  await populate(server);
  await page.goto(`${server.origin}/#/accounts`);
  await page.getByRole('row', { name: /bert@example\.com/ }).dblclick();
  const edit = page.getByRole('dialog', { name: 'Edit bert@example.com' });
  await edit.getByLabel('Name of the owner').fill('Bert');
  await edit.getByRole('switch', { name: 'Enabled' }).click();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByRole('row', { name: /bert@example\.com/ })).toContainText('Disabled');
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('row', { name: /bert@example\.com/ })).toContainText('Enabled');
  await expect(page.getByRole('row', { name: /bert@example\.com/ })).not.toContainText('Bert');

  await page.getByRole('button', { name: 'Reset password' }).click();
  const password = page.getByRole('dialog', { name: /New password/ });
  await password.getByRole('button', { name: 'Make one up' }).click();
  await expect(password.getByLabel(/^Password/)).toHaveValue(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  await password.getByRole('button', { name: 'Set password' }).click();
  await expect(password).toBeHidden();

  await page.getByRole('button', { name: 'Remove' }).click();
  const removal = page.getByRole('dialog', { name: 'Remove bert@example.com?' });
  const confirm = removal.getByRole('button', { name: 'Delete account and mail' });
  await expect(confirm).toBeDisabled();
  await removal.getByLabel('Type the address to confirm').fill('bert@example.com');
  await confirm.click();
  await expect(page.getByRole('row', { name: /bert@example\.com/ })).toBeHidden();
  expect(await server.command(['account', 'list'])).not.toContain('bert@');
});

test('what is changed on the command line appears by itself', async ({ console: page, server }) => {
  await populate(server);
  await page.goto(`${server.origin}/#/accounts`);
  await expect(page.getByRole('row', { name: /anna@example\.com/ })).toBeVisible();
  await server.command(['account', 'add', 'carla@example.com', '--password-stdin'], 'correct horse\n');
  await expect(page.getByRole('row', { name: /carla@example\.com/ })).toBeVisible();
});
