import { expect, it } from 'vitest';
import type { Finding, Skipped } from '../../main/security/option.ts';
import { smtpAfterPop } from '../../main/security/options/smtp-after-pop.ts';
import { ANNA, OUTSIDER, POPPED, TRUSTED, type Asked, context, inShort, rcptFacts } from './sender-world.ts';

async function rcpt(asked: Asked, enabled: boolean): Promise<Finding | Skipped> {
  const edited = context((security) => {
    security['smtp-after-pop'].enabled = enabled;
  });
  const answer = await smtpAfterPop.rcpt?.(rcptFacts(asked), edited);
  if (answer === undefined) throw new Error('the option has no check at RCPT');
  return answer;
}

it.each<[string, Asked, boolean, string]>([
  ['a live grant', { from: 'anna@local.test', client: POPPED }, true, 'grant-relay popped-before'],
  ['a live grant, whatever the sender: others judge that', { from: 'x@example.com', client: POPPED }, true, 'grant-relay popped-before'],
  ['a live grant, a blank sender', { from: '', client: POPPED }, true, 'grant-relay popped-before'],
  ['a live grant, a local recipient', { from: 'anna@local.test', to: 'bert@local.test', client: POPPED }, true, 'skip local-recipient'],
  ['a live grant, the option off', { from: 'anna@local.test', client: POPPED }, false, 'skip switched-off'],
  ['no grant', { from: 'anna@local.test', client: OUTSIDER }, true, 'pass nothing-wrong'],
  ['no grant, a login', { from: 'anna@local.test', client: OUTSIDER, login: ANNA }, true, 'pass nothing-wrong'],
  ['no grant, trusted', { from: 'anna@local.test', client: TRUSTED }, true, 'pass nothing-wrong'],
])('%s', async (_what, asked, enabled, expected) => {
  expect(inShort(await rcpt(asked, enabled))).toBe(expected);
});

it('names the accounts that hold the grant', async () => {
  expect(await rcpt({ from: '', client: POPPED }, true)).toMatchObject({ input: POPPED, entry: 'anna@local.test, bert@local.test' });
});
