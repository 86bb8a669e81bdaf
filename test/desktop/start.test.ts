/** Arguments, links, pages and hostile senders: everything that reaches the desktop host from outside. */
import { expect, test } from 'vitest';
import { answerPage, mayHave } from '../../main/desktop/app-pages.ts';
import { bridgeDispatch } from '../../main/desktop/bridge-dispatch.ts';
import { EarlyStarts } from '../../main/desktop/early-starts.ts';
import { addressOfLink, allArguments, parseStartArguments } from '../../main/desktop/start-arguments.ts';
import { EVERYTHING } from './stand-in-shell.ts';

test.each([
  { args: [], expected: { address: undefined, hidden: false } },
  { args: ['--hidden'], expected: { address: undefined, hidden: true } },
  { args: ['--no-sandbox', '--window=security/filters'], expected: { address: '/security/filters', hidden: false } },
  { args: ['--window=nowhere'], expected: { address: undefined, hidden: false } },
  { args: ['Gatepost.exe', '--quit'], expected: { address: undefined, quits: true } },
  { args: ['gatepost://log'], expected: { address: '/log', hidden: false } },
])('$args', ({ args, expected }) => {
  expect(parseStartArguments(args)).toMatchObject(expected);
});

test.each([
  ['gatepost://log', '/log'],
  ['gatepost:///settings/server', '/settings/server'],
  ['gatepost://log?text=x', '/log'],
  ['gatepost://messages/4f2a', '/messages'],
  ['gatepost://nowhere', undefined],
  ['gatepost://..\\..', undefined],
  ['https://example.com/log', undefined],
])('the link %s leads to %s', (link, address) => {
  expect(addressOfLink(link)).toBe(address);
});

test('a link without end leads nowhere', () => {
  expect(addressOfLink(`gatepost://log?${'a'.repeat(5000)}`)).toBeUndefined();
});

const files = {
  page: '<meta content="__CSP_NONCE__">',
  find: (path: string) => (path === '/a.js' ? { content: Buffer.from('1'), type: 'text/javascript', immutable: false } : undefined),
};

test('the page comes with a policy that allows its own scripts and no connection', () => {
  const { status, headers, body } = answerPage(files, 'GET', 'app://gatepost/');
  const nonce = /content="([^"]+)"/.exec(String(body))?.[1];
  expect(status).toBe(200);
  const policy = headers['Content-Security-Policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain(`'nonce-${nonce}'`);
  expect(policy).toContain("connect-src 'none'");
  expect(policy).not.toMatch(/unsafe/);
});

test.each([
  ['GET', 'app://gatepost/a.js', 200],
  ['GET', 'app://gatepost/b.js', 404],
  ['GET', 'app://elsewhere/a.js', 404],
  ['GET', 'app://gatepost/..%2f..%2fetc/passwd', 404],
  ['POST', 'app://gatepost/', 404],
])('%s %s is answered with %i', (method, url, status) => {
  expect(answerPage(files, method, url).status).toBe(status);
});

const ours = { contentsId: 1, isMainFrame: true, origin: 'app://gatepost' };

test.each([
  { name: 'a window of ours', sender: ours, heard: true },
  { name: 'a frame inside of it', sender: { ...ours, isMainFrame: false }, heard: false },
  { name: 'a page from elsewhere in it', sender: { ...ours, origin: 'https://example.com' }, heard: false },
  { name: 'a page without an origin', sender: { ...ours, origin: 'null' }, heard: false },
  { name: 'contents that are no window of ours', sender: { ...ours, contentsId: 2 }, heard: false },
])('$name: heard $heard', ({ sender, heard }) => {
  const did: string[] = [];
  let closed = 0;
  const dispatch = bridgeDispatch({
    owns: (id) => id === 1,
    connected: () => did.push('connected'),
    show: (address) => did.push(address),
    reported: () => did.push('reported'),
    act: (action) => did.push(action),
  });
  const port = { on: () => undefined, postMessage: () => undefined, start: () => undefined, close: () => void (closed += 1) };
  dispatch.connect(sender, port);
  dispatch.connect(sender, undefined);
  dispatch.open(sender, '/log');
  dispatch.report(sender, EVERYTHING);
  dispatch.act(sender, 'move-data');
  expect(did).toEqual(heard ? ['connected', '/log', 'reported', 'move-data'] : []);
  expect(closed).toBe(heard ? 0 : 1);
});

test.each([['https://example.com/'], ['//example.com\\'], [['/log']], [`/${'a'.repeat(3000)}`], ['/log\n'], [undefined]])(
  'a window of ours is not believed everything: %o',
  (address) => {
    const did: unknown[] = [];
    const note = (what: unknown): void => void did.push(what);
    const dispatch = bridgeDispatch({ owns: () => true, connected: note, show: note, reported: note, act: note });
    dispatch.open(ours, address);
    dispatch.report(ours, { ...EVERYTHING, offered: [address] });
    dispatch.report(ours, { ...EVERYTHING, more: address });
    dispatch.act(ours, address);
    expect(did).toEqual([]);
  },
);

test('who starts it once more, or follows a link, before there is anything to show is not forgotten', () => {
  const starts = new EarlyStarts();
  starts.arrived(['Gatepost.exe', '--window=queue']);
  starts.linkArrived('gatepost:nowhere');
  starts.linkArrived('gatepost://log');
  const waiting = starts.takeWaiting();
  // The last one counts, and somebody wants to see something.
  expect(parseStartArguments(allArguments(['--hidden'], { others: waiting, atLogin: true }))).toMatchObject({ address: '/log', hidden: false });
  starts.linkArrived('gatepost://queue');
  const shown: string[] = [];
  starts.follow((args) => shown.push(args.join(' ')));
  starts.linkArrived('gatepost://domains');
  starts.arrived(['Gatepost.exe']);
  expect(shown).toEqual(['gatepost://queue', 'gatepost://domains', 'Gatepost.exe']);
  expect(starts.takeWaiting()).toEqual([]);
});

test('on a Mac a start at login says so by itself; one that comes twice stays in the tray', () => {
  const started = (args: readonly string[], others: readonly (readonly string[])[], atLogin: boolean) =>
    parseStartArguments(allArguments(args, { others, atLogin }));
  expect(started([], [], true).hidden).toBe(true);
  expect(started([], [], false).hidden).toBe(false);
  expect(started(['--hidden'], [['--hidden']], false).hidden).toBe(true);
  expect(started(['--hidden'], [['Gatepost.exe']], false)).toMatchObject({ hidden: false, address: undefined });
  expect(started([], [['Gatepost.exe', '--quit']], false).quits).toBe(true);
});

test.each([
  ['clipboard-sanitized-write', 'app://gatepost', true],
  ['clipboard-sanitized-write', 'app://gatepost/#/log', true],
  ['clipboard-sanitized-write', 'app://elsewhere/', false],
  ['clipboard-sanitized-write', 'https://gatepost/', false],
  ['clipboard-sanitized-write', '', false],
  ['clipboard-read', 'app://gatepost/', false],
  ['geolocation', 'app://gatepost/', false],
  ['openExternal', 'app://gatepost/', false],
])('%s for %s is granted: %s', (permission, url, granted) => {
  expect(mayHave(permission, url)).toBe(granted);
});
