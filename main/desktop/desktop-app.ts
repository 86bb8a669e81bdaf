/**
 * The life of the desktop application: the server runs from the start to Quit, windows come and go. Windows, menu, tray
 * and notifications are put together here, on whatever stands for Electron.
 */
import type { LogEvent } from '../../shared/events.ts';
import { type Language, preferredLanguage } from '../../shared/language.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type MenuCommand, windowOfCommand } from '../../shared/menu.ts';
import { WINDOWS } from '../../shared/windows.ts';
import { sharedWords } from '../../shared/words/shared-words.ts';
import type { SharedWords } from '../../shared/words/words.ts';
import { systemClock } from '../clock.ts';
import { bridgeDispatch } from './bridge-dispatch.ts';
import { contextMenu } from './context-menu.ts';
import type { DesktopServer } from './desktop-server.ts';
import type { RememberedState } from './desktop-state.ts';
import { HostingActions, type HostingTools } from './hosting-actions.ts';
import { hostingTexts } from './hosting-texts.ts';
import { type Later, unhurried } from './later.ts';
import { mailIsUnderWay } from './mail-under-way.ts';
import { type MenuActions, homeOfCommand, menuTemplate } from './native-menu.ts';
import { NOTE_ADDRESSES, Notifier } from './notifier.ts';
import { ProgressNow, ProgressView } from './progress-view.ts';
import type { Shell } from './shell.ts';
import { parseStartArguments } from './start-arguments.ts';
import { stayAwake } from './stay-awake.ts';
import { type DesktopTexts, desktopTexts } from './texts.ts';
import { type TrayActions, trayMenu, trayState, trayTooltip } from './tray.ts';
import { type UpdateSource, Updates } from './updates.ts';
import { watchServer } from './watch-server.ts';
import { type WindowFailure, WindowRegistry } from './window-registry.ts';

export interface DesktopOptions {
  readonly shell: Shell;
  readonly state: RememberedState;
  /** Open already. */
  readonly server: DesktopServer;
  /** Without the program's name. */
  readonly args: readonly string[];
  /** What it takes to change how the server is run. */
  readonly hosting: Pick<HostingTools, 'home' | 'elevated' | 'unseal' | 'serviceCameFrom'>;
  /** What the window shows that tells how far a change of the hosting is. */
  readonly progress?: ProgressNow;
  /** Left out where the application cannot update itself. */
  readonly updates?: UpdateSource | undefined;
  readonly later?: Later;
}

export class DesktopApp {
  readonly #shell: Shell;
  readonly #state: RememberedState;
  readonly #server: DesktopServer;
  readonly #windows: WindowRegistry;
  readonly #updates: Updates | undefined;
  readonly #hosting: HostingActions;
  readonly #progress: ProgressView;
  readonly #stops: (() => void)[] = [];
  readonly #eventTakers: ((event: LogEvent) => void)[] = [];
  #menuShown = '';
  #redraw: 'idle' | 'wanted' = 'idle';
  #life: 'running' | 'stopping' | 'stopped' = 'running';

  constructor({ shell, state, server, args, hosting, progress = new ProgressNow(), updates, later = unhurried }: DesktopOptions) {
    this.#shell = shell;
    this.#state = state;
    this.#server = server;
    this.#progress = new ProgressView({ shell, language: () => this.#language, now: progress, later });
    this.#hosting = new HostingActions({
      ...hosting,
      progress: this.#progress,
      shell,
      server,
      texts: () => hostingTexts(this.#language),
      stopServer: (then) => void this.#stop(then),
    });
    this.#windows = new WindowRegistry({
      shell,
      state,
      words: () => this.#words,
      onChange: () => this.#drawSoon(),
      now: () => systemClock.now(),
      onFailure: (failure) => void this.#windowFailed(failure),
    });
    shell.listen({
      secondStart: (more) => {
        const { quits, address, hidden } = parseStartArguments(more);
        if (quits) shell.quit();
        // In the tray it is already.
        else if (!hidden) this.#shown(address);
      },
      activated: () => this.#shown(undefined),
      allClosed: () => this.#allClosed(),
      quitting: () => this.#quitting(FIXED_LIMITS.stopSeconds),
      // A change of the hosting that is cut off leaves one folder in force (main/host/data/data-location.ts).
      ending: () => this.#hosting.isChanging || this.#quitting(FIXED_LIMITS.systemEndSeconds),
      suspending: () => this.#note('the computer goes to sleep: mail waits until it wakes'),
      resumed: () => void this.#resumed(),
      contextMenu: (contentsId, place) => {
        const template = contextMenu(place, this.#texts);
        if (template.length > 0 && this.#windows.owns(contentsId)) shell.openMenu(contentsId, template);
      },
      ...bridgeDispatch({
        owns: (contentsId) => this.#windows.owns(contentsId),
        connected: (contentsId, port) => {
          this.#windows.connected(contentsId);
          server.connect(port);
        },
        show: (address) => this.#windows.show(address),
        act: (action) => void this.#hosting.act(action),
        reported: (contentsId, report) => {
          if (report.language !== this.#language) this.#state.change({ language: report.language });
          // High contrast of the system's own windows is the system's to decide.
          this.#shell.setTheme(report.appearance === 'contrast' ? 'system' : report.appearance);
          this.#windows.reported(contentsId, report);
        },
      }),
    });
    const notifier = new Notifier({
      shell,
      clock: systemClock,
      texts: () => this.#texts,
      settings: () => server.admin.settings.current.desktop,
      open: (kind) => {
        if (kind === 'update') void this.#updates?.offer();
        else this.#windows.show(NOTE_ADDRESSES[kind]);
      },
      later,
    });
    if (updates !== undefined) this.#updates = this.#keepUpToDate(updates, notifier, later);
    const watch = watchServer({ admin: server.admin, notifier, texts: () => this.#texts, later });
    const awake = stayAwake(shell, server.admin);
    this.#eventTakers.push(watch.onEvent, awake.onEvent);
    this.#stops.push(
      server.onEvent((event) => {
        for (const take of this.#eventTakers) take(event);
      }),
      server.admin.onListenersChange(() => this.#drawSoon()),
      server.admin.settings.onChange(() => this.#drawSoon()),
      () => notifier.close(),
      () => this.#updates?.close(),
      watch.stop,
      awake.stop,
    );
    this.#draw();
    const start = parseStartArguments(args);
    if (!start.hidden) this.#windows.show(start.address ?? '/');
    if (start.quits) shell.quit();
  }

  /** Stops in order, since the state of the process is unknown; ends with exit code 1. */
  breakDown(): void {
    void this.#stop(() => this.#shell.exit(1));
  }

  #keepUpToDate(source: UpdateSource, notifier: Notifier, later: Later): Updates {
    return new Updates({
      source,
      settings: () => this.#server.admin.settings.current.desktop.updates,
      shell: this.#shell,
      notifier,
      texts: () => this.#texts,
      later,
      mailIsUnderWay: () => mailIsUnderWay(this.#server.admin),
      onChange: () => this.#drawSoon(),
      note: (text) => this.#note(text),
      stopServer: (then) => void this.#stop(then),
    });
  }

  get #language(): Language {
    return this.#state.current.language ?? preferredLanguage(this.#shell.languages);
  }

  get #words(): SharedWords {
    return sharedWords(this.#language);
  }

  get #texts(): DesktopTexts {
    return desktopTexts(this.#language);
  }

  #shown(address: string | undefined): void {
    if (this.#life !== 'running') this.#progress.show();
    else if (address === undefined) this.#windows.showFront();
    else this.#windows.show(address);
  }

  readonly #menuActions: MenuActions = {
    run: (command) => this.#run(command),
    setStartsAtLogin: (starts) => {
      this.#shell.setStartsAtLogin(starts);
      this.#drawSoon();
    },
    lookForUpdates: () => void this.#updates?.look(),
    restartForUpdate: () => void this.#updates?.offer(),
    quit: () => this.#shell.quit(),
  };

  readonly #trayActions: TrayActions = {
    open: () => this.#windows.showFront(),
    run: (command) => this.#run(command),
    startAll: () => void this.#each(async (id) => await this.#server.admin.listeners.start(id)),
    stopAll: () => void this.#each(async (id) => await this.#server.admin.listeners.stop(id)),
    quit: () => this.#shell.quit(),
  };

  #run(command: MenuCommand): void {
    const window = WINDOWS.find(({ id }) => id === windowOfCommand(command));
    if (window !== undefined) this.#windows.show(window.path);
    else this.#windows.run(command, homeOfCommand(command) ?? this.#windows.front?.id);
    // The system has turned its check mark already; what is true now shows after this.
    this.#menuShown = '';
    this.#drawSoon();
  }

  async #each(change: (id: string) => Promise<unknown>): Promise<void> {
    await Promise.all(this.#server.admin.listeners.states.map(async ({ id }) => await change(id)));
  }

  /** Several changes at one moment draw menu and tray once. */
  #drawSoon(): void {
    if (this.#redraw === 'wanted') return;
    this.#redraw = 'wanted';
    queueMicrotask(() => {
      this.#redraw = 'idle';
      if (this.#life === 'running') this.#draw();
    });
  }

  #draw(): void {
    const { listeners, settings } = this.#server.admin;
    const template = menuTemplate(
      {
        platform: this.#shell.platform,
        words: this.#words,
        texts: this.#texts,
        settings: settings.current,
        report: this.#windows.front?.report,
        startsAtLogin: this.#shell.startsAtLogin,
        updates: this.#updates?.state,
      },
      this.#menuActions,
    );
    const drawn = JSON.stringify(template);
    // A menu that somebody has open would close under the mouse.
    if (drawn !== this.#menuShown) this.#shell.setMenu(template);
    this.#menuShown = drawn;
    const { states } = listeners;
    this.#shell.setTray(trayState(states), trayTooltip(this.#texts, states), trayMenu(this.#words, this.#texts, states, this.#trayActions), () =>
      this.#windows.showFront(),
    );
  }

  #allClosed(): void {
    if (this.#life !== 'running' || this.#state.current.hintShown) return;
    this.#state.change({ hintShown: true });
    this.#shell.notify({ ...this.#texts.keepsRunning, click: () => this.#windows.showFront() });
  }

  /** @param graceSeconds what open transactions may take */
  #quitting(graceSeconds: number): boolean {
    if (this.#hosting.isChanging) {
      this.#progress.show();
      return false;
    }
    if (this.#life === 'stopped') return true;
    void this.#stop(() => this.#shell.exit(0), graceSeconds);
    return false;
  }

  /** The server is not touched by what happens to a page; whoever looks at it is told. */
  async #windowFailed({ title, reason, again, show, reload, close }: WindowFailure): Promise<void> {
    this.#server.note(`the page of the window "${title}" has ended by itself (${reason})`, 'error');
    const { windowFailed } = this.#texts;
    if (!again) {
      this.#shell.notify({ title: windowFailed.title(title), body: windowFailed.loaded, click: show });
      return;
    }
    const wantsIt = await this.#shell.ask({ title: windowFailed.title(title), body: windowFailed.again, yes: windowFailed.reload, no: windowFailed.close });
    if (wantsIt) reload();
    else close();
  }

  /** @param end ends the process, once all is closed */
  async #stop(end: () => void, graceSeconds: number = FIXED_LIMITS.stopSeconds): Promise<void> {
    if (this.#life !== 'running') return;
    this.#life = 'stopping';
    for (const stop of this.#stops) stop();
    this.#windows.destroyAll();
    try {
      await this.#server.stop(graceSeconds);
    } finally {
      this.#life = 'stopped';
      end();
    }
  }

  /** What waited through the sleep is tried now, and listeners whose address was away may be back. */
  async #resumed(): Promise<void> {
    this.#note('the computer is awake again');
    this.#server.admin.delivery.nudge();
    const failed = this.#server.admin.listeners.states.filter(({ state }) => state === 'failed');
    await Promise.all(failed.map(async ({ id }) => await this.#server.admin.listeners.start(id)));
  }

  #note(text: string): void {
    this.#server.note(text);
  }
}
