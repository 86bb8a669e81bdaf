/**
 * Makes the pictures of the README: every window, light and dark, of a real server with sample data.
 *
 *     node test/browser/screenshots.ts [FOLDER] [WIDTHxHEIGHT] [LANGUAGE] [NAME,NAME…]
 */
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { startServiceHost } from '../demo/host.ts';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { findBrowser } from '../setup/browser.ts';
import { fetchMail, fillDirectory, fillServices, receiveMail, sendTooMuch, stayConnected } from './sample-data.ts';

const [folder = path.resolve(import.meta.dirname, '../../docs/screenshots'), size = '1280x800', locale = 'en-GB', only = ''] = process.argv.slice(2);
const [width = 1280, height = 800] = size.split('x').map(Number);

interface Picture {
  readonly name: string;
  readonly address: string;
  readonly prepare: (page: Page) => Promise<unknown>;
}

const row = (page: Page, name: string | RegExp): Promise<unknown> => page.getByRole('main').getByRole('row', { name }).first().click();

/** In the page: as on a computer where the server is installed, not where it was made. */
function sayInstalled({ checkout }: { readonly checkout: string }): void {
  const walker = document.createTreeWalker(document.querySelector('main') ?? document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.nodeValue ?? '';
    node.nodeValue = text
      .replaceAll(`${checkout}/node_modules/node/bin/node`, 'node')
      .replaceAll(checkout, '/opt/gatepost')
      .replaceAll(/\/tmp\/gatepost-host-\w+/g, '/var/lib/gatepost')
      .replace(/^root$/, 'gatepost');
  }
}

const PICTURES: readonly Picture[] = [
  { name: 'server', address: '#/', prepare: (page) => page.getByRole('grid', { name: 'Live log' }).getByRole('row').nth(5).waitFor() },
  {
    name: 'log',
    address: '#/log',
    prepare: async (page) => {
      await page.getByLabel('Kind of event').selectOption({ label: 'Refusals' });
      await page.getByRole('gridcell', { name: 'Recipient refused' }).first().click();
    },
  },
  { name: 'domains', address: '#/domains', prepare: (page) => page.getByRole('gridcell', { name: 'meadowlane.example' }).click() },
  { name: 'accounts', address: '#/accounts', prepare: (page) => page.getByRole('gridcell', { name: 'anna.berg' }).click() },
  {
    name: 'new-account',
    address: '#/accounts?create=true',
    prepare: async (page) => {
      await page.getByLabel('Mail address').fill('emil@meadowlane');
      await page.getByLabel(/^Password/).fill('short');
      await page.getByText('Must have at least 8 characters.').waitFor();
    },
  },
  { name: 'aliases', address: '#/aliases', prepare: (page) => page.getByRole('gridcell', { name: 'board@' }).click() },
  { name: 'mailing-lists', address: '#/lists', prepare: (page) => row(page, /choir@/) },
  { name: 'forwarding', address: '#/forwarding', prepare: (page) => row(page, /dr\.ito/) },
  {
    name: 'outbound',
    address: '#/outbound',
    prepare: async (page) => {
      await row(page, /camille\.durand/);
      await page.getByRole('grid', { name: 'Held messages' }).waitFor();
    },
  },
  {
    name: 'dkim',
    address: '#/dkim',
    prepare: async (page) => {
      await row(page, /mail2026/);
      await page.getByText(/The record is not there yet/).waitFor();
    },
  },
  {
    name: 'smtp-authentication',
    address: '#/security/smtp-authentication',
    prepare: (page) =>
      page
        .getByText(/In the last 7 days/)
        .first()
        .waitFor(),
  },
  { name: 'smtp-after-pop', address: '#/security/smtp-after-pop', prepare: (page) => page.getByText('Nobody at the moment.').waitFor() },
  {
    name: 'sender-rules',
    address: '#/security/sender-rules',
    prepare: (page) =>
      page
        .getByText(/it would have refused/)
        .nth(1)
        .waitFor(),
  },
  {
    name: 'address-verification',
    address: '#/security/address-verification',
    prepare: (page) => page.getByRole('table', { name: 'What look-ups cost' }).waitFor(),
  },
  { name: 'server-settings', address: '#/settings/server', prepare: (page) => page.getByRole('grid', { name: 'Listeners' }).waitFor() },
  { name: 'delivery-settings', address: '#/settings/delivery', prepare: (page) => page.getByRole('radio', { name: 'Use one' }).waitFor() },
  { name: 'logging-settings', address: '#/settings/logging', prepare: (page) => page.getByRole('switch').first().waitFor() },
  { name: 'desktop-settings', address: '#/settings/desktop', prepare: (page) => page.getByRole('switch').first().waitFor() },
  { name: 'filters', address: '#/security/filters', prepare: (page) => row(page, /parcels/) },
  {
    name: 'filter-preview',
    address: '#/security/filters?text=free',
    prepare: async (page) => {
      const dialog = page.getByRole('dialog', { name: 'Add filter' });
      for (const subject of ['You have won a free trip', 'Claim your free trip today', 'Last chance: your free trip']) {
        await dialog.getByRole('checkbox', { name: `Unwanted: ${subject}` }).check();
      }
      await dialog.getByRole('button', { name: 'Use' }).first().waitFor();
    },
  },
  { name: 'attachment-filters', address: '#/security/attachment-filters', prepare: (page) => row(page, /\.EXE/) },
  { name: 'banned-addresses', address: '#/security/banned-addresses', prepare: (page) => row(page, /203\.0\.113/) },
  { name: 'trusted-addresses', address: '#/security/trusted-addresses', prepare: (page) => row(page, /127\.0\.0\.1/) },
  {
    name: 'simulator',
    address: '#/simulator?remoteAddress=198.51.100.7&helo=mx.far.example&from=winner@lottery.example&to=anna.berg@meadowlane.example',
    prepare: (page) => page.getByRole('table', { name: 'Checks' }).waitFor(),
  },
  {
    name: 'relay-test',
    address: '#/relay-test',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Test now' }).click();
      await page.getByRole('button', { name: 'Testing…' }).waitFor();
      await page.getByRole('button', { name: 'Test now' }).waitFor();
    },
  },
  { name: 'sessions', address: '#/sessions', prepare: (page) => row(page, /127\.24\.18\.7/) },
  { name: 'messages', address: '#/messages', prepare: (page) => row(page, /lottery/) },
  {
    name: 'message-trace',
    address: '#/messages?verdict=quarantine',
    prepare: async (page) => {
      await page
        .getByRole('grid', { name: 'Message trace' })
        .getByRole('row', { name: /parcels/ })
        .first()
        .dblclick();
      await page.getByRole('article').getByRole('table', { name: 'Checks' }).waitFor();
    },
  },
  { name: 'queue', address: '#/queue', prepare: (page) => row(page, /chair@elsewhere/) },
  { name: 'quarantine', address: '#/quarantine', prepare: (page) => row(page, /parcels/) },
  { name: 'dns-records', address: '#/dns', prepare: (page) => page.getByRole('main').getByText('As it should be').first().waitFor() },
  { name: 'first-run', address: '#/first-run', prepare: (page) => page.getByRole('main').getByRole('heading').first().waitFor() },
  {
    name: 'hosting',
    address: '#/service',
    prepare: async (page) => {
      await page.getByRole('table', { name: 'To change it' }).waitFor();
      await page.evaluate(sayInstalled, { checkout: path.resolve(import.meta.dirname, '../..') });
    },
  },
  { name: 'settings-history', address: '#/settings/history', prepare: (page) => page.getByRole('gridcell', { name: 'Command line' }).first().click() },
];

const browserFile = findBrowser();
if (browserFile === undefined) throw new Error('no Chrome, Edge or Chromium on this machine');
mkdirSync(folder, { recursive: true });
const host = await startServiceHost();
const dns = await FakeDnsServer.open({ 'mail.meadowlane.example': { A: ['198.51.100.7'] }, 'meadowlane.example': { MX: [[10, 'mail.meadowlane.example']] } });
const browser = await chromium.launch({ executablePath: browserFile, args: ['--no-sandbox'] });
try {
  await host.command(['settings', 'set', 'server.hostname', 'mail.meadowlane.example']);
  await host.command(['settings', 'set', 'server.dns.servers', JSON.stringify([dns.address])]);
  const held = { text: 'tracking@parcels.example', scope: 'from', action: 'quarantine', note: 'forged parcel notices' };
  await host.command(['settings', 'set', 'security.filters.entries', JSON.stringify([held, { text: 'you have won the lottery', scope: 'anywhere' }])]);
  await host.command(['ban', '203.0.113.0/24', '--for', '24h', '--note', 'guesses passwords', '--yes']);
  await fillDirectory(host);
  await receiveMail(host);
  await fetchMail(host);
  await fillServices(host);
  await sendTooMuch(host);
  const connected = await stayConnected(host);
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce', locale, ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto((await host.command(['admin-url'])).trim());
    for (const { name, address, prepare } of PICTURES.filter((picture) => only === '' || only.split(',').includes(picture.name))) {
      await page.goto(new URL(`/${address}`, page.url()).href);
      await prepare(page);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
    }
    await context.close();
  }
  for (const session of connected) session.drop();
} finally {
  await browser.close();
  await host.stop();
  await dns.close();
}
