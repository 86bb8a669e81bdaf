/**
 * What the desktop host needs of Electron, and nothing more. `electron-shell.ts` is the real one; tests stand in for it. All that
 * decides anything is written against this, and runs without a screen.
 */
import type { DesktopRequest } from '../../shared/desktop-bridge.ts';
import type { TextCommand } from '../../shared/menu.ts';
import type { WindowPort } from './message-port-carrier.ts';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowPlan {
  readonly title: string;
  /** The page to load, of our own origin. */
  readonly url: string;
  /** Where it was the last time, if that is still on a screen. */
  readonly bounds: Bounds | undefined;
  readonly maximised: boolean;
  /** Of its content; such a window has no menu, and nobody can make it larger. */
  readonly fixedSize?: { readonly width: number; readonly height: number };
}

export interface WindowEvents {
  /** It has got the focus. */
  focused(): void;
  /** It was moved or resized, and rests. */
  placed(bounds: Bounds, maximised: boolean): void;
  closed(): void;
  /** The process of its page has ended by itself; nothing is left in it to see. */
  failed(reason: string): void;
}

export interface ShellWindow {
  /** What its messages come with (`BridgeSender.contentsId`). */
  readonly contentsId: number;
  /** Brings it to the front, from wherever it is. */
  show(): void;
  send(request: DesktopRequest): void;
  /** Loads its page anew. */
  reload(): void;
  /** In the task bar: from 0 to 1, undefined while nobody can say. */
  setProgress(fraction: number | undefined): void;
  destroy(): void;
}

/** Who has sent a message to the host. */
export interface BridgeSender {
  readonly contentsId: number;
  readonly isMainFrame: boolean;
  readonly origin: string;
}

export interface MenuTemplate {
  readonly id?: string;
  readonly label?: string;
  readonly type?: 'separator' | 'checkbox' | 'radio';
  readonly role?: 'appMenu' | 'editMenu' | 'windowMenu' | 'help' | 'about' | 'services' | 'hide' | 'hideOthers' | 'unhide' | TextCommand;
  readonly accelerator?: string;
  /** False: shown beside the label only, since the page listens for it. */
  readonly registerAccelerator?: boolean;
  readonly checked?: boolean;
  readonly enabled?: boolean;
  readonly click?: () => void;
  readonly submenu?: readonly MenuTemplate[];
}

/** Where a context menu was asked for. */
export interface MenuPlace {
  readonly isField: boolean;
  readonly hasSelection: boolean;
  /** What can be done to the text there at the moment. */
  readonly possible: Readonly<Record<TextCommand, boolean>>;
}

/** Something to be answered, or without `no` to be read only. */
export interface Question {
  readonly title: string;
  readonly body: string;
  readonly yes: string;
  readonly no?: string;
}

/** Something to be decided between more than two. */
export interface Choice {
  readonly title: string;
  readonly body: string;
  readonly answers: readonly string[];
  /** The answer that changes nothing, which is also what closing means. */
  readonly cancel: string;
}

export const TRAY_STATES = ['running', 'attention', 'stopped'] as const;
export type TrayState = (typeof TRAY_STATES)[number];

export interface Note {
  readonly title: string;
  readonly body: string;
  readonly click: () => void;
}

/** Sees to what concerns the whole application. */
export interface ShellEvents {
  /** Somebody started the application once more, with these arguments. */
  secondStart(args: readonly string[]): void;
  /** The icon in the Dock was clicked. */
  activated(): void;
  /** The last window is gone. */
  allClosed(): void;
  /** Somebody wants to quit. Answer true to let it happen, false to hold it up: then call `exit` in the end. */
  quitting(): boolean;
  /**
   * The computer shuts down, or the person signs out. Answer true if nothing is left to finish, false to hold it up for as long as the
   * system grants: then call `exit` in the end.
   */
  ending(): boolean;
  suspending(): void;
  resumed(): void;
  /** A window asks for the admin API; the other end of the port is in its page. */
  connect(sender: BridgeSender, port: WindowPort | undefined): void;
  /** The menu of a place in a window was asked for, and the page shows none itself. */
  contextMenu(contentsId: number, place: MenuPlace): void;
  /** A window sent something, not looked at yet. */
  open(sender: BridgeSender, address: unknown): void;
  report(sender: BridgeSender, report: unknown): void;
  act(sender: BridgeSender, action: unknown): void;
}

export interface Shell {
  readonly platform: NodeJS.Platform;
  /** What the system prefers, the dearest first. */
  readonly languages: readonly string[];
  listen(events: ShellEvents): void;
  createWindow(plan: WindowPlan, events: WindowEvents): ShellWindow;
  /** Frames and menus of the system go with the pages. */
  setTheme(theme: 'system' | 'light' | 'dark'): void;
  setMenu(template: readonly MenuTemplate[]): void;
  setTray(state: TrayState, tooltip: string, template: readonly MenuTemplate[], click: () => void): void;
  /** Opens a context menu in a window, where the mouse is. */
  openMenu(contentsId: number, template: readonly MenuTemplate[]): void;
  notify(note: Note): void;
  /** Asks without holding anything up. True: yes; false: no, or closed. */
  ask(question: Question): Promise<boolean>;
  /** @returns the place of the answer among `answers`; undefined for `cancel` */
  choose(choice: Choice): Promise<number | undefined>;
  /** Lets the person choose a folder; undefined: none. */
  chooseFolder(title: string): Promise<string | undefined>;
  /** Keeps the computer from sleeping until the returned function is called. */
  keepAwake(): () => void;
  /** Undefined: the system could not start it as it was started now. */
  readonly startsAtLogin: boolean | undefined;
  setStartsAtLogin(starts: boolean): void;
  /** Asks to quit, as the menu of the system does. */
  quit(): void;
  /** Ends the process and starts it again, with the window at an address. */
  restart(address: string): void;
  /** Ends the process, at once. */
  exit(code: number): void;
}
