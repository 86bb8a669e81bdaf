import { performance } from 'node:perf_hooks';
import { lookup } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { PasswordChecker, hashPassword } from '../../main/accounts/passwords.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { costlyHashes } from '../setup/cheap-hashes.ts';

costlyHashes();

const clock = { time: 0, now: (): number => clock.time };

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

describe('stored passwords', () => {
  test('have a salt each, and name their parameters', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
  });

  test('with other parameters are still good; damaged or excessive ones fit no password', async () => {
    // RFC 7914 section 12, third vector: scrypt("pleaseletmein", "SodiumChloride", N=16384, r=8, p=1), its first 32 octets.
    const hash = Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex');
    const salt = Buffer.from('SodiumChloride');
    const text = (ln: number): string => `$scrypt$ln=${ln},r=8,p=1$${salt.toString('base64').replace(/=+$/, '')}$${hash.toString('base64').replace(/=+$/, '')}`;
    const checker = new PasswordChecker(clock);
    // The vector is of 64 octets; PBKDF2 makes the first 32 the same.
    expect(await checker.check('a', 'pleaseletmein', { id: 1, passwordHash: text(14) })).toBe(true);
    expect(await checker.check('a', 'pleaseletmeout', { id: 1, passwordHash: text(14) })).toBe(false);
    for (const damaged of ['', 'plain', text(30), text(14).slice(0, -40)]) {
      expect(await checker.check('a', 'pleaseletmein', { id: 2, passwordHash: damaged })).toBe(false);
    }
  });

  test('are the same however a keyboard composes them (RFC 8265)', async () => {
    const account = { id: 1, passwordHash: await hashPassword('pässword') };
    expect(await new PasswordChecker(clock).check('a', 'pa\u0308ssword', account)).toBe(true);
  });
});

describe('cost', () => {
  test('an unknown name costs as much as a known one', async () => {
    const account = { id: 1, passwordHash: await hashPassword('correct horse') };
    const checker = new PasswordChecker(clock);
    // The best of several each: what else the machine does only ever adds to it.
    let known = Number.POSITIVE_INFINITY;
    let unknown = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 5; round += 1) {
      known = Math.min(known, await milliseconds(async () => await checker.check('anna', `wrong ${round}`, account)));
      unknown = Math.min(unknown, await milliseconds(async () => await checker.check('nobody', `wrong ${round}`, undefined)));
    }
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  test('a right password is remembered for its time, and forgotten on request', async () => {
    const account = { id: 1, passwordHash: await hashPassword('correct horse') };
    const checker = new PasswordChecker(clock);
    const check = async (): Promise<number> => await milliseconds(async () => expect(await checker.check('anna', 'correct horse', account)).toBe(true));
    const full = await check();
    expect(await check()).toBeLessThan(full / 5);
    clock.time += FIXED_LIMITS.passwordMemorySeconds * 1000;
    expect(await check()).toBeGreaterThan(full / 5);
    expect(await check()).toBeLessThan(full / 5);
    checker.forget(1);
    expect(await check()).toBeGreaterThan(full / 5);
    expect(await checker.check('anna', 'wrong', account)).toBe(false);
  });

  test('the same attempt on many connections is one hash, and a flood leaves threads for name look-ups', async () => {
    const account = { id: 1, passwordHash: await hashPassword('correct horse') };
    const checker = new PasswordChecker(clock);
    const one = await milliseconds(async () => await checker.check('anna', 'correct horse', account));
    checker.forget(1);
    const many = await milliseconds(
      async () => await Promise.all(Array.from({ length: 50 }, async () => await checker.check('anna', 'correct horse', account))),
    );
    expect(many).toBeLessThan(one * 10);
    const flood = Promise.all(Array.from({ length: 6 }, async (_, n) => await checker.check('anna', `wrong ${n}`, account)));
    let over = false;
    void flood.then(() => {
      over = true;
    });
    await new Promise<void>((resolve) => {
      lookup('127.0.0.1', () => resolve());
    });
    await new Promise<void>((resolve) => {
      lookup('localhost', () => resolve());
    });
    expect(over).toBe(false);
    await flood;
  });
});
