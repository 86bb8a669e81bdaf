/** `gatepost check`: what would the server do with this client and this message? Nothing is sent, kept or changed. */
import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import type { CheckAnswer, CheckRequest, Reply } from '../../../shared/admin-api/security.ts';
import { VERDICTS } from '../../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { withAdmin } from '../admin-access.ts';
import { CommandRefused, UsageError } from '../cli-errors.ts';
import { errorCode } from '../../host/system-errors.ts';
import { type CommandTools, type CommonOptions, saidOn, withOptionsToLook } from './command.ts';
import { showDecision } from './decision-text.ts';
import { readSettingsDocument } from './settings.ts';

interface CheckOptions extends CommonOptions {
  readonly ip: string;
  readonly helo?: string;
  readonly auth?: string;
  readonly tls?: true;
  readonly smtputf8?: true;
  readonly protocol: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly settings?: string;
}

export function addCheckCommand(program: Command, tools: CommandTools): void {
  withOptionsToLook(program.command('check [message]'), tools)
    .description(
      'show what the server would do with a client, an envelope and a message (an .eml file, with LF or CR LF at its line ends); sends nothing, changes nothing',
    )
    .requiredOption('--ip <address>', 'the address of the client')
    .option('--helo <name>', 'what the client calls itself (default: its address)')
    .option('--auth <user>', 'the account or SMTP login that the client has logged in as; needs --tls as long as logins need TLS, which is the default')
    .option('--tls', 'the connection is encrypted')
    .option('--smtputf8', 'the client declares SMTPUTF8, as it has to for addresses beyond ASCII')
    .option('--protocol <protocol>', 'smtp, submission or submissions', 'smtp')
    .requiredOption('--from <sender>', 'the sender of the envelope; "<>" is the blank one')
    .requiredOption('--to <recipient...>', 'the recipients; the message may follow them')
    .option('--settings <file>', 'decide by these settings (JSON, a partial document) instead of those in force')
    .action(async (file: string | undefined, options: CheckOptions) => await check(tools, file, options));
}

async function check({ terminal }: CommandTools, file: string | undefined, options: CheckOptions): Promise<void> {
  const request = file === undefined ? requestOf(...fileAfterRecipients(options)) : requestOf(file, options);
  const answer = await withAdmin(options.data, saidOn(terminal), (client) => client.security.check(request));
  terminal.stdout.write(options.json === true ? `${JSON.stringify(answer, undefined, 2)}\n` : showAnswer(answer));
  if (answer.reason === 'authentication-needs-tls') terminal.stderr.write(WITHOUT_TLS);
  if (answer.accepted !== 'all') throw new CommandRefused();
}

/** `--to a@b.test c@d.test message.eml`: what comes last and is no address is the message. */
function fileAfterRecipients(options: CheckOptions): [file: string | undefined, options: CheckOptions] {
  const last = options.to.at(-1);
  if (options.to.length < 2 || last === undefined || last.includes('@') || last.toLowerCase() === 'postmaster') return [undefined, options];
  return [last, { ...options, to: options.to.slice(0, -1) }];
}

function requestOf(file: string | undefined, { ip, helo, auth, tls, smtputf8, protocol, from, to, settings }: CheckOptions): CheckRequest {
  if (protocol !== 'smtp' && protocol !== 'submission' && protocol !== 'submissions') {
    throw new UsageError('--protocol must be smtp, submission or submissions');
  }
  return {
    protocol,
    remoteAddress: ip,
    secure: tls === true,
    smtpUtf8: smtputf8 === true,
    from,
    to: [...to],
    ...(helo === undefined ? {} : { helo }),
    ...(auth === undefined ? {} : { authName: auth }),
    ...(settings === undefined ? {} : { settings: readSettingsDocument(settings) }),
    ...(file === undefined ? {} : { message: readMessage(file) }),
  };
}

function readMessage(file: string): NonNullable<CheckRequest['message']> {
  try {
    if (statSync(file).size > FIXED_LIMITS.checkMessageBytes) {
      throw new UsageError(`the message ${file} is too big to be checked: at most ${FIXED_LIMITS.checkMessageBytes} bytes are looked at`);
    }
    return { text: readFileSync(file).toString('base64'), encoding: 'base64' };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`the message ${file} cannot be read: ${errorCode(error)}`);
  }
}

const WITHOUT_TLS = 'This was asked about a connection without TLS: add --tls for a client that logs in over TLS.\n';

function showAnswer(answer: CheckAnswer): string {
  const { accepted, verdict, explanation, reply, recipients, decision, proposed } = answer;
  const heading = { all: 'Accepted', some: 'Accepted for some of the recipients', none: 'Not accepted' }[accepted];
  const lines = [
    `${heading}${proposed ? ', by the proposed settings' : ''}: ${VERDICTS[verdict]}. ${explanation}`,
    `Reply: ${reply === null ? 'none, the client is disconnected without a word' : replyText(reply)}`,
    ...recipients.map((each) => `  <${each.recipient}>  ${replyText(each.reply)}`),
  ];
  return `${lines.join('\n')}\n\n${showDecision(decision)}`;
}

function replyText({ code, enhanced, text }: Reply): string {
  return `${code} ${enhanced} ${text}`;
}
