/** Shows how far a long change of the hosting is, while there is no server and no window of its: in a small window, and in the tray. */
import type { Language } from '../../shared/language.ts';
import { PROGRESS_URL } from './app-pages.ts';
import { type HostingTexts, hostingTexts } from './hosting-texts.ts';
import type { Later } from './later.ts';
import type { Progress } from './progress-page.ts';
import type { Shell, ShellWindow } from './shell.ts';

/** Milliseconds between two pictures of it: nobody reads faster. */
const DRAW_MS = 500;

export type LongChange = keyof HostingTexts['progress']['titles'];

/** What the page of the window shows; the host's pages are served before there is anything to show. */
export class ProgressNow {
  current: Progress | undefined;
}

export interface ProgressViewOptions {
  readonly shell: Pick<Shell, 'createWindow' | 'setTray'>;
  readonly language: () => Language;
  readonly now: ProgressNow;
  readonly later: Later;
}

export class ProgressView {
  readonly #options: ProgressViewOptions;
  #change: LongChange | undefined;
  #fraction: number | undefined;
  #window: ShellWindow | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(options: ProgressViewOptions) {
    this.#options = options;
  }

  begin(change: LongChange): void {
    this.#change = change;
    this.#fraction = undefined;
    this.show();
    this.#draw();
  }

  /** @param done of `all`, in whatever it is counted */
  reached(done: number, all: number): void {
    this.#fraction = all === 0 ? 1 : Math.min(1, done / all);
    this.#stopWaiting ??= this.#options.later(DRAW_MS, () => {
      this.#stopWaiting = undefined;
      this.#draw();
    });
  }

  end(): void {
    this.#change = undefined;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this.#options.now.current = undefined;
    this.#window?.destroy();
    // Until somebody has more to say there: what goes on is over.
    this.#options.shell.setTray('stopped', 'Gatepost', [], () => undefined);
  }

  /** Brings the window to the front; somebody may have closed it. */
  show(): void {
    if (this.#change === undefined) return;
    if (this.#window !== undefined) {
      this.#window.show();
      return;
    }
    this.#options.now.current = this.#progress(this.#change);
    this.#window = this.#options.shell.createWindow(
      { title: this.#options.now.current.title, url: PROGRESS_URL, bounds: undefined, maximised: false, fixedSize: { width: 460, height: 220 } },
      {
        focused: () => undefined,
        placed: () => undefined,
        closed: () => {
          this.#window = undefined;
        },
        // The tray goes on telling.
        failed: () => this.#window?.destroy(),
      },
    );
  }

  #draw(): void {
    if (this.#change === undefined) return;
    const progress = this.#progress(this.#change);
    const isNew = JSON.stringify(progress) !== JSON.stringify(this.#options.now.current);
    this.#options.now.current = progress;
    if (isNew) this.#window?.reload();
    this.#window?.setProgress(this.#fraction);
    const text = this.#fraction === undefined ? progress.title : `${progress.title}: ${progress.step}`;
    this.#options.shell.setTray('stopped', `Gatepost: ${text}`, [{ id: 'progress', label: text, enabled: false }], () => this.show());
  }

  #progress(change: LongChange): Progress {
    const language = this.#options.language();
    const { titles, percent, waiting, note } = hostingTexts(language).progress;
    const step = this.#fraction === undefined ? waiting : percent(Math.floor(this.#fraction * 100));
    return { language, title: titles[change], fraction: this.#fraction, step, note };
  }
}
