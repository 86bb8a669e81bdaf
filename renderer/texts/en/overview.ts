/** The overview of the main window: security summary, traffic, refusals, sessions. */
import type { EntriesTaken } from '../../../shared/admin-api/entries.ts';
import { formatNumber, plural } from '../plural.ts';

export const overview = {
  label: 'Overview',
  hide: 'Hide overview',
  show: 'Show overview',
  security: {
    title: 'Security',
    good: 'Nothing is wrong.',
    loading: 'Looking…',
    levels: { error: 'Danger', warning: 'Warning', info: 'Hint' },
    more: (count: number) => `${plural(count, 'more', 'more')}`,
    hints: (count: number) => plural(count, 'hint', 'hints'),
    less: 'Show less',
  },
  password: {
    title: 'Password of the console',
    text: 'Whoever knows it can open this console from this computer. Open sessions, this one too, end: sign in again with it.',
    submit: 'Set password',
  },
  tabs: { traffic: 'Traffic', refused: 'Refused', sessions: 'Sessions', facts: 'This server' },
  traffic: {
    title: 'Traffic of the last 24 hours',
    in: 'In',
    out: 'Out',
    refused: 'Refused',
    refusedHelp: 'Senders, recipients and messages refused',
    thisHour: (count: number) => `${formatNumber(count)} this hour`,
    queue: 'Queue',
    chart: 'Messages by hour; arrow keys go from hour to hour',
    table: 'Messages by hour',
    hour: 'Hour',
    atHour: (hour: string, came: number, left: number, refused: number) =>
      `${hour}: ${formatNumber(came)} in, ${formatNumber(left)} out, ${formatNumber(refused)} refused`,
    yesterday: (time: string) => `yesterday, ${time}`,
    now: 'now',
    nothing: 'Nothing in the last 24 hours.',
  },
  refused: {
    title: 'Refused in the last 24 hours',
    none: 'Nobody was refused in the last 24 hours.',
    clients: 'Who',
    reasons: 'Why',
    times: 'Times',
    client: 'Client',
    reason: 'Reason',
    action: 'Action',
    others: (count: number) => ` and ${plural(count, 'other reason', 'other reasons')}`,
    fromClients: (count: number) => `from ${plural(count, 'client', 'clients')}`,
    showClient: (address: string) => `Show what was decided about ${address}`,
    showReason: (reason: string) => `Show in the log: ${reason}`,
    incomplete: (count: number) => `Counted over the newest ${plural(count, 'decision', 'decisions')}.`,
  },
  sessions: {
    title: 'Open sessions',
    none: 'Nobody is connected.',
    all: (count: number) => `All sessions (${formatNumber(count)})`,
    account: 'Account',
    doing: 'Doing',
  },
  ban: {
    button: 'Ban',
    of: (address: string) => `Ban ${address}`,
    durations: { hour: 'For 1 hour', day: 'For 24 hours', week: 'For 7 days', ever: 'For good' },
    note: 'Banned from the console',
    done: (address: string) => `${address} is banned.`,
    lengthened: (address: string) => `${address} was banned already, and is banned for longer now.`,
    doneMany: ({ added, lengthened, alreadyThere }: EntriesTaken) =>
      [
        ...(added > 0 ? [`${plural(added, 'address is', 'addresses are')} banned.`] : []),
        ...(lengthened > 0
          ? [`${plural(lengthened, 'address was banned already, and is', 'addresses were banned already, and are')} banned for longer now.`]
          : []),
        ...(alreadyThere > 0 ? [`${plural(alreadyThere, 'address is', 'addresses are')} banned already, for as long or longer.`] : []),
      ].join(' '),
  },
};
