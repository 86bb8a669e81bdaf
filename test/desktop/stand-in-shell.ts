/** Stands in for Electron: remembers what it was asked to show, and does what a person or the system would do. */
import type { DesktopRequest, WindowReport } from '../../shared/desktop-bridge.ts';
import { MENU_ITEMS } from '../../shared/menu.ts';
import type { DesktopState } from '../../main/desktop/desktop-state.ts';
import type {
  Bounds,
  BridgeSender,
  Choice,
  MenuTemplate,
  Note,
  Question,
  Shell,
  ShellEvents,
  ShellWindow,
  TrayState,
  WindowEvents,
  WindowPlan,
} from '../../main/desktop/shell.ts';

export interface StandInWindow {
  readonly plan: WindowPlan;
  readonly contentsId: number;
  readonly requests: DesktopRequest[];
  /** What the task bar shows of it, one after the other. */
  readonly progress: (number | undefined)[];
  /** How often its page was loaded anew. */
  reloads: number;
  /** How often it was brought to the front. */
  shown: number;
  open: boolean;
  readonly events: WindowEvents;
}

export const EVERYTHING: WindowReport = { language: 'en', appearance: 'system', offered: [...new Set(MENU_ITEMS.map(({ command }) => command))] };

export class StandInShell implements Shell {
  readonly platform: NodeJS.Platform;
  readonly languages: readonly string[];
  readonly windows: StandInWindow[] = [];
  readonly notes: Note[] = [];
  readonly exits: number[] = [];
  /** Context menus that were opened. */
  readonly contextMenus: (readonly MenuTemplate[])[] = [];
  readonly questions: Question[] = [];
  readonly choices: Choice[] = [];
  /** What the person chooses, one after the other; then nothing. */
  decisions: (number | undefined)[] = [];
  /** What the person answers. */
  answer = true;
  menu: readonly MenuTemplate[] = [];
  menusDrawn = 0;
  tray: { readonly state: TrayState; readonly tooltip: string; readonly template: readonly MenuTemplate[]; readonly click: () => void } | undefined;
  /** What the person chooses. */
  folder: string | undefined;
  readonly restarts: string[] = [];
  awake = 0;
  theme: 'system' | 'light' | 'dark' = 'system';
  startsAtLogin: boolean | undefined = false;
  #events: ShellEvents | undefined;
  #exited: (() => void)[] = [];

  constructor(platform: NodeJS.Platform = 'win32', languages: readonly string[] = ['en-GB']) {
    this.platform = platform;
    this.languages = languages;
  }

  get events(): ShellEvents {
    if (this.#events === undefined) throw new Error('nobody listens yet');
    return this.#events;
  }

  /** The windows that are open now. */
  get open(): StandInWindow[] {
    return this.windows.filter((window) => window.open);
  }

  window(title: string): StandInWindow {
    const found = this.open.find(({ plan }) => plan.title === title);
    if (found === undefined) throw new Error(`no window ${title} among ${this.open.map(({ plan }) => plan.title).join(', ')}`);
    return found;
  }

  /** A message as a page of ours sends it. */
  senderOf({ contentsId }: StandInWindow): BridgeSender {
    return { contentsId, isMainFrame: true, origin: 'app://gatepost' };
  }

  /** The page of a window has loaded and says what it can do. */
  report(window: StandInWindow, report: WindowReport = EVERYTHING): void {
    this.events.report(this.senderOf(window), report);
  }

  /** A person closes a window. */
  close(window: StandInWindow): void {
    window.open = false;
    window.events.closed();
    if (this.open.length === 0) this.events.allClosed();
  }

  /** The entry with an id, of the menu bar or of another menu. */
  item(id: string, menu: readonly MenuTemplate[] = this.menu): MenuTemplate {
    const find = (entries: readonly MenuTemplate[]): MenuTemplate | undefined => {
      for (const entry of entries) {
        const found = entry.id === id ? entry : find(entry.submenu ?? []);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    const found = find(menu);
    if (found === undefined) throw new Error(`no menu entry ${id}`);
    return found;
  }

  async exited(): Promise<void> {
    if (this.exits.length === 0) await new Promise<void>((resolve) => this.#exited.push(resolve));
  }

  listen(events: ShellEvents): void {
    this.#events = events;
  }

  createWindow(plan: WindowPlan, events: WindowEvents): ShellWindow {
    const window: StandInWindow = { plan, contentsId: this.windows.length + 1, requests: [], progress: [], reloads: 0, shown: 0, open: true, events };
    this.windows.push(window);
    return {
      contentsId: window.contentsId,
      show: () => {
        window.shown += 1;
        window.events.focused();
      },
      send: (request) => window.requests.push(request),
      reload: () => {
        window.reloads += 1;
      },
      setProgress: (fraction) => window.progress.push(fraction),
      destroy: () => {
        if (window.open) this.close(window);
      },
    };
  }

  setTheme(theme: 'system' | 'light' | 'dark'): void {
    this.theme = theme;
  }

  setMenu(template: readonly MenuTemplate[]): void {
    this.menu = template;
    this.menusDrawn += 1;
  }

  setTray(state: TrayState, tooltip: string, template: readonly MenuTemplate[], click: () => void): void {
    this.tray = { state, tooltip, template, click };
  }

  notify(note: Note): void {
    this.notes.push(note);
  }

  openMenu(_contentsId: number, template: readonly MenuTemplate[]): void {
    this.contextMenus.push(template);
  }

  ask(question: Question): Promise<boolean> {
    this.questions.push(question);
    return Promise.resolve(this.answer);
  }

  choose(choice: Choice): Promise<number | undefined> {
    this.choices.push(choice);
    return Promise.resolve(this.decisions.shift());
  }

  chooseFolder(): Promise<string | undefined> {
    return Promise.resolve(this.folder);
  }

  restart(address: string): void {
    this.restarts.push(address);
    for (const tell of this.#exited) tell();
  }

  keepAwake(): () => void {
    this.awake += 1;
    return () => (this.awake -= 1);
  }

  setStartsAtLogin(starts: boolean): void {
    this.startsAtLogin = starts;
  }

  quit(): void {
    if (this.events.quitting()) this.exit(0);
  }

  exit(code: number): void {
    this.exits.push(code);
    for (const tell of this.#exited) tell();
  }
}

export const SOMEWHERE: Bounds = { x: 40, y: 50, width: 900, height: 600 };

/** What the desktop remembers, in memory. */
export function memoryState(first: unknown = {}): { content: unknown; read(): unknown; write(state: DesktopState): void } {
  return {
    content: first,
    read() {
      return this.content;
    },
    write(state) {
      this.content = state;
    },
  };
}
