/** The open windows: one for each entry of shared/windows.ts at most, each where it was the last time. */
import type { DesktopRequest, WindowReport } from '../../shared/desktop-bridge.ts';
import type { MenuCommand } from '../../shared/menu.ts';
import { WINDOWS, type WindowEntry, windowAt, type WindowId } from '../../shared/windows.ts';
import { windowTitle } from '../../shared/words/shared-words.ts';
import type { SharedWords } from '../../shared/words/words.ts';
import { pageUrl } from './app-pages.ts';
import type { RememberedState } from './desktop-state.ts';
import type { Shell, ShellWindow } from './shell.ts';

interface OpenWindow {
  readonly id: WindowId;
  readonly shown: ShellWindow;
  /** What its page said last; undefined while it loads. */
  report: WindowReport | undefined;
  /** Commands that wait until the page offers them. */
  waiting: MenuCommand[];
  /** When its page failed last, in milliseconds since 1970. */
  failedAt: number;
}

export interface RegistryOptions {
  readonly shell: Shell;
  readonly state: RememberedState;
  readonly words: () => SharedWords;
  /** The window in front, or what it offers, has changed. */
  readonly onChange: () => void;
  readonly now: () => number;
  /** A page has ended by itself; `again`: for the second time in a row, and now nobody but a person loads it. */
  readonly onFailure: (failure: WindowFailure) => void;
}

export interface WindowFailure {
  readonly title: string;
  /** As Chromium says it. */
  readonly reason: string;
  readonly again: boolean;
  readonly show: () => void;
  readonly reload: () => void;
  readonly close: () => void;
}

/** Milliseconds within which a page that fails twice would fail a third time. */
const FAILS_AGAIN_MS = 60_000;

export class WindowRegistry {
  readonly #options: RegistryOptions;
  readonly #open = new Map<WindowId, OpenWindow>();
  #front: WindowId | undefined;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** The window that has the focus, or had it last. */
  get front(): { readonly id: WindowId; readonly report: WindowReport | undefined } | undefined {
    const entry = this.#front === undefined ? undefined : this.#open.get(this.#front);
    return entry === undefined ? undefined : { id: entry.id, report: entry.report };
  }

  get count(): number {
    return this.#open.size;
  }

  /** Shows the window at an address, in front; the start page where there is none. */
  show(address: string): void {
    const window = windowAt(pathOf(address)) ?? START;
    const there = this.#open.get(window.id);
    if (there === undefined) {
      this.#create(window, windowAt(pathOf(address)) === undefined ? START.path : address);
      return;
    }
    if (address !== window.path) there.shown.send({ go: address });
    there.shown.show();
  }

  /** Brings the window that was in front last to the front again, or shows the start page. */
  showFront(): void {
    const entry = this.#front === undefined ? [...this.#open.values()][0] : this.#open.get(this.#front);
    if (entry === undefined) this.show(START.path);
    else entry.shown.show();
  }

  /** Has a command carried out in a window, as soon as that offers it; shows the window first if it is not open. */
  run(command: MenuCommand, home: WindowId | undefined): void {
    const front = this.#front === undefined ? undefined : this.#open.get(this.#front);
    if (front?.report?.offered.includes(command) === true) {
      front.shown.show();
      front.shown.send({ command });
      return;
    }
    const window = WINDOWS.find(({ id }) => id === home) ?? START;
    this.show(window.path);
    const entry = this.#open.get(window.id);
    entry?.waiting.push(command);
    this.#flush(entry);
  }

  /** True if messages of this sender come from a window of ours. */
  owns(contentsId: number): boolean {
    return this.#find(contentsId) !== undefined;
  }

  /** The page of a window begins anew. */
  connected(contentsId: number): void {
    const entry = this.#find(contentsId);
    if (entry !== undefined) entry.report = undefined;
  }

  reported(contentsId: number, report: WindowReport): void {
    const entry = this.#find(contentsId);
    if (entry === undefined) return;
    entry.report = report;
    this.#flush(entry);
    this.#options.onChange();
  }

  destroyAll(): void {
    for (const { shown } of this.#open.values()) shown.destroy();
  }

  #create({ id }: WindowEntry, address: string): void {
    const { shell, state, words, onChange } = this.#options;
    const place = state.place(id);
    const shown = shell.createWindow(
      { title: windowTitle(words(), id), url: pageUrl(address), bounds: place, maximised: place?.maximised ?? false },
      {
        focused: () => {
          this.#front = id;
          onChange();
        },
        placed: (bounds, maximised) => state.remember(id, bounds, maximised),
        closed: () => {
          this.#open.delete(id);
          if (this.#front === id) this.#front = undefined;
          onChange();
        },
        failed: (reason) => this.#failed(id, reason),
      },
    );
    this.#open.set(id, { id, shown, report: undefined, waiting: [], failedAt: Number.NEGATIVE_INFINITY });
    this.#front = id;
    onChange();
  }

  /** A page without its process is blank for ever: it is loaded once more, but not again and again. */
  #failed(id: WindowId, reason: string): void {
    const entry = this.#open.get(id);
    if (entry === undefined) return;
    const { now, words, onFailure, onChange } = this.#options;
    const { shown } = entry;
    const again = now() - entry.failedAt < FAILS_AGAIN_MS;
    entry.failedAt = now();
    entry.report = undefined;
    onChange();
    if (!again) shown.reload();
    const stillThere = (act: () => void) => (): void => {
      if (this.#open.get(id) === entry) act();
    };
    onFailure({
      title: windowTitle(words(), id),
      reason,
      again,
      show: stillThere(() => shown.show()),
      reload: stillThere(() => shown.reload()),
      close: stillThere(() => shown.destroy()),
    });
  }

  #flush(entry: OpenWindow | undefined): void {
    const offered = entry?.report?.offered;
    if (entry === undefined || offered === undefined) return;
    const ready = entry.waiting.filter((command) => offered.includes(command));
    entry.waiting = entry.waiting.filter((command) => !offered.includes(command));
    for (const command of ready) entry.shown.send({ command } satisfies DesktopRequest);
  }

  #find(contentsId: number): OpenWindow | undefined {
    return [...this.#open.values()].find(({ shown }) => shown.contentsId === contentsId);
  }
}

const START: WindowEntry = WINDOWS.find(({ id }) => id === 'server') ?? { id: 'server', path: '/', group: 'server' };

function pathOf(address: string): string {
  return address.split('?', 1)[0] ?? address;
}
