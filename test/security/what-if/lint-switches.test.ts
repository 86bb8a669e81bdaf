/** Switches that together have no effect, or another one than somebody may think. */
import { expect, test } from 'vitest';
import { lintSwitches } from '../../../main/security/what-if/lint-switches.ts';
import { defaultSettings, settingsSchema } from '../../../shared/settings/settings.ts';

const OFF = { 'smtp-authentication': { enabled: false } };
const PRINTER = { name: 'printer', password: 'secret' };

test('nothing is odd about the default settings', () => {
  expect(lintSwitches(defaultSettings())).toEqual([]);
});

test.each([
  ['logins that nobody can use', { 'smtp-authentication': { enabled: false, logins: [PRINTER] } }, ['logins-unused']],
  ['authentication without anybody who can log in', { 'smtp-authentication': { usePop3Credentials: false } }, ['nobody-can-log-in']],
  ['a login without addresses', { 'smtp-authentication': { logins: [PRINTER] } }, ['login-cannot-send']],
  ['a login that needs none', { 'smtp-authentication': { senderMustMatchLogin: false, logins: [PRINTER] } }, []],
  ['passwords in clear text', { 'smtp-authentication': { requireTls: false } }, ['passwords-in-clear']],
  ['sender rules with both gates shut', { ...OFF, 'sender-rules': { senderMustHaveAccount: true } }, ['rules-without-relaying']],
  ['sender rules with a gate open', { ...OFF, 'smtp-after-pop': { enabled: true }, 'sender-rules': { senderMustHaveAccount: true } }, []],
  ['no way to relay at all', { ...OFF, 'trusted-addresses': { entries: [] } }, ['nobody-can-relay']],
  ['a filter list that is switched off', { filters: { enabled: false, entries: [{ text: 'pills' }] } }, ['list-switched-off']],
  ['an empty one', { filters: { enabled: false } }, []],
  ['bounces', { filters: { entries: [{ text: 'pills', action: 'bounce' }] } }, ['bounces-forged']],
  ['attachment filters that are ignored', { 'attachment-filters': { messageSizeLimit: null, ignoreWhenUnlimited: true } }, ['list-ignored']],
  ['an unlimited size alone', { 'attachment-filters': { messageSizeLimit: null } }, []],
  ['attachment filters that are switched off', { 'attachment-filters': { enabled: false } }, ['list-switched-off']],
  ['blank senders that are refused', { 'address-verification': { assumeBlankSenderIsValid: false } }, ['blank-sender-refused']],
])('%s', (_name, security, wanted) => {
  expect(lintSwitches(settingsSchema.parse({ security })).map(({ finding }) => finding)).toEqual(wanted);
});
