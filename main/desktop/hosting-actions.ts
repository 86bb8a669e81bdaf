/**
 * What a window may ask about the service and the data folder. Each is confirmed by a person first; the server is stopped, the
 * change is made (by the command line, as an administrator, where the system wants that), and the application starts anew: on
 * whatever is in force then, so that success and failure take the same way.
 */
import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import type { HostAction } from '../../shared/desktop-bridge.ts';
import { cameFrom } from '../host/data/data-location.ts';
import { keptCopyOf, moveData, removeKeptCopy } from '../host/data/move-data.ts';
import type { OnProgress } from '../host/system-service/progress-call.ts';
import type { Elevated } from '../host/system-service/run-elevated.ts';
import type { DesktopServer } from './desktop-server.ts';
import type { HostingTexts } from './hosting-texts.ts';
import type { LongChange, ProgressView } from './progress-view.ts';
import type { Question, Shell } from './shell.ts';
import { ownerWords } from './show-service.ts';

export interface HostingTools {
  readonly shell: Pick<Shell, 'ask' | 'chooseFolder' | 'restart'>;
  readonly texts: () => HostingTexts;
  readonly server: Pick<DesktopServer, 'isOurs' | 'admin'>;
  /** The application's own folder, where its data is as long as nobody has moved it. */
  readonly home: string;
  /** Runs the command line as an administrator. */
  readonly elevated: Elevated;
  readonly progress: Pick<ProgressView, 'begin' | 'reached' | 'end'>;
  /** Stops the server in order, windows included, then calls back. */
  readonly stopServer: (then: () => void) => void;
  /** Makes the secrets of the settings readable for the service, once the server is stopped. Returns how to seal them again. */
  readonly unseal: (dataFolder: string) => () => void;
  /** Where the service of this computer had its data before; undefined if nowhere else. */
  readonly serviceCameFrom: () => string | undefined;
}

/** It did not work; the message says why. */
class ActionFailed extends Error {}

export class HostingActions {
  readonly #tools: HostingTools;
  #busy = false;
  #changing = false;

  constructor(tools: HostingTools) {
    this.#tools = tools;
  }

  /** The server has stopped, and its data may be on its way. */
  get isChanging(): boolean {
    return this.#changing;
  }

  /** One at a time: a second one is not heard. */
  async act(action: HostAction): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#start(action);
    } finally {
      this.#busy = false;
    }
  }

  async #start(action: HostAction): Promise<void> {
    const { texts, server, home } = this.#tools;
    const { dataFolder } = server.admin;
    switch (action) {
      case 'install-service':
        await this.#confirmed('install', texts().install(dataFolder), async () => {
          const seal = this.#tools.unseal(dataFolder);
          try {
            await this.#asAdministrator(['service', 'install', '--data', dataFolder]);
          } finally {
            // Refused or failed, the data is here as before; if not, its old copy is.
            seal();
          }
        });
        return;
      case 'uninstall-service':
        await this.#confirmed(
          'uninstall',
          texts().uninstall(home),
          async () => await this.#asAdministrator(['service', 'uninstall', '--to', home, ...ownerWords()]),
        );
        return;
      case 'stop-service':
        await this.#confirmed('stop', texts().stop, async () => await this.#asAdministrator(['service', 'stop']));
        return;
      case 'move-data':
        await this.#move(dataFolder);
        return;
      case 'remove-old-data':
        await this.#removeOld((server.isOurs ? cameFrom(dataFolder) : this.#tools.serviceCameFrom()) ?? home);
    }
  }

  async #move(from: string): Promise<void> {
    const { shell, texts, server } = this.#tools;
    const chosen = await shell.chooseFolder(texts().chooseFolder);
    if (chosen === undefined) return;
    // A disk has other things on it: the data gets a folder of its own there.
    const to = existsSync(chosen) && readdirSync(chosen).length > 0 ? path.join(chosen, 'Gatepost') : chosen;
    await this.#confirmed('move', texts().move(from, to), async () => {
      if (server.isOurs) await moveData({ from, to, onBytes: this.#reached });
      else await this.#asAdministrator(['service', 'move', to]);
    });
  }

  async #removeOld(folder: string): Promise<void> {
    const { shell, texts } = this.#tools;
    if (!(await shell.ask({ ...texts().removeOld(folder), no: texts().no }))) return;
    try {
      if (this.#isOpenToUs(folder)) removeKeptCopy(folder);
      else await this.#asAdministrator(['data', 'remove-old', folder]);
    } catch (error) {
      await this.#tell(error);
    }
  }

  /** Of two folders that a move to a service or back has to do with, one is closed to the person in front of the screen. */
  #isOpenToUs(folder: string): boolean {
    try {
      keptCopyOf(folder);
      return this.#tools.server.isOurs;
    } catch {
      return false;
    }
  }

  async #confirmed(kind: LongChange, question: Pick<Question, 'title' | 'body' | 'yes'>, change: () => Promise<void>): Promise<void> {
    const { shell, texts, stopServer, progress } = this.#tools;
    if (!(await shell.ask({ ...question, no: texts().no }))) return;
    this.#changing = true;
    progress.begin(kind);
    await new Promise<void>((resolve) => stopServer(resolve));
    try {
      await change();
    } catch (error) {
      await this.#tell(error);
    } finally {
      progress.end();
      this.#changing = false;
    }
    shell.restart('/service');
  }

  readonly #reached: OnProgress = (done, all) => this.#tools.progress.reached(done, all);

  async #asAdministrator(words: readonly string[]): Promise<void> {
    const { code, stderr } = await this.#tools.elevated(words, this.#reached);
    if (code !== 0) throw new ActionFailed(stderr);
  }

  async #tell(error: unknown): Promise<void> {
    const { shell, texts } = this.#tools;
    await shell.ask({ title: texts().failed, body: error instanceof Error ? error.message : String(error), yes: texts().close });
  }
}
