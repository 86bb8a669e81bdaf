/**
 * How the console feels, in a real browser on a real server: how fast each window opens, how long a key press takes to
 * the screen while 20 messages a second arrive, and what the live log keeps in memory over hours of events.
 *
 * The figures are told and judged, not tested: how fast a machine is says nothing about whether the code is right.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { WINDOWS } from '../../shared/windows.ts';
import { type ServiceHost, startServiceHost } from '../demo/host.ts';
import { Dialogue } from '../dialogues/dialogue.ts';
import { findBrowser } from '../setup/browser.ts';
import { numbered } from './numbered.ts';

const MOST_TO_OPEN_MS = 200;
/** What a person does not feel while typing. */
const MOST_TO_TYPE_MS = 100;
const ROUNDS = 5;
const MESSAGES_PER_SECOND = 20;
const TYPED = 'how long does a key press take to the screen while mail pours in?';
/** Events as of 20 minutes at 200 a second, ten times as fast. */
const EVENTS = 20 * 60 * 200;
const EVENTS_PER_SECOND = 2000;
const LOOKS = 6;
/** What the heap may have grown by in the end: it breathes a little from one collection to the next. */
const MOST_GROWTH = 1.1;

const verdict = (good: boolean): string => (good ? '' : ' MISSES');

export async function benchConsole(): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    console.log('skipped: the console (no Chrome, Edge or Chromium on this machine)');
    return;
  }
  const host = await startServiceHost();
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    await host.command(['domain', 'add', 'example.com']);
    await host.command(['account', 'add', 'anna@example.com', '--password-stdin'], 'benchmark password\n');
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    await page.goto(host.admin);
    await page.getByRole('grid', { name: 'Live log' }).waitFor();
    await windows(page);
    await typing(page, host);
    await memory(page, host);
  } finally {
    await browser.close();
    await host.stop();
  }
}

/** What a window has opened with: its rows, its settings, or in the few that have neither its title. */
function contentOf(path: string): string {
  if (path === '/' || path === '/log') return '[role="grid"]';
  return SETTINGS_ALONE.test(path) ? '[data-setting]' : 'h1, [role="grid"], [role="table"]';
}

/** Windows whose head may stand there before their settings. */
const SETTINGS_ALONE = /^\/(?:settings\/(?!history$)|security\/(?:smtp-authentication|smtp-after-pop|sender-rules|address-verification)$)/;

/** Milliseconds from asking for a window until it stands on the screen with its content, drawn. */
async function timeToOpen(page: Page, path: string): Promise<number> {
  return await page.evaluate(
    ({ address, content }) =>
      new Promise<number>((resolve) => {
        const title = (): string => document.querySelector('main h1')?.textContent ?? '';
        if (location.hash === `#${address}`) {
          resolve(0);
          return;
        }
        const before = title();
        const start = performance.now();
        location.hash = `#${address}`;
        const look = (): void => {
          const main = document.querySelector('main');
          const is = main?.querySelector(content) ?? null;
          if (is === null || title() === before || main?.querySelector('.fui-Spinner') !== null) {
            requestAnimationFrame(look);
            return;
          }
          // It was there when this frame was made: in the next one it is on the screen.
          requestAnimationFrame(() => resolve(performance.now() - start));
        };
        requestAnimationFrame(look);
      }),
    { address: path, content: contentOf(path) },
  );
}

/** Milliseconds of processor time that the page has taken: on a busy machine only these say something. */
async function processorTime(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
}

async function windows(page: Page): Promise<void> {
  console.log('\na window opens, to its content on the screen:');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const medians: number[] = [];
  for (const { id, path } of WINDOWS) {
    const elsewhere = path === '/domains' ? '/aliases' : '/domains';
    const times: number[] = [];
    const costs: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      await timeToOpen(page, elsewhere);
      const before = await processorTime(devtools);
      times.push(await timeToOpen(page, path));
      costs.push((await processorTime(devtools)) - before);
    }
    const [first = Number.NaN, ...later] = times;
    const { median, worst } = numbered(later);
    const cost = numbered(costs.slice(1)).median;
    medians.push(Math.min(median, cost));
    console.log(
      `  ${id.padEnd(30)} ${median.toFixed(0).padStart(5)} ms, worst ${worst.toFixed(0)}, for the first time ${first.toFixed(0)}; of the processor ${cost.toFixed(0)} ms${verdict(Math.min(median, cost) < MOST_TO_OPEN_MS)}`,
    );
  }
  const all = numbered(medians);
  console.log(`  all, the lesser of both: median ${all.median.toFixed(0)} ms, worst window ${all.worst.toFixed(0)} ms${verdict(all.worst < MOST_TO_OPEN_MS)}`);
}

async function sendMessage(host: ServiceHost): Promise<void> {
  const session = await Dialogue.open(host.ports.smtp, { localAddress: '127.0.0.2', patience: 60_000 });
  await session.hearReply();
  for (const command of [
    'EHLO client.example',
    'MAIL FROM:<sender@example.net>',
    'RCPT TO:<anna@example.com>',
    'DATA',
    'Subject: hello\r\n\r\nHello.\r\n.',
    'QUIT',
  ]) {
    session.say(command);
    await session.hearReply();
  }
  await session.closed();
}

/** Sends messages at a steady rate until it is told to stop. @returns how many */
async function sendSteadily(host: ServiceHost, signal: AbortSignal): Promise<number> {
  const under: Promise<void>[] = [];
  const start = performance.now();
  while (!signal.aborted) {
    const due = Math.floor(((performance.now() - start) / 1000) * MESSAGES_PER_SECOND);
    while (under.length < due) under.push(sendMessage(host));
    await pause(20);
  }
  await Promise.all(under);
  return under.length;
}

async function typing(page: Page, host: ServiceHost): Promise<void> {
  await timeToOpen(page, '/log');
  const search = page.getByLabel('Search the log');
  await page.evaluate(() => {
    const durations: number[] = [];
    // Not in the types yet (Event Timing, section 3.3).
    const watched: PerformanceObserverInit & { durationThreshold: number } = { type: 'event', durationThreshold: 16 };
    Object.assign(window, { durations });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'keydown') durations.push(entry.duration);
    }).observe(watched);
  });
  const stop = new AbortController();
  const start = performance.now();
  const sending = sendSteadily(host, stop.signal);
  await search.click();
  for (let round = 0; round < 3; round += 1) {
    await search.pressSequentially(TYPED, { delay: 60 });
    await search.fill('');
  }
  const seconds = (performance.now() - start) / 1000;
  stop.abort();
  const sent = await sending;
  const slow = await page.evaluate(() => (Reflect.get(window, 'durations') as number[]).slice());
  // The browser tells of what took 16 ms or more; the others were faster.
  const all = [...slow, ...Array.from({ length: Math.max(0, 3 * TYPED.length - slow.length) }, () => 8)];
  const { median, worst, most } = numbered(all);
  console.log(`\na key press, to the screen, while ${(sent / seconds).toFixed(0)} messages a second arrive:`);
  console.log(`  median ${median.toFixed(0)} ms, 95 of 100 within ${most.toFixed(0)}, worst ${worst.toFixed(0)}${verdict(most < MOST_TO_TYPE_MS)}`);
}

async function heap(devtools: CDPSession): Promise<{ readonly bytes: number; readonly nodes: number }> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const { nodes } = await devtools.send('Memory.getDOMCounters');
  return { bytes: usedSize, nodes };
}

/** Commands of one session, each an event, as fast as they are due. */
async function pourEvents(session: Dialogue, count: number): Promise<void> {
  const burst = EVENTS_PER_SECOND / 20;
  for (let done = 0; done < count; done += burst) {
    const next = pause(50);
    session.raw('NOOP\r\n'.repeat(burst));
    for (let reply = 0; reply < burst; reply += 1) await session.hearReply();
    await next;
  }
}

/** In the window of the log, as it was left. */
async function memory(page: Page, host: ServiceHost): Promise<void> {
  await page.getByLabel('Search the log').fill('');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  const session = await Dialogue.open(host.ports.smtp, { localAddress: '127.0.0.2', patience: 60_000 });
  await session.hearReply();
  session.say('HELO client.example');
  await session.hearReply();
  console.log(`\nmemory of the live log over ${EVENTS.toLocaleString('en')} events, ${EVENTS_PER_SECOND} a second, after garbage collection:`);
  // The first look comes when it holds all the rows that it ever will.
  await pourEvents(session, EVENTS / LOOKS);
  const looks = [await heap(devtools)];
  while (looks.length < LOOKS) {
    await pourEvents(session, EVENTS / LOOKS);
    looks.push(await heap(devtools));
  }
  session.drop();
  console.log(`  ${looks.map(({ bytes, nodes }) => `${(bytes / 1e6).toFixed(1)} MB and ${nodes} nodes`).join(', ')}`);
  const growth = (looks.at(-1)?.bytes ?? 0) / (looks[0]?.bytes ?? 1);
  console.log(`  the last to the first: ${growth.toFixed(2)}${verdict(growth < MOST_GROWTH)}`);
}
