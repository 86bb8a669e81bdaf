/** Drives the packaged application for the specs: starts it, chooses from its menu, finds its windows, quits it. */
import { type ChildProcess, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { _electron, type ElectronApplication, expect, type Page } from '@playwright/test';
import type * as Electron from 'electron';
import { type ControlConnection, connectControl, controlPath } from '../../../main/host/control-socket.ts';
import { WITHOUT_DNS } from '../../fakes/without-dns.ts';

/** Set by global-setup.ts. */
export const PROGRAM = process.env['GATEPOST_DESKTOP'] ?? '';
/** Why there is no Electron to test with; '' if there is one. */
export const MISSING = process.env['GATEPOST_DESKTOP_MISSING'] ?? '';
const SANDBOX = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

const LISTENERS = ['smtp', 'pop3'].map((protocol) => ({ protocol, address: '127.0.0.1', port: 0, tls: 'starttls' }));

/** Milliseconds between two looks: an application of ours answers much sooner than Playwright looks by itself. */
const OFTEN = [50];

/** The memory of answers in the main process, see `Desktop.inMain`. */
const ANSWERS = 'globalThis.gatepostAnswers ??= new Map()';

export interface MenuItemFacts {
  readonly label: string;
  readonly checked: boolean;
  readonly enabled: boolean;
}

/** Everything that a run of the application leaves on the disk, data folder included. */
export class DesktopFolder {
  readonly root = mkdtempSync(path.join(tmpdir(), 'gatepost-desktop-'));
  readonly data = path.join(this.root, 'data');

  constructor() {
    // Ports and name servers alone are not those of a fresh start.
    const settings = { ...WITHOUT_DNS, server: { ...WITHOUT_DNS.server, listeners: LISTENERS } };
    mkdirSync(this.data, { mode: 0o700 });
    writeFileSync(path.join(this.data, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
  }

  remove(): void {
    // Helpers of a program that was killed may write for a moment more.
    rmSync(this.root, { recursive: true, force: true, maxRetries: 10 });
  }
}

export class Desktop {
  readonly #app: ElectronApplication;
  readonly #program: ChildProcess;
  readonly #data: string;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  #calls = 0;

  private constructor(app: ElectronApplication, data: string) {
    this.#app = app;
    this.#program = app.process();
    this.#data = data;
    this.ended = new Promise((resolve) => this.#program.once('exit', resolve));
  }

  static async start({ root, data }: DesktopFolder, environment: Readonly<Record<string, string>> = {}): Promise<Desktop> {
    const app = await _electron.launch({
      executablePath: PROGRAM,
      args: [...SANDBOX, `--data=${data}`, '--lang=en-GB'],
      // Nothing of the person who runs the tests is read or written.
      env: { ...inherited(), XDG_CONFIG_HOME: path.join(root, 'config'), XDG_CACHE_HOME: path.join(root, 'cache'), ...environment },
      timeout: 120_000,
    });
    const desktop = new Desktop(app, data);
    await expect.poll(async () => await desktop.#serves(), { message: 'the server runs', intervals: OFTEN, timeout: 60_000 }).toBe(true);
    return desktop;
  }

  async #serves(): Promise<boolean> {
    const control = await connectControl(controlPath(this.#data));
    control?.close();
    return control !== undefined;
  }

  /** Starts the program once more, as a person does who has forgotten that it runs; resolves once that process has ended. */
  async secondStart(...args: readonly string[]): Promise<void> {
    await new Promise<void>((resolve) => execFile(PROGRAM, [...SANDBOX, `--data=${this.#data}`, ...args], () => resolve()));
  }

  /**
   * Runs a function in the main process, once. V8 may lose the answer on its way to the driver ("garbage collected", a known defect
   * of Playwright with Electron): the main process keeps it, and is asked again.
   */
  async inMain<Result>(run: (electron: typeof Electron, text: string) => Result | Promise<Result>, text = ''): Promise<Result> {
    const call = String((this.#calls += 1));
    const once = (electron: typeof Electron, argument: string): Result | Promise<Result> => run(electron, argument);
    once.toString = () => `(electron, argument) => {
      const answers = ${ANSWERS};
      if (!answers.has('${call}')) answers.set('${call}', (${run.toString()})(electron, argument));
      return answers.get('${call}');
    }`;
    for (;;) {
      try {
        return await this.#app.evaluate<Result, string>(once, text);
      } catch (error) {
        if (!/garbage collected|was collected/.test(String(error))) throw error;
      }
    }
  }

  /** What an entry of the menu bar shows; undefined if there is no such entry. */
  async item(id: string): Promise<MenuItemFacts | undefined> {
    return await this.inMain(({ Menu }, name) => {
      const found = Menu.getApplicationMenu()?.getMenuItemById(name);
      return found === null || found === undefined ? undefined : { label: found.label, checked: found.checked, enabled: found.enabled };
    }, id);
  }

  /** Chooses from the menu bar, as soon as that can be chosen. */
  async choose(id: string): Promise<void> {
    await expect.poll(async () => (await this.item(id))?.enabled, { message: `${id} in the menu`, intervals: OFTEN }).toBe(true);
    await this.inMain(({ Menu }, name) => {
      Menu.getApplicationMenu()?.getMenuItemById(name)?.click();
    }, id);
  }

  get pages(): Page[] {
    return this.#app.windows();
  }

  /** The window at an address of ours, once it is there. */
  async windowAt(address: string): Promise<Page> {
    const find = (): Page | undefined => this.pages.find((page) => page.url() === `app://gatepost/#${address}`);
    await expect.poll(() => find() !== undefined, { message: `a window at ${address}`, intervals: OFTEN }).toBe(true);
    const page = find();
    if (page === undefined) throw new Error(`no window at ${address}`);
    return page;
  }

  /** Opens a window from the menu. */
  async open(id: string, address: string): Promise<Page> {
    await this.choose(`show:${id}`);
    return await this.windowAt(address);
  }

  /** The way of the command line to the running server. */
  async control(): Promise<ControlConnection> {
    const control = await connectControl(controlPath(this.#data));
    if (control === undefined) throw new Error('no server is running on the data folder');
    return control;
  }

  async port(protocol: string): Promise<number> {
    const control = await this.control();
    const { listeners } = await control.client.server.status();
    control.close();
    return listeners.find((listener) => listener.protocol === protocol)?.port ?? 0;
  }

  /** Chooses Quit. What it waits for is up to the application: see `ended`. */
  async chooseQuit(): Promise<void> {
    // The answer may be overtaken by the end of the process.
    await this.choose('quit').catch(() => undefined);
  }

  kill(): void {
    this.#program.kill('SIGKILL');
  }
}

/** The environment of this process, without what is not set. */
function inherited(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
