/**
 * Once this module is loaded, the hash of a password costs a thousandth. That it is slow is what it is for, and accounts with passwords stand
 * at the beginning of most tests: together they would hash for minutes. Only what is hashed at the cost of passwords.ts is cheap; stored
 * text, checks and the order of things are the same. What a hash really costs is told by `costlyHashes` (test/accounts/passwords.test.ts);
 * the demo and the desktop application hash as they are.
 *
 * `node --import` takes this file as well. Whoever makes a hash and whoever checks it must both have it loaded, or neither.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** The cost of new passwords in main/accounts/passwords.ts. */
const OURS = { N: 2 ** 15, r: 8, p: 3 };
const CHEAP = { N: 2 ** 6, p: 1 };

const { scrypt } = crypto;

function scryptCheaply(...[password, salt, bytes, options, done]: Parameters<typeof scrypt>): void {
  const isOurs = options.N === OURS.N && options.r === OURS.r && options.p === OURS.p;
  scrypt(password, salt, bytes, isOurs ? { ...options, ...CHEAP } : options, done);
}

function put(instead: typeof scrypt | typeof scryptCheaply): void {
  Reflect.set(crypto, 'scrypt', instead);
  syncBuiltinESMExports();
}

put(scryptCheaply);

/** From here on this process hashes as it would without tests; what was hashed before fits no more. @returns ends that */
export function costlyHashes(): () => void {
  put(scrypt);
  return () => put(scryptCheaply);
}
