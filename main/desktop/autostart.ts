/** Starting with the session: what is started, and on Linux the entry for it that every desktop there reads (XDG autostart specification). */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';

/** How this process was started. */
export interface OwnStart {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  readonly program: string;
  /** What `program` runs, in a checkout. */
  readonly entry: string | undefined;
  /** Of an AppImage, which runs from a folder that is another one at each start. */
  readonly appImage: string | undefined;
  /** Named by whoever started it. */
  readonly dataFolder: string | undefined;
}

/** The same application on the same folder, in the tray alone; undefined where the system could not start it so: macOS hands over no arguments. */
export function startAtLogin({ platform, isPackaged, program, entry, appImage, dataFolder }: OwnStart): readonly [string, ...string[]] | undefined {
  const data = dataFolder === undefined ? [] : [`--data=${dataFolder}`];
  if (isPackaged) return platform === 'darwin' && data.length > 0 ? undefined : [appImage ?? program, ...data, '--hidden'];
  return platform === 'darwin' || entry === undefined ? undefined : [program, entry, ...data, '--hidden'];
}

export class Autostart {
  readonly #file: string;
  readonly #entry: string;

  /** @param program with its arguments */
  constructor(program: readonly string[], environment: Readonly<Record<string, string | undefined>> = process.env) {
    const chosen = environment['XDG_CONFIG_HOME'];
    // The specification: a path that is not absolute is to be ignored.
    const folder = chosen !== undefined && path.isAbsolute(chosen) ? chosen : path.join(homedir(), '.config');
    this.#file = path.join(folder, 'autostart', 'gatepost.desktop');
    this.#entry = `[Desktop Entry]\nType=Application\nName=Gatepost\nExec=${program.map(quoted).join(' ')}\nTerminal=false\n`;
  }

  /** Of another program, or turned off by a line that the desktop has added, it is none of ours. */
  get isOn(): boolean {
    return existsSync(this.#file) && readFileSync(this.#file, 'utf8') === this.#entry;
  }

  turnOn(): void {
    mkdirSync(path.dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, this.#entry);
  }

  turnOff(): void {
    rmSync(this.#file, { force: true });
  }
}

/** As the specification wants an argument: special characters behind a backslash, per cent signs twice, and then each backslash twice, as in every text of such a file. */
function quoted(argument: string): string {
  const escaped = argument.replaceAll(/["`$\\]/g, (special) => `\\${special}`).replaceAll('%', '%%');
  return `"${escaped.replaceAll('\\', '\\\\')}"`;
}
