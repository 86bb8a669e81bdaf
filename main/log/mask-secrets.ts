/**
 * The second line of defence: sessions leave passwords out of what they hand in, and should one forget, this masks
 * them. It rather hides too much than too little: after a secret nothing more of the text is shown.
 */

/** Cheap, and false for nearly every event. */
const SUSPECT = /auth|pass|apop|token|secret/i;

/** An address, which is no secret: else senders could choose one such as <secret=a@b.example> and be nowhere found in the log. */
const ADDRESS = /<(?:"(?:[^"\\]|\\.)*"|[^<>"@\s]+)@[^<>@\s]*>/;

/** A command as a client says it: AUTH (RFC 4954, RFC 5034), PASS and APOP (RFC 1939), in any case, after any rubbish. */
const COMMAND = /^([^\w\r\n]*(?:C:[^\S\r\n]*)?(?:AUTH[^\S\r\n]+[\w-]+|PASS|APOP[^\S\r\n]+\S+)[^\S\r\n]+)\S[^]*/im;

const WITHIN = [
  /** The same within a sentence. Lower-case "pass" is an English word there. */
  /\b((?:AUTH|auth|Auth)\s+(?:PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|EXTERNAL|XOAUTH2|OAUTHBEARER|SCRAM-[\w-]+)\s+|\bPASS\s+)\S[^]*/,
  /** What HTTP, our own sign-in links and JSON use. */
  /\b((?:proxy-)?authorization:\s*\w+\s+)\S[^]*/i,
  /((?:token|passw(?:or)?d|secret)(?:=|["']\s*:\s*))[^\s&][^]*/i,
].map((secret) => new RegExp(`${ADDRESS.source}|${secret.source}`, `g${secret.flags}`));

/** Returns `text` with the arguments of AUTH, PASS and APOP, tokens and passwords replaced by `(secret)`. */
export function maskSecrets(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return WITHIN.reduce((masked, secret) => masked.replaceAll(secret, hide), text.replace(COMMAND, hide));
}

function hide(found: string, before: string | undefined): string {
  return before === undefined ? found : `${before}(secret)`;
}
