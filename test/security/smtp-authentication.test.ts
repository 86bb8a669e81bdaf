import { describe, expect, it } from 'vitest';
import { smtpAuthentication } from '../../main/security/options/smtp-authentication.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { ANNA, OUTSIDER, POPPED, PRINTER, TRUSTED, type Asked, context, dataFacts, inShort, rcptFacts } from './sender-world.ts';

type Edit = (security: Settings['security']) => void;
const popOn: Edit = (security) => {
  security['smtp-after-pop'].enabled = true;
};

describe('at AUTH', () => {
  const ask = (client: string, secure: boolean, edit: Edit): string | undefined => {
    const facts = { protocol: 'smtp', remoteAddress: client, helo: 'x', secure, login: undefined, name: 'anna@local.test' } as const;
    const answer = smtpAuthentication.auth?.(facts, context(edit));
    return answer === undefined ? undefined : inShort(answer);
  };
  const off: Edit = (security) => {
    security['smtp-authentication'].enabled = false;
  };
  const anyway: Edit = (security) => {
    security['smtp-authentication'].requireTls = false;
  };
  it.each([
    ['over TLS', OUTSIDER, true, () => undefined, 'pass nothing-wrong'],
    ['in the clear', OUTSIDER, false, () => undefined, 'reject authentication-needs-tls'],
    ['in the clear from a trusted address', TRUSTED, false, () => undefined, 'reject authentication-needs-tls'],
    ['in the clear from this computer', '127.0.0.1', false, () => undefined, 'pass nothing-wrong'],
    ['in the clear from this computer, IPv6', '::1', false, () => undefined, 'pass nothing-wrong'],
    ['in the clear from an outsider called 127.0.0.2', '127.0.0.2', false, () => undefined, 'reject authentication-needs-tls'],
    ['in the clear, where that is allowed', OUTSIDER, false, anyway, 'pass nothing-wrong'],
    ['with the option off', '127.0.0.1', true, off, 'reject authentication-off'],
  ] as const)('%s', async (_what, client, secure, edit, expected) => {
    expect(ask(client, secure, edit)).toBe(expected);
  });
});

const ask = async (asked: Asked, edit: Edit = popOn): Promise<string | undefined> => {
  const answer = await smtpAuthentication.rcpt?.(rcptFacts(asked), context(edit));
  return answer === undefined ? undefined : inShort(answer);
};

const LOCAL = 'carl@local.test';
const PASS = 'pass nothing-wrong';
const GRANT = 'grant-relay logged-in';
const NOT_YOURS = 'reject sender-not-yours';
const NEEDS_LOGIN = 'reject local-sender-needs-login';

describe('at RCPT, with both rules on', () => {
  it.each<[string, Asked, string]>([
    ['a stranger with a foreign sender', { from: 'x@example.com' }, PASS],
    ['a stranger with a foreign sender, to us', { from: 'x@example.com', to: LOCAL }, PASS],
    ['a stranger with a blank sender', { from: '', to: LOCAL }, PASS],
    ['a stranger with a local sender', { from: 'anna@local.test' }, NEEDS_LOGIN],
    ['a stranger with a local sender, to us', { from: 'anna@local.test', to: LOCAL }, NEEDS_LOGIN],
    ['a stranger with a local sender, upper case', { from: 'ANNA@LOCAL.TEST', to: LOCAL }, NEEDS_LOGIN],
    ['a stranger with a local sender that does not exist', { from: 'nobody@local.test', to: LOCAL }, NEEDS_LOGIN],
    ['a trusted client with a local sender', { from: 'anna@local.test', client: TRUSTED }, PASS],
    ['a trusted client with a foreign sender', { from: 'x@example.com', client: TRUSTED }, PASS],
    ['anna as herself', { from: 'anna@local.test', login: ANNA }, GRANT],
    ['anna as herself, upper case', { from: 'Anna@Local.Test', login: ANNA }, GRANT],
    ['anna as herself, to us', { from: 'anna@local.test', to: LOCAL, login: ANNA }, PASS],
    ['anna with a detail', { from: 'anna+list@local.test', login: ANNA }, GRANT],
    ['anna with a detail that is an account of its own', { from: 'anna+own@local.test', login: ANNA }, NOT_YOURS],
    ['anna as an alias that leads to her', { from: 'sales@local.test', login: ANNA }, GRANT],
    ['anna as an alias that does not', { from: 'team@local.test', login: ANNA }, NOT_YOURS],
    ['anna with a blank sender', { from: '', login: ANNA }, GRANT],
    ['anna as bert', { from: 'bert@local.test', login: ANNA }, NOT_YOURS],
    ['anna as bert, to us', { from: 'bert@local.test', to: LOCAL, login: ANNA }, NOT_YOURS],
    ['anna as somebody elsewhere', { from: 'anna@example.com', login: ANNA }, NOT_YOURS],
    ['anna as bert, from a trusted address', { from: 'bert@local.test', login: ANNA, client: TRUSTED }, NOT_YOURS],
    ['anna as bert, from an address where bert has a grant', { from: 'bert@local.test', login: ANNA, client: POPPED }, NOT_YOURS],
    ['the printer as itself', { from: 'PRINTER@local.test', login: PRINTER }, GRANT],
    ['the printer in a domain of its own', { from: 'scan@devices.example', login: PRINTER }, GRANT],
    ['the printer in a subdomain', { from: 'scan@sub.devices.example', login: PRINTER }, NOT_YOURS],
    ['the printer with a detail', { from: 'printer+1@local.test', login: PRINTER }, NOT_YOURS],
    ['the printer as anna', { from: 'anna@local.test', login: PRINTER }, NOT_YOURS],
    ['a grant, its first holder', { from: 'anna@local.test', client: POPPED }, PASS],
    ['a grant, its second holder', { from: 'bert@local.test', client: POPPED }, PASS],
    ['a grant, its second holder, to us', { from: 'bert@local.test', to: LOCAL, client: POPPED }, PASS],
    ['a grant, another local sender', { from: 'carl@local.test', client: POPPED }, NOT_YOURS],
    ['a grant, another local sender, to us', { from: 'carl@local.test', to: LOCAL, client: POPPED }, NOT_YOURS],
    ['a grant, a foreign sender', { from: 'x@example.com', client: POPPED }, NOT_YOURS],
    ['a grant, but mail from elsewhere to us', { from: 'x@example.com', to: LOCAL, client: POPPED }, PASS],
    ['a grant, a blank sender', { from: '', client: POPPED }, PASS],
  ])('%s', async (_what, asked, expected) => {
    expect(await ask(asked)).toBe(expected);
  });
});

describe('at RCPT, with something off', () => {
  const matchOff: Edit = (security) => {
    popOn(security);
    security['smtp-authentication'].senderMustMatchLogin = false;
  };
  const loginOff: Edit = (security) => {
    popOn(security);
    security['smtp-authentication'].requireForLocalSenders = false;
  };
  it.each<[string, Asked, Edit, string]>([
    ['no match needed: anna as bert', { from: 'bert@local.test', login: ANNA }, matchOff, GRANT],
    ['no match needed: anna as somebody elsewhere', { from: 'x@example.com', login: ANNA }, matchOff, GRANT],
    ['no match needed: a grant, any local sender', { from: 'carl@local.test', client: POPPED }, matchOff, PASS],
    ['no match needed: a stranger still has to log in', { from: 'anna@local.test', to: LOCAL }, matchOff, NEEDS_LOGIN],
    ['no login needed: a stranger with a local sender', { from: 'anna@local.test', to: LOCAL }, loginOff, PASS],
    ['no login needed: a stranger is still not let out', { from: 'anna@local.test' }, loginOff, PASS],
    ['no login needed: anna as bert', { from: 'bert@local.test', login: ANNA }, loginOff, NOT_YOURS],
    ['SMTP after POP off: a grant is worth nothing', { from: 'anna@local.test', client: POPPED }, () => undefined, NEEDS_LOGIN],
  ])('%s', async (_what, asked, edit, expected) => {
    expect(await ask(asked, edit)).toBe(expected);
  });

  it('the option itself: it does nothing, and a login opens nothing', async () => {
    const off: Edit = (security) => {
      popOn(security);
      security['smtp-authentication'].enabled = false;
    };
    for (const asked of [{ from: 'anna@local.test', login: ANNA }, { from: 'anna@local.test' }, { from: 'carl@local.test', client: POPPED }]) {
      expect(await ask(asked, off)).toBe('skip switched-off');
    }
  });

  it('whatever is on: nobody but a login is granted relay here', async () => {
    for (let bits = 0; bits < 16; bits += 1) {
      const edit: Edit = (security) => {
        security['smtp-authentication'].enabled = (bits & 1) > 0;
        security['smtp-authentication'].requireForLocalSenders = (bits & 2) > 0;
        security['smtp-authentication'].senderMustMatchLogin = (bits & 4) > 0;
        security['smtp-after-pop'].enabled = (bits & 8) > 0;
      };
      for (const client of [OUTSIDER, TRUSTED, POPPED]) {
        for (const from of ['', 'anna@local.test', 'carl@local.test', 'x@example.com']) {
          expect(await ask({ from, client }, edit)).not.toMatch(/^grant/);
          expect(await ask({ from, client, to: LOCAL, login: ANNA }, edit)).not.toMatch(/^grant/);
        }
      }
    }
  });
});

it('says in the trace whose login or grant it was', async () => {
  const rcpt = async (asked: Asked): Promise<unknown> => await smtpAuthentication.rcpt?.(rcptFacts(asked), context(popOn));
  expect(await rcpt({ from: 'printer@local.test', login: PRINTER })).toMatchObject({ input: '<printer@local.test>', entry: 'Printer' });
  expect(await rcpt({ from: 'x@example.com', client: POPPED })).toMatchObject({ entry: 'anna@local.test, bert@local.test' });
  expect(await rcpt({ from: '' })).not.toHaveProperty('entry');
});

describe('at DATA', () => {
  const REFUSED = 'reject header-from-not-yours';
  const anna: Asked = { from: 'anna@local.test', login: ANNA };
  const popped: Asked = { from: 'anna@local.test', client: POPPED };
  const check = async (asked: Asked, from: readonly string[], plain = true, edit: Edit = popOn): Promise<string | undefined> => {
    const answer = await smtpAuthentication.data?.(dataFacts(asked, from, plain), context(edit));
    return answer === undefined ? undefined : inShort(answer);
  };
  it.each<[string, Asked, readonly string[], boolean, string]>([
    ['anna as herself', anna, ['anna@local.test'], true, PASS],
    ['anna as an alias of hers, with a detail', anna, ['Sales+x@local.test'], true, PASS],
    ['anna as bert', anna, ['bert@local.test'], true, REFUSED],
    ['anna as herself and bert', anna, ['anna@local.test', 'bert@local.test'], true, REFUSED],
    ['anna, with several From headers or one that cannot be read', anna, ['anna@local.test'], false, REFUSED],
    ['anna, without any From header', anna, [], true, PASS],
    ['anna, with an address that is none', anna, ['anna@@local.test'], true, REFUSED],
    ['anna with a blank sender as bert', { from: '', login: ANNA }, ['bert@local.test'], true, REFUSED],
    ['the printer as itself', { from: 'printer@local.test', login: PRINTER }, ['x@devices.example'], true, PASS],
    ['the printer as anna', { from: 'printer@local.test', login: PRINTER }, ['anna@local.test'], true, REFUSED],
    ['a grant, one of its holders', popped, ['bert@local.test'], true, PASS],
    ['a grant, somebody else', popped, ['carl@local.test'], true, REFUSED],
    ['a grant and a blank sender, somebody else', { from: '', client: POPPED }, ['carl@local.test'], true, REFUSED],
    ['a grant, but mail from elsewhere', { from: 'x@example.com', client: POPPED }, ['x@example.com'], true, 'skip not-relayed'],
    ['a stranger', { from: 'x@example.com' }, ['anna@local.test'], false, 'skip not-relayed'],
    ['a trusted client', { from: 'x@example.com', client: TRUSTED }, ['anna@local.test'], false, 'skip client-trusted'],
  ])('%s', async (_what, asked, from, plain, expected) => {
    expect(await check(asked, from, plain)).toBe(expected);
  });

  it.each<[string, Edit]>([
    [
      'the rule off',
      (security) => {
        security['smtp-authentication'].senderMustMatchLogin = false;
      },
    ],
    [
      'the option off',
      (security) => {
        security['smtp-authentication'].enabled = false;
      },
    ],
  ])('with %s any header will do', async (_what, edit) => {
    expect(await check(anna, ['bert@local.test'], false, edit)).toBe('skip switched-off');
  });
});
