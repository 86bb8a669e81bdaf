/** Open sessions. */
import { plural } from '../plural.ts';

export const sessions = {
  one: 'session',
  many: 'sessions',
  close: 'Close',
  closeOf: (address: string) => `Close the session of ${address}`,
  closeShown: 'Close all shown…',
  showLog: 'Show in log',
  column: {
    address: 'Client',
    account: 'Account',
    protocol: 'Protocol',
    tls: 'Encryption',
    since: 'Connected for',
    traffic: 'Received / sent',
    stage: 'Doing',
    command: 'Last command',
    commandShort: 'Command',
  },
  noTls: 'None',
  nobody: 'Not logged in',
  traffic: (received: string, sent: string) => `${received} / ${sent}`,
  closed: (count: number) => (count === 0 ? 'The session had ended already.' : `${plural(count, 'session', 'sessions')} closed.`),
  empty: { title: 'Nobody is connected', text: 'Clients appear here the moment they connect, with what each is doing.' },
  closeAll: {
    title: (count: number) => `Close ${plural(count, 'session', 'sessions')}?`,
    text: 'Each client is told to come again later. Messages that have arrived whole are still answered; what is under way is sent again by the client.',
    confirm: 'Close them',
  },
};
