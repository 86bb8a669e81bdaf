/** The sentences of why.ts in English. */
import { SECURITY_OPTIONS } from '../security-options.ts';
import { REASONS } from './reasons.ts';
import type { WhyWords } from './why-words.ts';

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

export const whyEnglish: WhyWords = {
  check: (check) => {
    switch (check) {
      case 'relay-control':
        return 'Relay Control';
      case 'server-limits':
        return 'Server Limits';
      case 'outbound-guard':
        return 'Outbound Guard';
      case 'pop3-login':
        return 'POP3';
      default:
        return SECURITY_OPTIONS.find(({ id }) => id === check)?.title ?? check;
    }
  },
  client: (address, login) => `from the client ${address}${login === undefined ? '' : ` (logged in as ${login})`}`,
  session: (client) => `The session ${client}`,
  message: (from, to, client) =>
    `The message of <${from}>${to === undefined ? '' : ` to <${to.first}>${to.others > 0 ? ` and ${to.others} more` : ''}`} ${client}`,
  happened: {
    pass: 'was accepted',
    'grant-relay': 'was accepted',
    tag: 'was accepted and marked',
    quarantine: 'was accepted and held',
    discard: 'was accepted and discarded',
    bounce: 'was accepted and returned to its sender',
    defer: 'was put off',
    reject: 'was refused',
    disconnect: 'was refused and its session closed',
  },
  sessionClosed: 'was closed',
  noMessage: 'brought no message',
  gaveUp: 'got no further than its envelope, which was accepted',
  pop3Login: 'login',
  by: (stage, check) => ` at ${stage} by ${check}`,
  entry: (entry) => `the entry "${entry}" matched`,
  lookedAt: (input) => `it looked at ${input}`,
  clause: (reason) => {
    const text = REASONS[reason].explanation.replace(/\.$/, '').replaceAll('. ', '; ');
    // "SMTP authentication …", "MAIL FROM …", "RFC …" keep their capitals.
    return /^[A-Z][a-z']*(?: |,)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
  },
  relayed: (check) => `, and it may go to other domains because of ${check}`,
  otherRefused: (recipient, reason, more) => `; of its recipients ${recipient} was refused (${reason})${more > 0 ? ` and ${more} more` : ''}`,
  told: {
    connection: (address) => `The connection from ${address}`,
    message: (from, to) => {
      const sender = from === undefined ? '' : from === '' ? ' without a sender address' : ` from ${from}`;
      return `The message${sender}${to === undefined ? '' : ` to ${to.first}${to.more ? ' and others' : ''}`}`;
    },
    when: (at) => `${dates.format(at)} UTC`,
    whole: (what, when, outcome) => `${what}, on ${when}, ${outcome}`,
    outcomes: {
      quarantine: () => 'was accepted and is held here for a person to look at. Ask us to release it if it was wanted.',
      discard: () => 'was accepted, but a rule of this server kept it from being delivered. Please tell us if it was wanted.',
      bounce: () => 'was returned to its sender with a report that says why.',
      defer: (answered) => `was put off, not refused: ${answered} A mail server tries again by itself; nothing needs to be done unless this goes on for hours.`,
      reject: (answered) => `was refused, and did not arrive: ${answered} Nothing was kept; once that is mended it can be sent again.`,
      disconnect: (answered) => `was ended by this server: ${answered}`,
    },
    accepted: 'was accepted by this server for delivery.',
    noMessage: 'was taken, but brought no message.',
    gaveUp: 'was announced, and nothing was said against it, but the sending side went away without sending it.',
    banned:
      'was not taken: this server takes no connections from that IP address at present. Ask the administrator of the network it belongs to, and tell us if it should not be so.',
    notLetIn: (answered) => `was not let in to the mailbox: ${answered}`,
    answered: (reply) => `the sending side was told "${reply}".`,
    notFor: (recipients, answered) => ` It was not accepted for ${recipients}: ${answered}`,
    advice: {
      recipient: 'What you can do: check the spelling of the address, letter by letter, or ask the recipient by other means which address is right.',
      later: 'What you can do: wait, and send it again later today. If it still does not work tomorrow, tell us by other means.',
      'log-in':
        'What you can do: in your mail program, switch on authentication for the outgoing server (SMTP), with your full mail address as the user name and your password, on port 587 with STARTTLS or port 465 with TLS.',
      'fetch-mail':
        'What you can do: in your mail program, check the settings of the incoming server (POP3): your full mail address as the user name, your password, and port 995 with SSL/TLS or port 110 with STARTTLS.',
      'own-sender': 'What you can do: send with your own mail address as the sender, the one that belongs to your login.',
      smaller: 'What you can do: send it in smaller parts, or put the file where it can be fetched and send the address of that place.',
      fewer: 'What you can do: send it to fewer recipients at a time.',
      content: 'What you can do: send a short message in plain text without links and attachments, or tell the recipient by other means. We will look into it.',
      attachment:
        'What you can do: send the file in another form, as a PDF for instance, or put it where it can be fetched. Programs are not taken in any packing.',
      'sender-domain':
        'What you can do: check your own address in the settings of your mail program. If it is right, the administrator of its domain has to put the entries of the domain in order.',
      'their-server':
        'What you can do: pass this text on to the administrator of your mail server; something has to be mended there, and the quoted answer says what.',
      banned: 'What you can do: pass this text on to the administrator of your mail server or network.',
    },
  },
};
