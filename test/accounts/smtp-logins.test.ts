import { performance } from 'node:perf_hooks';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Login, LoginResult } from '../../main/accounts/accounts.ts';
import { hashPassword, isPasswordHash, verifyPassword } from '../../main/accounts/passwords.ts';
import { LoginService, withHashedPasswords } from '../../main/accounts/smtp-logins.ts';
import type { SmtpLogin } from '../../shared/settings/security/smtp-authentication.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { costlyHashes } from '../setup/cheap-hashes.ts';

const ANNA = { id: 7, address: 'anna@local.test' };
const asAnna: Login = { kind: 'account', ...ANNA };

let printer: SmtpLogin;
/** An SMTP login of the same name as an account. */
let twin: SmtpLogin;
let settings: FixedSettings;
let clock: ManualClock;
let service: LoginService;
/** Names asked of the accounts. */
let asked: string[];

beforeAll(async () => {
  printer = { name: 'Prïnter', password: await hashPassword('toner'), enabled: true, note: '', addresses: ['printer@local.test'] };
  twin = { name: 'anna@local.test', password: await hashPassword('app'), enabled: true, note: '', addresses: ['@local.test'] };
});

/** Accounts with anna alone; they answer at once. */
async function accountLogin(name: string, password: string): Promise<LoginResult> {
  asked.push(name);
  if (name === 'off@local.test' && password === 'own') return { ok: false, why: 'disabled' };
  if (name !== ANNA.address) return { ok: false, why: 'unknown' };
  return password === 'own' ? { ok: true, account: ANNA } : { ok: false, why: 'wrong-password' };
}

function setLogins(...logins: readonly SmtpLogin[]): void {
  settings.change((now) => {
    now.security['smtp-authentication'].logins = structuredClone([...logins]);
  });
}

function usePop3Credentials(on: boolean): void {
  settings.change((now) => {
    now.security['smtp-authentication'].usePop3Credentials = on;
  });
}

beforeEach(() => {
  settings = new FixedSettings();
  clock = new ManualClock();
  asked = [];
  service = new LoginService({ settings, clock, accounts: { login: accountLogin } });
});

async function logIn(name: string, password: string): Promise<Login> {
  const result = await service.loginToSend(name, password);
  if (!result.ok) throw new Error(`${name} could not log in: ${result.why}`);
  return result.login;
}

describe('logging in to send', () => {
  test('works with a mailbox account, and with an SMTP login under any spelling of its name', async () => {
    setLogins(printer);
    expect(await logIn('anna@local.test', 'own')).toEqual(asAnna);
    const login = { kind: 'smtp-login', name: 'Prïnter', addresses: ['printer@local.test'] };
    expect(await logIn('Prïnter', 'toner')).toEqual(login);
    expect(await logIn('PRI\u0308NTER', 'toner')).toEqual(login);
  });

  test('says for the log why it failed', async () => {
    setLogins(printer);
    expect(await service.loginToSend('prïnter', 'paper')).toEqual({ ok: false, why: 'wrong-password' });
    expect(await service.loginToSend('anna@local.test', 'paper')).toEqual({ ok: false, why: 'wrong-password' });
    expect(await service.loginToSend('off@local.test', 'own')).toEqual({ ok: false, why: 'disabled' });
    expect(await service.loginToSend('nobody', 'paper')).toEqual({ ok: false, why: 'unknown' });
    expect(await service.loginToSend('', '')).toEqual({ ok: false, why: 'unknown' });
    expect(await service.loginToSend('__proto__', 'x')).toEqual({ ok: false, why: 'unknown' });
  });

  test('with SMTP logins alone asks no account', async () => {
    setLogins(printer, twin);
    usePop3Credentials(false);
    expect(await service.loginToSend('anna@local.test', 'own')).toEqual({ ok: false, why: 'wrong-password' });
    expect(await logIn('anna@local.test', 'app')).toMatchObject({ kind: 'smtp-login' });
    expect(asked).toEqual([]);
  });

  test('under a name that is an account and an SMTP login at once works with either password', async () => {
    setLogins(twin);
    expect(await logIn('anna@local.test', 'own')).toEqual(asAnna);
    expect(await logIn('anna@local.test', 'app')).toMatchObject({ kind: 'smtp-login', addresses: ['@local.test'] });
  });

  test('is refused when the SMTP login or the setting changes meanwhile', async () => {
    setLogins(printer);
    const underWay = service.loginToSend('prïnter', 'toner');
    setLogins();
    expect((await underWay).ok).toBe(false);
    const account = service.loginToSend('anna@local.test', 'own');
    usePop3Credentials(false);
    expect((await account).ok).toBe(false);
  });
});

describe('cost', () => {
  const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };

  /** The best of several: what else the machine does only ever adds to it. */
  const best = async (work: () => Promise<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < 4; round += 1) times.push(await milliseconds(work));
    return Math.min(...times);
  };

  beforeEach(() => onTestFinished(costlyHashes()));

  test.each([true, false])('an unknown name costs as much as a known one, with accounts allowed: %s', async (accounts) => {
    setLogins(printer);
    usePop3Credentials(accounts);
    const known = await best(async () => await service.loginToSend('prïnter', 'wrong'));
    const unknown = await best(async () => await service.loginToSend('nobody', 'wrong'));
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  test('without any SMTP login a refused name still costs a hash', async () => {
    usePop3Credentials(false);
    const hash = await best(async () => await hashPassword('x'));
    expect(await milliseconds(async () => await service.loginToSend('nobody', 'x'))).toBeGreaterThan(hash / 3);
  });

  test('a right password is remembered for its time, under its own hash', async () => {
    setLogins({ ...printer, password: await hashPassword('toner') });
    const hash = await best(async () => await hashPassword('x'));
    await logIn('prïnter', 'toner');
    asked = [];
    expect(await best(async () => await logIn('prïnter', 'toner'))).toBeLessThan(hash / 5);
    expect(asked).toEqual([]);
    clock.advance(FIXED_LIMITS.passwordMemorySeconds * 1000);
    expect(await milliseconds(async () => await logIn('prïnter', 'toner'))).toBeGreaterThan(hash / 5);
    setLogins({ ...printer, password: await hashPassword('new') });
    expect(await service.loginToSend('prïnter', 'toner')).toEqual({ ok: false, why: 'wrong-password' });
  });
});

describe('a login', () => {
  test('of an account is good as long as accounts may log in to send', () => {
    expect(service.current(asAnna)).toBe(asAnna);
    usePop3Credentials(false);
    expect(service.current(asAnna)).toBeUndefined();
  });

  test('of the settings is good until its entry goes or gets another password; its addresses change at once', async () => {
    setLogins(printer);
    const login = await logIn('prïnter', 'toner');
    setLogins(twin, printer);
    expect(service.current(login)).toBe(login);
    setLogins({ ...printer, addresses: ['scanner@local.test'] });
    const changed = service.current(login);
    expect(changed).toEqual({ kind: 'smtp-login', name: 'Prïnter', addresses: ['scanner@local.test'] });
    if (changed === undefined) return;
    expect(service.current(changed)).toBe(changed);
    setLogins({ ...printer, password: await hashPassword('toner') });
    expect(service.current(changed)).toBeUndefined();
    setLogins();
    expect(service.current(login)).toBeUndefined();
  });
});

describe('passwords that are saved', () => {
  test('are hashed where they are plain text, and kept where they are hashed', async () => {
    setLogins(printer, { ...twin, password: 'in the clear' });
    const before = structuredClone(settings.current);
    const kept = await withHashedPasswords(settings.current);
    const [first, second] = kept.security['smtp-authentication'].logins;
    expect(first).toEqual(printer);
    expect(isPasswordHash(second?.password ?? '')).toBe(true);
    expect(await verifyPassword('in the clear', second?.password)).toBe(true);
    expect(settings.current).toEqual(before);
    expect(await withHashedPasswords(kept)).toBe(kept);
  });

  test('that only look like a hash are plain text', async () => {
    setLogins({ ...printer, password: '$scrypt$ln=14,r=8,p=5$c2FsdA$c2hvcnQ' });
    const kept = await withHashedPasswords(settings.current);
    expect(await verifyPassword('$scrypt$ln=14,r=8,p=5$c2FsdA$c2hvcnQ', kept.security['smtp-authentication'].logins[0]?.password)).toBe(true);
  });
});
