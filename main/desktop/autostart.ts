/** Starting with the session on Linux: an entry of the XDG autostart specification, which every desktop there reads. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';

export class Autostart {
  readonly #file: string;

  constructor(environment: Readonly<Record<string, string | undefined>> = process.env) {
    const chosen = environment['XDG_CONFIG_HOME'];
    // The specification: a path that is not absolute is to be ignored.
    const folder = chosen !== undefined && path.isAbsolute(chosen) ? chosen : path.join(homedir(), '.config');
    this.#file = path.join(folder, 'autostart', 'gatepost.desktop');
  }

  get isOn(): boolean {
    return existsSync(this.#file);
  }

  /** @param program with its arguments */
  turnOn(program: readonly string[]): void {
    mkdirSync(path.dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, `[Desktop Entry]\nType=Application\nName=Gatepost\nExec=${program.map(quoted).join(' ')}\nTerminal=false\n`);
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
