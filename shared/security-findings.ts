/**
 * The closed list of what is odd about the security settings: nothing that stops anybody from saving them, but worth a look.
 * Each with the words for the administrator.
 */
export const FINDINGS = {
  duplicate: 'It is in the list twice',
  shadowed: 'Another entry does all that this one does',
  'too-short': 'It is so short that it is found in much good mail',
  'never-matches': 'Nothing can ever match it',
  expired: 'It has expired',
  'covers-loopback': 'It covers this computer itself',
  'banned-and-trusted': 'It is on the list of banned and on that of trusted addresses; a ban counts before trust',
  'never-hit': `It has not matched anything for a long time`,
  'list-switched-off': 'The list has entries, but the option is switched off',
  'list-ignored': 'The list has no effect: the message size is unlimited, and attachment filters are set to be ignored then',
  'logins-unused': 'The SMTP logins have no effect: SMTP authentication is switched off',
  'nobody-can-log-in': 'SMTP authentication is on, but nobody can log in: mailbox passwords do not count, and there is no SMTP login',
  'login-cannot-send': 'This login may send as nobody: it has no addresses, and the sender must match the login',
  'rules-without-relaying': 'The sender rules have no effect: only trusted clients can send to other domains, and the rules do not apply to them',
  'nobody-can-relay': 'Nobody can send to other domains: no way to log in is switched on, and no address is trusted',
  'bounces-forged': 'The action "bounce" returns whole messages; it acts as "reject" where the sender may be forged',
  'blank-sender-refused': 'Delivery reports will no longer reach your users: a blank sender is refused',
  'passwords-in-clear': 'Passwords may be sent over connections without TLS',
} as const satisfies Record<string, string>;
export type FindingId = keyof typeof FINDINGS;
