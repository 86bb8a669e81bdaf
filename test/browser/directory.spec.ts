import { Dialogue } from '../dialogues/dialogue.ts';
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
  await server.command(['domain', 'add', 'lists.example']);
  await server.command(['list', 'add', 'news@lists.example']);
  await page.goto(`${server.origin}/#/domains`);
  // Mailing lists alone count as well.
  await page.getByRole('row', { name: /lists\.example/ }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('dialog')).toContainText('lists.example still has 1 mailing list.');
  await page.getByRole('dialog').getByRole('button', { name: 'Show its mailing lists' }).click();
  await expect(page.getByRole('row', { name: /news@lists\.example/ })).toBeVisible();
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

  // Somebody else changes what is being edited: nothing is overwritten without a word.
  const mine = async (name: string): Promise<void> => {
    await page.getByRole('row', { name: /bert@example\.com/ }).dblclick();
    await edit.getByLabel('Name of the owner').fill(name);
    await server.command(['account', 'quota', 'bert@example.com', '7M']);
  };
  const elsewhere = edit.getByRole('alert').filter({ hasText: 'Changed elsewhere since this was opened' });
  await mine('Bert');
  await edit.getByLabel('Space for mail, in MB').fill('9');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(elsewhere).toContainText('Space for mail, in MB, now: 7');
  await elsewhere.getByRole('button', { name: 'Take theirs' }).click();
  await expect(edit.getByLabel('Space for mail, in MB')).toHaveValue('7');
  await expect(edit.getByLabel('Space for mail, in MB')).toBeFocused();
  await expect(edit.getByLabel('Name of the owner')).toHaveValue('Bert');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit).toBeHidden();
  expect(await server.command(['account', 'list', '--json'])).toMatch(/"name": "Bert",[^}]*"quotaBytes": 7340032/);
  // Undo takes back what was changed here, and not what was changed there.
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('row', { name: /bert@example\.com/ })).not.toContainText('Bert');
  expect(await server.command(['account', 'list', '--json'])).toMatch(/"quotaBytes": 7340032/);

  await page.getByRole('row', { name: /bert@example\.com/ }).dblclick();
  await edit.getByLabel('Space for mail, in MB').fill('9');
  await server.command(['account', 'quota', 'bert@example.com', '8M']);
  await edit.getByRole('button', { name: 'Save' }).click();
  await elsewhere.getByRole('button', { name: 'Save mine all the same' }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByRole('row', { name: /bert@example\.com/ })).toContainText('9 MB');
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('row', { name: /bert@example\.com/ })).toContainText('8 MB');
  // What has been changed again since cannot be taken back any more, and that is said.
  await page.getByRole('row', { name: /bert@example\.com/ }).dblclick();
  await edit.getByLabel('Space for mail, in MB').fill('10');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit).toBeHidden();
  await server.command(['account', 'quota', 'bert@example.com', '11M']);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Somebody has changed it elsewhere in the meantime: look at it again.').first()).toBeVisible();
  expect(await server.command(['account', 'list', '--json'])).toMatch(/"quotaBytes": 11534336/);

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

  // A new account can be taken back; with mail in it, after a question.
  await page.getByRole('button', { name: 'New account' }).click();
  const create = page.getByRole('dialog', { name: 'New account' });
  await create.getByLabel('Mail address').fill('carla@example.com');
  await create.getByLabel(/^Password/).fill('correct horse');
  await create.getByRole('button', { name: 'Create account' }).click();
  await expect(create).toBeHidden();
  await expect(page.getByRole('row', { name: /carla@example\.com/ })).toBeVisible();
  const session = await Dialogue.open(server.port('smtp'));
  await session.play('S: 220 …\nC: HELO mx.shop.example\nS: 250 …\nC: MAIL FROM:<news@shop.example>\nS: 250 …\nC: RCPT TO:<carla@example.com>\nS: 250 …');
  await session.play('C: DATA\nS: 354 …\nC: Subject: x\nC:\nC: x\nC: .\nS: 250 …\nC: QUIT\nS: 221 …');
  await session.closed();
  await page.keyboard.press('Control+z');
  const question = page.getByRole('dialog', { name: 'Take it back?' });
  await expect(question).toContainText('Messages in the mailbox: 1; they are deleted with the account');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await question.getByRole('button', { name: 'Take it back' }).click();
  await expect(question).toBeHidden();
  await expect(page.getByRole('row', { name: /carla@example\.com/ })).toBeHidden();
});

test('what is changed on the command line appears by itself', async ({ console: page, server }) => {
  await populate(server);
  await page.goto(`${server.origin}/#/accounts`);
  await expect(page.getByRole('row', { name: /anna@example\.com/ })).toBeVisible();
  await server.command(['account', 'add', 'carla@example.com', '--password-stdin'], 'correct horse\n');
  await expect(page.getByRole('row', { name: /carla@example\.com/ })).toBeVisible();
});
