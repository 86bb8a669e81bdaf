import { expect, it } from 'vitest';
import { senderRules } from '../../main/security/options/sender-rules.ts';
import { ANNA, OUTSIDER, POPPED, TRUSTED, type Asked, context, inShort, rcptFacts } from './sender-world.ts';

const PASS = 'pass nothing-wrong';
const NOT_LOCAL = 'reject sender-domain-not-local';
const NO_ACCOUNT = 'reject sender-without-account';

async function ask(asked: Asked, domain: boolean, account: boolean): Promise<string> {
  const edited = context((security) => {
    security['sender-rules'] = { senderDomainMustBeLocal: domain, senderMustHaveAccount: account };
  });
  const answer = await senderRules.rcpt?.(rcptFacts(asked), edited);
  if (answer === undefined) throw new Error('the option has no check at RCPT');
  return inShort(answer);
}

/** By sender: with the domain rule alone, with the account rule alone, with both. */
it.each<[string, string, string, string]>([
  ['anna@local.test', PASS, PASS, PASS],
  ['ANNA+detail@LOCAL.test', PASS, PASS, PASS],
  ['sales@local.test', PASS, PASS, PASS],
  ['nobody@local.test', PASS, NO_ACCOUNT, NO_ACCOUNT],
  ['anna@example.com', NOT_LOCAL, NO_ACCOUNT, NOT_LOCAL],
  ['anna@sub.local.test', NOT_LOCAL, NO_ACCOUNT, NOT_LOCAL],
  ['', NOT_LOCAL, NO_ACCOUNT, NOT_LOCAL],
])('from <%s>', async (from, domain, account, both) => {
  for (const client of [OUTSIDER, POPPED]) {
    for (const login of [undefined, ANNA]) {
      const asked = { from, client, login };
      expect([await ask(asked, true, false), await ask(asked, false, true), await ask(asked, true, true)]).toEqual([domain, account, both]);
      expect(await ask(asked, false, false)).toBe('skip switched-off');
      expect(await ask({ ...asked, to: 'carl@local.test' }, true, true)).toBe('skip local-recipient');
    }
  }
  expect(await ask({ from, client: TRUSTED }, true, true)).toBe('skip client-trusted');
});
