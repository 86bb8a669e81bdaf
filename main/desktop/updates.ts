/**
 * Keeps the application up to date: looks a few times a day, fetches what is newer, and restarts with it when a person says so
 * and no mail is under way. Where versions come from, and how they are checked, is the business of electron-updates.ts.
 */
import type { DesktopSettings } from '../../shared/settings/desktop.ts';
import type { Notifier } from './notifier.ts';
import type { Shell } from './shell.ts';
import type { DesktopTexts } from './texts.ts';

/** Milliseconds after the start until the first look: the start has enough to do. */
export const FIRST_LOOK_MS = 2 * 60_000;
/** Milliseconds between two looks. */
export const LOOK_MS = 6 * 3_600_000;
/** Milliseconds between two looks at whether mail is under way. */
export const IDLE_LOOK_MS = 1000;

type Channel = DesktopSettings['updates']['channel'];

export interface UpdateSource {
  /** The version that runs. */
  readonly current: string;
  /**
   * Looks for a newer version and fetches it.
   * @param found is called before it is fetched
   * @returns the version that lies ready, or undefined if there is none
   */
  fetch(channel: Channel, found: (version: string) => void): Promise<string | undefined>;
  /** Installs what was fetched, and ends the process. */
  install(): void;
}

export type UpdateState =
  | { readonly is: 'idle' }
  | { readonly is: 'looking' }
  /** Fetching, ready to be installed, or to be installed once no mail is under way. */
  | { readonly is: 'fetching' | 'ready' | 'waiting'; readonly version: string };

export interface UpdatesOptions {
  readonly source: UpdateSource;
  readonly settings: () => DesktopSettings['updates'];
  readonly shell: Pick<Shell, 'ask'>;
  readonly notifier: Pick<Notifier, 'add'>;
  readonly texts: () => DesktopTexts;
  readonly later: (milliseconds: number, run: () => void) => () => void;
  readonly mailIsUnderWay: () => boolean;
  /** The state is another one. */
  readonly onChange: () => void;
  /** Somebody should know, and need not be interrupted. */
  readonly note: (text: string) => void;
  /** Stops the server in order, then calls back. */
  readonly stopServer: (then: () => void) => void;
}

export class Updates {
  readonly #options: UpdatesOptions;
  #state: UpdateState = { is: 'idle' };
  #stopWaiting = (): void => undefined;
  #stopLooking = (): void => undefined;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#lookAgain(FIRST_LOOK_MS);
  }

  get state(): UpdateState {
    return this.#state;
  }

  close(): void {
    this.#stopLooking();
    this.#stopWaiting();
  }

  /** A person asks: the answer is told, whatever it is. */
  async look(): Promise<void> {
    const { shell, source } = this.#options;
    const words = this.#options.texts().updates;
    try {
      const outcome = await this.#fetch();
      if (outcome === 'ready') await this.offer();
      else if (outcome === 'none') await shell.ask({ title: words.newest.title, body: words.newest.body(source.current), yes: words.close });
    } catch (error) {
      await shell.ask({ title: words.failed.title, body: words.failed.body(messageOf(error)), yes: words.close });
    }
  }

  /** Asks whether to restart with what lies ready. */
  async offer(): Promise<void> {
    if (this.#state.is !== 'ready') return;
    const { version } = this.#state;
    const texts = this.#options.texts();
    const { body, now, later } = texts.updates.ready;
    if (await this.#options.shell.ask({ title: texts.noteTitles.update(1), body: body(version), yes: now, no: later })) this.#restart(version);
  }

  #lookAgain(milliseconds: number): void {
    this.#stopLooking = this.#options.later(milliseconds, () => {
      this.#lookAgain(LOOK_MS);
      if (this.#options.settings().check && this.#state.is === 'idle') void this.#lookUnasked();
    });
  }

  async #lookUnasked(): Promise<void> {
    const { notifier, note } = this.#options;
    try {
      await this.#fetch();
      if (this.#state.is === 'ready') notifier.add('update', this.#options.texts().updates.ready.note(this.#state.version));
    } catch (error) {
      // A computer is often without a connection; the next look comes by itself.
      note(`the check for updates failed: ${messageOf(error)}`);
    }
  }

  async #fetch(): Promise<'ready' | 'none' | 'busy'> {
    const { source, settings } = this.#options;
    if (this.#state.is === 'ready') return 'ready';
    if (this.#state.is !== 'idle') return 'busy';
    this.#become({ is: 'looking' });
    try {
      const version = await source.fetch(settings().channel, (found) => this.#become({ is: 'fetching', version: found }));
      this.#become(version === undefined ? { is: 'idle' } : { is: 'ready', version });
      return version === undefined ? 'none' : 'ready';
    } catch (error) {
      this.#become({ is: 'idle' });
      throw error;
    }
  }

  /** At the first moment without mail under way: the stop then has nothing to wait for, and cuts nothing short. */
  #restart(version: string): void {
    const { mailIsUnderWay, later, stopServer, source, note } = this.#options;
    if (this.#state.is !== 'ready' && this.#state.is !== 'waiting') return;
    if (mailIsUnderWay()) {
      this.#become({ is: 'waiting', version });
      this.#stopWaiting = later(IDLE_LOOK_MS, () => this.#restart(version));
      return;
    }
    note(`restarting with version ${version}`);
    stopServer(() => source.install());
  }

  #become(state: UpdateState): void {
    const isSame = JSON.stringify(state) === JSON.stringify(this.#state);
    this.#state = state;
    if (!isSame) this.#options.onChange();
  }
}

function messageOf(error: unknown): string {
  // The first line says what is wrong, those below are headers and stacks.
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
