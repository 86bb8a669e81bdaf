import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Dialogue } from '../dialogues/dialogue.ts';
import { expect, populate, type Server, test } from './console.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Those of them that are about colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

type Appearance = 'light' | 'dark' | 'contrast';

/** What would still move: animations under way, and what any element is told to animate. A frame's length is no motion. */
function motions(): string[] {
  const seconds = (times: string): number =>
    Math.max(...times.split(',').map((time) => (time.includes('ms') ? Number.parseFloat(time) / 1000 : Number.parseFloat(time))));
  const told = [...document.querySelectorAll('*:not([data-timer-status])')].flatMap((element) =>
    ['', '::before', '::after'].flatMap((part) => {
      const { animationName, animationDuration, transitionDuration } = getComputedStyle(element, part || null);
      const longest = Math.max(animationName === 'none' ? 0 : seconds(animationDuration), seconds(transitionDuration));
      return longest > 0.02 ? [`${element.tagName} ${element.getAttribute('class') ?? ''}${part} ${longest} s`] : [];
    }),
  );
  const running = document.getAnimations().flatMap(({ effect }) => {
    if (effect instanceof KeyframeEffect && effect.target?.matches('[data-timer-status]') === true) return [];
    // What waits before it does not move.
    const length = Number(effect?.getComputedTiming().activeDuration ?? 0);
    return length > 20 ? [`runs for ${length} ms`] : [];
  });
  return [...new Set([...told, ...running])];
}

/** What scrolls sideways: whoever looks at a table of that size sees a part of it only, and does not know. */
function sideways(): string[] {
  return [...document.querySelectorAll('*:not([data-timer-status])')].flatMap((element) => {
    const { overflowX } = getComputedStyle(element);
    const scrolls = (overflowX === 'auto' || overflowX === 'scroll' || element === document.documentElement) && element.scrollWidth > element.clientWidth + 1;
    const name = element.getAttribute('aria-label') ?? element.getAttribute('class') ?? '';
    return scrolls ? [`scrolls sideways: ${element.tagName} ${name}, ${element.scrollWidth} of ${element.clientWidth} px`] : [];
  });
}

/**
 * What axe finds, a line for each kind of finding, what moves although nothing should, and what scrolls sideways.
 * Another appearance differs in its colours alone.
 */
async function findings(page: Page, appearance: Appearance, within = 'html'): Promise<string[]> {
  // Fluent's focus sentinels are hidden and can take the focus by design: whoever reaches one is moved on at once, so
  // that Tab goes round inside a dialog or a menu bar. axe cannot see that. The legacy mode is the one without a second
  // page for each run; what it lacks are frames of other origins, and there are no frames.
  // What it has found right is not asked for: to describe each of those elements takes longer than to judge them.
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .include(within)
    .exclude('[data-tabster-dummy]')
    .setLegacyMode();
  const moving = appearance === 'light' ? [...(await page.evaluate(motions)), ...(await page.evaluate(sideways))] : [];
  // A notice that appears has the colour of what is behind it for a moment, be it for a frame.
  await page.waitForFunction(nothingFades);
  const { violations } = await (appearance === 'light' ? axe.withTags(WCAG) : axe.withRules(COLOUR_RULES)).analyze();
  return [...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`).join('\n')}`), ...moving];
}

/** Runs in the page. Fluent measures the time of a notice with an animation of an empty element, which is nothing that fades. */
function nothingFades(): boolean {
  return document.getAnimations().every(({ playState, effect }) => {
    const target = effect instanceof KeyframeEffect ? effect.target : null;
    return playState !== 'running' || effect?.getComputedTiming().endTime === Infinity || (target?.textContent ?? '') === '';
  });
}

/** Every window, each with what must be on screen before it is judged. */
const WINDOWS: readonly (readonly [address: string, settled: (page: Page) => Promise<unknown>])[] = [
  ['/', (page) => page.getByRole('gridcell', { name: 'Administrator' }).first().waitFor()],
  ['/log?minLevel=info', (page) => page.getByRole('gridcell', { name: 'Administrator' }).first().click()],
  ['/domains', (page) => page.getByRole('gridcell', { name: 'example.com' }).click()],
  ['/accounts', (page) => page.getByRole('gridcell', { name: 'anna@example.com' }).click()],
  ['/log?minLevel=debug', (page) => page.getByRole('button', { name: 'By session' }).click()],
  ['/messages', (page) => page.getByRole('gridcell', { name: 'asker@example.net' }).click()],
  [
    '/messages?recipient=nobody@example.com',
    async (page) => {
      await page.getByRole('gridcell', { name: 'asker@example.net' }).dblclick();
      await page.getByRole('article').waitFor();
    },
  ],
  ['/simulator?remoteAddress=198.51.100.7&from=a@far.example&to=anna@example.com', (page) => page.getByRole('table', { name: 'Checks' }).waitFor()],
  ['/aliases', (page) => page.getByRole('gridcell', { name: 'info@example.com' }).click()],
  ['/security/smtp-authentication?field=security.smtp-authentication.requireTls', (page) => page.getByText('There are no SMTP logins').waitFor()],
  ['/security/smtp-after-pop', (page) => page.getByText('Nobody at the moment.').waitFor()],
  ['/security/sender-rules', (page) => page.getByText('How it differs').click()],
  ['/security/address-verification', (page) => page.getByRole('table', { name: 'What look-ups cost' }).waitFor()],
  ['/settings/server?field=server.limits.maxErrors', (page) => page.getByRole('gridcell', { name: 'Submission', exact: true }).click()],
  ['/settings/delivery', (page) => page.getByRole('radio', { name: 'Use one' }).click()],
  ['/settings/logging', (page) => page.getByRole('textbox', { name: 'Keep for' }).fill('0')],
  [
    '/settings/desktop?field=desktop.quietHours.from',
    async (page) => {
      await page.getByRole('listitem').getByText('“Keep for” was not saved when its window was left').waitFor();
      await page.getByRole('textbox', { name: 'From' }).fill('25:00');
    },
  ],
  ['/service', (page) => page.getByRole('table', { name: 'To change it' }).waitFor()],
  ['/queue', (page) => page.getByRole('heading', { name: 'The queue is empty' }).waitFor()],
  ['/dns', (page) => page.getByRole('table', { name: 'example.com' }).waitFor()],
  ['/settings/history', (page) => page.getByRole('gridcell', { name: 'Start of the server' }).first().click()],
  ['/first-run', (page) => page.getByRole('heading', { name: 'Certificate' }).waitFor()],
  ['/sessions', (page) => page.getByRole('heading', { name: 'Nobody is connected' }).waitFor()],
  [
    '/relay-test',
    async (page) => {
      await page.getByRole('button', { name: 'Test now' }).click();
      await page.getByRole('table', { name: 'Listeners' }).waitFor();
    },
  ],
];

/** The windows of the lists, with an entry selected where there is one, and their dialogs filled in. */
const LIST_WINDOWS: typeof WINDOWS = [
  ['/security/filters', (page) => page.getByRole('row', { name: /cheap pills/ }).click()],
  ['/security/filters?text=x', (page) => page.getByText(/It would have hit|no messages yet/).waitFor()],
  ['/security/attachment-filters', (page) => page.getByRole('row', { name: /\.EXE/ }).click()],
  ['/security/trusted-addresses', (page) => page.getByRole('row', { name: /127\.0\.0\.1/ }).click()],
  ['/security/banned-addresses?address=192.0.2.1', (page) => page.getByText(/It covers none|no sessions yet/).waitFor()],
  ['/quarantine', (page) => page.getByRole('heading', { name: 'Nothing is held' }).waitFor()],
];

/** Windows and dialogs in which something was done first, each in its own words. */
const IN_USE: typeof WINDOWS = [
  [
    '/quarantine',
    async (page) => {
      await page.getByRole('gridcell', { name: 'held for a look' }).click();
      await page.getByRole('tab', { name: 'HTML' }).click();
      await page.getByTitle('The message, made safe').contentFrame().getByText('Dear customer').waitFor();
    },
  ],
  [
    '/accounts?account=anna@example.com',
    async (page) => {
      await page.getByRole('button', { name: 'Mail program' }).click();
      await page.getByRole('dialog', { name: 'Mail program of anna@example.com' }).getByRole('row').first().waitFor();
    },
  ],
  [
    '/accounts',
    async (page) => {
      await page.getByRole('main').getByRole('button', { name: 'Import…' }).click();
      await page.getByLabel('Accounts, one a line').fill('carla@example.com;Carla\nemil@elsewhere.example');
      await page.getByRole('grid', { name: 'Preview' }).getByRole('row', { name: /emil@/ }).waitFor();
    },
  ],
  [
    '/security/trusted-addresses',
    async (page) => {
      await page.getByRole('button', { name: 'Import…' }).click();
      await page.getByRole('dialog', { name: 'Import entries' }).getByRole('textbox').fill('203.0.113.7 # scanner\nnobody');
      await page.getByText(/^Line 2: nobody must be an IP address/).waitFor();
    },
  ],
  [
    '/security/smtp-authentication',
    async (page) => {
      await page.getByRole('switch', { name: 'Require TLS' }).click();
      await page.getByRole('dialog', { name: 'Make this change?' }).waitFor();
    },
  ],
  [
    '/security/banned-addresses?address=127.0.0.0/8',
    async (page) => {
      await page.getByRole('dialog', { name: 'Ban addresses' }).getByRole('button', { name: 'Save' }).click();
      await page.getByText(/It covers this computer itself/).waitFor();
    },
  ],
];

/** The windows of what goes with accounts and domains. */
const SERVICE_WINDOWS: typeof WINDOWS = [
  ['/lists?list=choir@example.com', (page) => page.getByRole('heading', { name: 'Nobody is on the list' }).waitFor()],
  ['/forwarding', (page) => page.getByRole('row', { name: /anna@example\.com/ }).click()],
  ['/outbound', (page) => page.getByRole('heading', { name: /^Nobody has sent/ }).waitFor()],
  ['/dkim?domain=example.com', (page) => page.getByRole('region', { name: /^The DNS record/ }).waitFor()],
];

/** A message that is refused, for the windows that show what was decided. */
async function beRefused(server: Server): Promise<void> {
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.2' });
  await dialogue.play(`
    S: 220 …
    C: HELO client.example
    S: 250 …
    C: MAIL FROM:<asker@example.net>
    S: 250 …
    C: RCPT TO:<nobody@example.com>
    S: 550 …
    C: QUIT
    S: 221 …
  `);
}

/** A message that is held, with something of everything that its preview shows. */
async function beHeld(server: Server): Promise<void> {
  await server.command(['settings', 'set', 'security.filters.entries', JSON.stringify([{ text: 'hold this', action: 'quarantine' }])]);
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.2' });
  await dialogue.play(`
    S: 220 …
    C: HELO client.example
    S: 250 …
    C: MAIL FROM:<asker@example.net>
    S: 250 …
    C: RCPT TO:<anna@example.com>
    S: 250 …
    C: DATA
    S: 354 …
    C: Subject: held for a look
    C: Content-Type: text/html
    C: 
    C: <h1>Dear customer</h1><p>hold this, <a href="http://shop.example/">or not</a></p><img src="http://shop.example/a.png" alt="a shop">
    C: .
    S: 250 …
    C: QUIT
    S: 221 …
  `);
}

const DIALOGS = ['New domain', 'New account', 'New alias', 'New mailing list'];

/** Drawn like that from the start, not judged in the middle of the change from another appearance. */
async function dress(page: Page, appearance: Appearance): Promise<void> {
  // One of them at the least size that windows have to suit.
  if (appearance === 'light') await page.setViewportSize({ width: 1000, height: 650 });
  await page.emulateMedia({
    colorScheme: appearance === 'dark' ? 'dark' : 'light',
    contrast: appearance === 'contrast' ? 'more' : 'no-preference',
    reducedMotion: 'reduce',
  });
  await page.reload();
}

async function openMenu(page: Page): Promise<void> {
  await page.getByRole('toolbar', { name: 'Menu bar' }).getByRole('button', { name: 'Accounts' }).click();
}

// Several tests and not one: a run of axe takes seconds on a busy machine, and the limit is for each test.
for (const appearance of ['light', 'dark', 'contrast'] as const) {
  test(`axe finds nothing in any window, ${appearance}`, async ({ console: page, server }) => {
    test.slow();
    await populate(server);
    await beRefused(server);
    await dress(page, appearance);
    for (const [address, settled] of WINDOWS) {
      await page.goto(`${server.origin}/#${address}`);
      await settled(page);
      expect(await findings(page, appearance), address).toEqual([]);
    }
  });

  test(`axe finds nothing in the windows of the lists, ${appearance}`, async ({ console: page, server }) => {
    test.slow();
    await server.command(['settings', 'set', 'security.filters.entries', JSON.stringify([{ text: 'cheap pills', enabled: false }, { text: 'ab' }])]);
    await dress(page, appearance);
    for (const [address, settled] of LIST_WINDOWS) {
      await page.goto(`${server.origin}/#${address}`);
      await settled(page);
      expect(await findings(page, appearance), address).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });

  test(`axe finds nothing in windows and dialogs in use, ${appearance}`, async ({ console: page, server }) => {
    test.slow();
    await populate(server);
    await beHeld(server);
    await dress(page, appearance);
    for (const [address, settled] of IN_USE) {
      await page.goto(`${server.origin}/#${address}`);
      await settled(page);
      expect(await findings(page, appearance), address).toEqual([]);
      await page.reload();
    }
  });

  test(`axe finds nothing in the windows of lists, forwards, keys and the guard, ${appearance}`, async ({ console: page, server }) => {
    test.slow();
    await populate(server);
    await server.command(['list', 'add', 'choir@example.com']);
    await server.command(['account', 'forward', 'anna@example.com', 'anna@far.example']);
    await server.command(['dkim', 'add', 'example.com', '--algorithm', 'ed25519']);
    await dress(page, appearance);
    for (const [address, settled] of SERVICE_WINDOWS) {
      await page.goto(`${server.origin}/#${address}`);
      await settled(page);
      expect(await findings(page, appearance), address).toEqual([]);
    }
  });

  test(`axe finds nothing in the menu and the dialogs, ${appearance}`, async ({ console: page, server }) => {
    test.slow();
    await populate(server);
    await dress(page, appearance);
    await openMenu(page);
    await page.getByRole('menuitem').first().hover();
    // The menu alone: it lies over a part of the window for as long as it is open, as menus do.
    expect(await findings(page, appearance, '[role="menu"]'), 'the menu').toEqual([]);
    await page.keyboard.press('Escape');
    for (const name of DIALOGS) {
      await openMenu(page);
      await page.getByRole('menuitem', { name }).click();
      const dialog = page.getByRole('dialog', { name });
      await dialog.getByRole('button', { name: /^(Add|Create)/ }).click();
      expect(await findings(page, appearance), name).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    }
  });
}

test('what moves is seen to move, for who does not mind', async ({ console: page, server }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.goto(`${server.origin}/#/settings/logging`);
  await page.getByRole('switch').first().waitFor();
  expect(await page.evaluate(motions)).not.toEqual([]);
  // From one moment to the next, and the same elements.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect.poll(() => page.evaluate(motions)).toEqual([]);
});
