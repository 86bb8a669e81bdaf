/** How far a long change is, in a window without a server and in the tray. */
import { expect, test } from 'vitest';
import { answerPage } from '../../main/desktop/app-pages.ts';
import { ProgressNow, ProgressView } from '../../main/desktop/progress-view.ts';
import { StandInShell } from './stand-in-shell.ts';

const files = { page: '', find: () => undefined };

function view(language: 'en' | 'de' = 'en') {
  const shell = new StandInShell();
  shell.listen({
    secondStart: () => undefined,
    activated: () => undefined,
    allClosed: () => undefined,
    quitting: () => true,
    ending: () => true,
    suspending: () => undefined,
    resumed: () => undefined,
    connect: () => undefined,
    contextMenu: () => undefined,
    open: () => undefined,
    report: () => undefined,
    act: () => undefined,
  });
  const now = new ProgressNow();
  const waits: (() => void)[] = [];
  const later = (_milliseconds: number, run: () => void): (() => void) => {
    waits.push(run);
    return () => void waits.splice(waits.indexOf(run), 1);
  };
  const progress = new ProgressView({ shell, language: () => language, now, later });
  const page = (): string => String(answerPage(files, 'GET', 'app://gatepost/progress', now.current).body);
  return { shell, now, waits, progress, page };
}

test('window, task bar and tray tell how far it is, and no more often than somebody can read', () => {
  const { shell, waits, progress, page } = view();
  progress.begin('move');
  const window = shell.window('The data folder is being moved');
  expect(window.plan.url).toBe('app://gatepost/progress');
  expect(page()).toContain('<progress max="1" aria-label="The data folder is being moved">');
  expect(shell.tray).toMatchObject({ state: 'stopped', tooltip: 'Gatepost: The data folder is being moved' });
  for (let piece = 1; piece <= 100; piece += 1) progress.reached(piece, 200);
  expect(waits).toHaveLength(1);
  waits.shift()?.();
  expect(window.reloads).toBe(1);
  expect(window.progress).toEqual([undefined, 0.5]);
  expect(page()).toContain('value="0.500"');
  expect(page()).toContain('50% copied and compared');
  expect(shell.tray?.tooltip).toBe('Gatepost: The data folder is being moved: 50% copied and compared');
  // A closed window comes back from the tray.
  shell.close(window);
  progress.reached(150, 200);
  waits.shift()?.();
  shell.tray?.click();
  expect(shell.open.map(({ plan }) => plan.title)).toEqual(['The data folder is being moved']);
  expect(page()).toContain('75%');
  progress.end();
  expect(shell.open).toEqual([]);
  expect(waits).toEqual([]);
  // Whatever comes next says what it does: nothing goes on any more.
  expect(shell.tray).toMatchObject({ tooltip: 'Gatepost', template: [] });
  expect(answerPage(files, 'GET', 'app://gatepost/progress').status).toBe(404);
});

test('the page speaks the language of the windows, and its policy lets nothing in', () => {
  const { now, progress, page } = view('de');
  progress.begin('install');
  expect(page()).toContain('<html lang="de">');
  expect(page()).toContain('Der Dienst wird eingerichtet');
  const { headers } = answerPage(files, 'GET', 'app://gatepost/progress', now.current);
  expect(headers['Content-Security-Policy']).toContain("default-src 'none'");
  expect(page()).not.toContain('<script');
});
