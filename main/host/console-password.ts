/** The administrator's password: one line in a file of the data folder that only its owner may read, as a scrypt hash. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashPassword, verifyPassword } from '../accounts/passwords.ts';
import { writePrivateFile } from './data-folder.ts';

export class ConsolePassword {
  readonly #file: string;

  constructor(dataFolder: string) {
    this.#file = join(dataFolder, 'console-password');
  }

  get isSet(): boolean {
    return this.#read() !== undefined;
  }

  /** Sets the password, or removes it with null. */
  async set(password: string | null): Promise<void> {
    if (password === null) rmSync(this.#file, { force: true });
    else writePrivateFile(this.#file, `${await hashPassword(password)}\n`);
  }

  /** Takes as long without a password as with one. */
  async check(password: string): Promise<boolean> {
    return await verifyPassword(password, this.#read());
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.#file, 'utf8').trim();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
