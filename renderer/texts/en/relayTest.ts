/** The open-relay test. */
import { plural } from '../plural.ts';

export const relayTest = {
  run: 'Test now',
  running: 'Testing…',
  explain:
    'The test connects to each SMTP listener from a loopback address that nobody trusts, names recipients elsewhere in every form that has ever fooled a server, and looks whether one is taken. It never sends a message, is counted nowhere and bans nobody. It also runs by itself after each change that relaying depends on.',
  verdict: {
    closed: 'No listener relays for strangers',
    open: 'This server relays for strangers',
    unsure: 'Nothing was relayed, but not every listener could be tested',
    none: 'Not tested since the start',
  },
  openHelp:
    'It will be used for spam within hours. Look at the list of trusted addresses first, then at SMTP authentication and SMTP after POP; stop the SMTP listeners until it is mended.',
  openTrusted: 'Trusted addresses',
  openListeners: 'Stop listeners…',
  when: (time: string, seconds: string, address: string) => `${time}, in ${seconds} s, from ${address}.`,
  cause: { asked: 'Asked for', changed: 'After a change of the settings' },
  listeners: 'Listeners',
  column: {
    listener: 'Listener',
    attempts: 'Attempts',
    taken: 'Taken',
    result: 'Result',
    sender: 'Sender',
    recipient: 'Recipient',
    reply: 'Reply of the server',
  },
  port: (protocol: string, port: number) => `${protocol}, port ${port}`,
  attempts: 'Attempts',
  refusedAll: 'All refused',
  takenSome: (count: number) => `${plural(count, 'recipient', 'recipients')} taken`,
  blankSender: '<> (blank)',
  noRecipient: 'none: the sender was refused already',
  emptyRecipient: '<> (empty)',
  count: (count: number) => plural(count, 'attempt', 'attempts'),
  noListener: 'There is no SMTP listener.',
};
