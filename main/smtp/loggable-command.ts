/** An SMTP command as the log and the list of open sessions may show it. */

/** What has a meaning as the first word of a command, understood here or not (RFC 5321 section 4.1.1, RFC 3030, RFC 3207, RFC 4954). */
const VERBS = new Set(['EHLO', 'HELO', 'LHLO', 'MAIL', 'RCPT', 'BDAT']);

/** Those that take no argument, or one that nobody needs to know: what stands behind them may be a password out of place. */
const SHOWN_ALONE = new Set(['DATA', 'RSET', 'NOOP', 'QUIT', 'VRFY', 'EXPN', 'HELP', 'STARTTLS', 'ETRN', 'TURN']);

/** Those that are four letters long and have no secrets behind them; as clients write them. */
const PLAIN_VERBS = new Set(['EHLO', 'HELO', 'RCPT']);
const ANY_AUTH = /auth/i;

/** Registered mechanisms that clients ask for; any other word may be a password out of place. */
const MECHANISM =
  /^(?:PLAIN|LOGIN|ANONYMOUS|EXTERNAL|NTLM|GSSAPI|GSS-SPNEGO|KERBEROS_V4|CRAM-MD5|DIGEST-MD5|XOAUTH2|OAUTHBEARER|SCRAM-SHA(?:-\d{1,3}){1,2}(?:-PLUS)?)$/i;

/** RFC 4954 section 5: who gave the message in; a client that is mistaken may put anything there. */
const AUTH_PARAMETER = /(\sAUTH=)(?!<>)\S+/gi;

/**
 * The command without what is or may be a secret: the arguments of AUTH and of verbs that need none, a line that answers AUTH, and a line that is no
 * command at all, since a client that sends its lines in one go sends its password so when AUTH is refused.
 * @param answersAuth this line is one that AUTH waits for
 */
export function loggableCommand(line: string, answersAuth: boolean): string {
  if (answersAuth) return 'answer to AUTH';
  if (isHarmless(line)) return line;
  const [verb = '', argument = ''] = line.trim().split(/\s+/, 2);
  const name = verb.toUpperCase();
  if (SHOWN_ALONE.has(name)) return verb;
  if (name === 'AUTH') return MECHANISM.test(argument) ? `${verb} ${argument}` : verb;
  if (!VERBS.has(name)) return `unknown command, ${Buffer.byteLength(line)} bytes`;
  return name === 'MAIL' ? line.replaceAll(AUTH_PARAMETER, '$1(secret)') : line;
}

/** What nearly every line is: a verb of four letters without secrets, and what belongs to it. It is told without taking the line apart. */
function isHarmless(line: string): boolean {
  if (line.length === 4 && SHOWN_ALONE.has(line)) return true;
  if (line.length > 4 && line[4] !== ' ') return false;
  const name = line.slice(0, 4);
  return PLAIN_VERBS.has(name) || (name === 'MAIL' && !ANY_AUTH.test(line));
}
