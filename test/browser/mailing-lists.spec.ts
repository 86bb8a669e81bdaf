import { expect, populate, test } from './console.ts';

test('a mailing list is made, changed, filled and emptied, each step with a way back', async ({ console: page, server }) => {
  test.slow();
  await populate(server);
  await page.goto(`${server.origin}/#/lists`);
  await expect(page.getByRole('heading', { name: 'No mailing list yet' })).toBeVisible();
  await page.getByRole('toolbar').getByRole('button', { name: 'New mailing list' }).click();
  const dialog = page.getByRole('dialog', { name: 'New mailing list' });
  await dialog.getByLabel('Address', { exact: false }).first().fill('anna@example.com');
  await dialog.getByRole('button', { name: 'Create list' }).click();
  await expect(dialog.getByText(/anna@example\.com/)).toBeVisible();
  await dialog.getByLabel('Address', { exact: false }).first().fill('choir@example.com');
  await dialog.getByLabel('May always post').fill('nobody');
  await expect(dialog.getByText('Nobody is not a mail address.')).toBeVisible();
  await dialog.getByLabel('May always post').fill('office@example.net');
  await dialog.getByRole('button', { name: 'Create list' }).click();
  await expect(dialog).toBeHidden();
  const list = page.getByRole('row', { name: /choir@example\.com/ });
  await expect(list).toContainText('Members and 1 named');

  // A new list can be taken back as well.
  await page.keyboard.press('Control+z');
  await expect(list).toBeHidden();
  await page.getByRole('toolbar').getByRole('button', { name: 'New mailing list' }).click();
  await dialog.getByLabel('Address', { exact: false }).first().fill('choir@example.com');
  await dialog.getByLabel('May always post').fill('office@example.net');
  await dialog.getByRole('button', { name: 'Create list' }).click();
  await expect(list).toContainText('Members and 1 named');

  // It is selected: members come in below.
  const members = page.getByRole('grid', { name: 'Members of choir@example.com' });
  await page.getByRole('toolbar', { name: 'Members of choir@example.com' }).getByRole('button', { name: 'Add members' }).click();
  const adding = page.getByRole('dialog', { name: 'Add members to choir@example.com' });
  await adding.getByLabel('Addresses').fill('alma@far.example, bruno@far.example\ncarla@far.example');
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(members.getByRole('row', { name: /bruno@far\.example/ })).toBeVisible();
  await expect(list).toContainText('3');
  await members.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByText('3 members removed from choir@example.com', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nobody is on the list' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(members.getByRole('row', { name: /alma@far\.example/ })).toBeVisible();
  await expect.poll(() => server.command(['list', 'members', 'choir@example.com'])).toContain('carla@far.example');

  await list.dblclick();
  const edit = page.getByRole('dialog', { name: 'Edit choir@example.com' });
  await edit.getByRole('textbox', { name: 'Name' }).fill('The village choir');
  await edit.getByRole('radio', { name: /^Anyone/ }).check();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(list).toContainText('Anyone');
  await expect(list).toContainText('The village choir');
  await page.keyboard.press('Control+z');
  await expect(list).not.toContainText('The village choir');

  // Of two lists the second is gone already when both are removed: the first comes back all the same.
  await server.command(['list', 'add', 'dance@example.com']);
  await page.reload();
  await list.click();
  await page.getByRole('row', { name: /dance@example\.com/ }).click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('toolbar', { name: 'Mailing lists' }).getByRole('button', { name: 'Remove…' }).click();
  const removal = page.getByRole('dialog', { name: 'Remove 2 mailing lists?' });
  await removal.waitFor();
  await server.command(['list', 'remove', 'dance@example.com']);
  await removal.getByRole('button', { name: 'Remove list' }).click();
  await expect(page.getByRole('dialog').getByText('There is no list dance@example.com.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(list).toContainText('Members and 1 named');
  await expect.poll(() => server.command(['list', 'members', 'choir@example.com'])).toContain('carla@far.example');
});

test('lists and members are imported from a text, judged line by line', async ({ console: page, server }) => {
  await populate(server);
  await server.command(['list', 'add', 'news@example.com']);
  await page.goto(`${server.origin}/#/lists?import=true&list=news@example.com`);
  const dialog = page.getByRole('dialog', { name: 'Import mailing lists and members' });
  await dialog
    .getByLabel('List and member, one pair a line')
    .fill('news@example.com,one@far.example\nchoir@example.com,two@far.example,Choir\nanna@example.com,three@far.example\nchoir@foreign.example,x@far.example');
  await expect(dialog.getByText('2 members, 1 new list; 2 lines with a mistake, left out.')).toBeVisible();
  await expect(dialog.getByRole('row', { name: /three@far\.example/ })).toContainText('There is an account or alias of that address.');
  await dialog.getByRole('button', { name: 'Import 2 members' }).click();
  await expect(page.getByText('2 members imported, 1 list created', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
  const choir = page.getByRole('row', { name: /choir@example\.com/ });
  await expect(choir).toContainText('Choir');
  expect(await server.command(['list', 'members', 'choir@example.com'])).toContain('two@far.example');

  // All of it is one change: what was there before stays, what came since then is asked about.
  await server.command(['list', 'join', 'choir@example.com', 'later@far.example']);
  await page.keyboard.press('Control+z');
  const question = page.getByRole('dialog', { name: 'Take it back?' });
  await expect(question).toContainText('choir@example.com: Members of the list: 2');
  // Whoever thinks better of it finds all as it was.
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  expect(await server.command(['list', 'members', 'news@example.com'])).toContain('one@far.example');
  expect(await server.command(['list', 'members', 'choir@example.com'])).toContain('two@far.example');
  await server.command(['list', 'leave', 'choir@example.com', 'later@far.example']);
  await page.keyboard.press('Control+z');
  await expect(choir).toBeHidden();
  await expect(page.getByRole('row', { name: /news@example\.com/ })).toBeVisible();
  expect(await server.command(['list', 'members', 'news@example.com'])).not.toContain('one@far.example');

  await page.goto(`${server.origin}/#/lists?import=true`);
  await dialog.getByLabel('List and member, one pair a line').fill('choir@example.com,two@far.example,Choir');
  await dialog.getByRole('button', { name: 'Import 1 member' }).click();
  await expect(page.getByText('1 member imported, 1 list created', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
  await choir.click();
  await page.getByRole('toolbar', { name: 'Mailing lists' }).getByRole('button', { name: 'Remove…' }).click();
  const removal = page.getByRole('dialog', { name: 'Remove choir@example.com?' });
  await expect(removal).toContainText('The list of 1 member goes, too');
  await removal.getByRole('button', { name: 'Remove list' }).click();
  await expect(removal).toBeHidden();
  await expect(page.getByRole('row', { name: /choir@example\.com/ })).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('row', { name: /choir@example\.com/ })).toContainText('Choir');
  await expect.poll(() => server.command(['list', 'members', 'choir@example.com'])).toContain('two@far.example');

  // An import stands over all windows, stops after the list that is under way, and shows what was and was not done.
  const held: (() => void)[] = [];
  await page.routeWebSocket(/./, (socket) => {
    const there = socket.connectToServer();
    socket.onMessage((message) => {
      if (String(message).includes('held@far.example') && held.length === 0) held.push(() => there.send(message));
      else there.send(message);
    });
  });
  await page.goto(`${server.origin}/#/lists?import=true`);
  await page.reload();
  await dialog
    .getByLabel('List and member, one pair a line')
    .fill(['band,one', 'dance,two', 'news,held', 'opera,four', 'opera,five'].map((line) => `${line.replace(',', '@example.com,')}@far.example`).join('\n'));
  // Meanwhile somebody has taken the address of a list that is to be made: it keeps no other from being filled.
  await server.command(['alias', 'add', 'dance@example.com', 'anna@example.com']);
  await dialog.getByRole('button', { name: 'Import 5 members' }).click();
  const running = page.getByRole('dialog', { name: 'Importing members' });
  await expect(running.getByRole('progressbar', { name: 'Members imported' })).toHaveAttribute('aria-valuenow', '2');
  await page.evaluate(() => {
    location.hash = '#/queue';
  });
  await expect(page.getByRole('heading', { name: 'Queue', includeHidden: true }).first()).toBeVisible();
  await running.getByRole('button', { name: 'Cancel' }).press('Escape');
  await expect(running.getByRole('status')).toContainText('Stopping after the list that is being filled');
  await expect.poll(() => held.length).toBe(1);
  held[0]?.();
  const result = page.getByRole('dialog', { name: '2 members imported, 1 list created' });
  await expect(result.getByText('The import was stopped: 2 members were not reached.')).toBeVisible();
  await expect(result.getByRole('row', { name: /band@example\.com/ })).toContainText('1 member, new list');
  await expect(result.getByRole('row', { name: /dance@example\.com/ })).toContainText('dance@example.com');
  await expect(result.getByRole('row', { name: /news@example\.com/ })).toContainText('1 member');
  await expect(result.getByRole('row', { name: /opera/ })).toBeHidden();
  await result.getByRole('button', { name: 'Close' }).click();
  await expect(result).toBeHidden();
  // The button that it came from is gone with its window: whoever has no mouse begins at the content of this one.
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Taken back: 2 members imported, 1 list created').first()).toBeVisible();
  expect(await server.command(['list', 'members', 'news@example.com'])).not.toContain('held@far.example');
  expect(await server.command(['list', 'list'])).not.toContain('band@example.com');
});

test('of several removed lists each comes back as far as it can, and the rest once it can', async ({ console: page, server }) => {
  await populate(server);
  for (const list of ['choir', 'dance']) {
    await server.command(['list', 'add', `${list}@example.com`]);
    await server.command(['list', 'join', `${list}@example.com`, `${list}er@far.example`]);
  }
  await page.goto(`${server.origin}/#/lists`);
  const row = (list: string) => page.getByRole('row', { name: new RegExp(`${list}@example\\.com`) });
  await row('choir').click();
  await row('dance').click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('toolbar', { name: 'Mailing lists' }).getByRole('button', { name: 'Remove…' }).click();
  const removal = page.getByRole('dialog', { name: 'Remove 2 mailing lists?' });
  await removal.getByRole('button', { name: 'Remove lists' }).click();
  await expect(removal).toBeHidden();
  await expect(page.getByRole('heading', { name: 'No mailing list yet' })).toBeVisible();
  // Somebody else has taken the address of the first meanwhile.
  await server.command(['alias', 'add', 'choir@example.com', 'anna@example.com']);
  await page.keyboard.press('Control+z');
  await expect(row('dance')).toBeVisible();
  await expect(page.getByText(/choir@example\.com: /).first()).toBeVisible();
  await expect(row('choir')).toBeHidden();
  await server.command(['alias', 'remove', 'choir@example.com']);
  await page.keyboard.press('Control+z');
  await expect(row('choir')).toBeVisible();
  for (const list of ['choir', 'dance']) await expect.poll(() => server.command(['list', 'members', `${list}@example.com`])).toContain(`${list}er@far.example`);
});
