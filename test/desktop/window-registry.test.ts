/** One window for each entry of the list, each where it was. */
import { expect, test } from 'vitest';
import { RememberedState } from '../../main/desktop/desktop-state.ts';
import { WindowRegistry } from '../../main/desktop/window-registry.ts';
import { WINDOWS } from '../../shared/windows.ts';
import { sharedWords, windowTitle } from '../../shared/words/shared-words.ts';
import { EVERYTHING, SOMEWHERE, StandInShell, memoryState } from './stand-in-shell.ts';

function registry(file = memoryState()) {
  const shell = new StandInShell();
  const windows = new WindowRegistry({
    shell,
    state: new RememberedState(file),
    words: () => sharedWords('en'),
    onChange: () => undefined,
    now: () => 0,
    onFailure: () => undefined,
  });
  return { shell, windows, file };
}

test('each window of the list opens as one of its own, at its address, under its name', () => {
  const { shell, windows } = registry();
  for (const { path } of WINDOWS) windows.show(path);
  for (const { path } of WINDOWS) windows.show(path);
  expect(shell.windows.map(({ plan }) => plan.url)).toEqual(WINDOWS.map(({ path }) => `app://gatepost/#${path}`));
  expect(shell.windows.map(({ plan }) => plan.title)).toEqual(WINDOWS.map(({ id }) => windowTitle(sharedWords('en'), id)));
  expect(shell.windows.every(({ shown }) => shown === 1)).toBe(true);
});

test('an address with parameters goes to the window that is open already', () => {
  const { shell, windows } = registry();
  windows.show('/log');
  windows.show('/log?sessionId=a');
  expect(shell.windows).toHaveLength(1);
  expect(shell.window('Live log').requests).toEqual([{ go: '/log?sessionId=a' }]);
  windows.show('/messages/4f2a');
  expect(shell.window('Message trace').plan.url).toBe('app://gatepost/#/messages/4f2a');
});

test('what is no window of ours shows the start page', () => {
  const { shell, windows } = registry();
  windows.show('/nowhere');
  expect(shell.windows.map(({ plan }) => plan.url)).toEqual(['app://gatepost/#/']);
});

test('a window comes back where it was, in the next run too', () => {
  const first = registry();
  first.windows.show('/log');
  first.shell.window('Live log').events.placed(SOMEWHERE, true);
  const second = registry(first.file);
  second.windows.show('/log');
  expect(second.shell.window('Live log').plan).toMatchObject({ bounds: SOMEWHERE, maximised: true });
});

test('a damaged memory costs the places and nothing else', () => {
  const { shell, windows } = registry(memoryState({ places: { log: { x: 'left' } }, hintShown: 7 }));
  windows.show('/log');
  expect(shell.window('Live log').plan.bounds).toBeUndefined();
});

test('a command goes to the window in front; one that it does not offer waits for the window that does', () => {
  const { shell, windows } = registry();
  windows.show('/log');
  const log = shell.window('Live log');
  windows.reported(log.contentsId, { ...EVERYTHING, offered: ['find-in-log', 'show-about'] });
  windows.run('show-about', 'log');
  expect(log.requests).toEqual([{ command: 'show-about' }]);

  windows.run('start-all-listeners', 'server');
  const server = shell.window('Server');
  expect(server.requests).toEqual([]);
  windows.reported(server.contentsId, { ...EVERYTHING, offered: [] });
  expect(server.requests).toEqual([]);
  windows.reported(server.contentsId, EVERYTHING);
  expect(server.requests).toEqual([{ command: 'start-all-listeners' }]);
  windows.reported(server.contentsId, EVERYTHING);
  expect(server.requests).toHaveLength(1);
});
