/** The history of the settings. */
import { formatNumber } from '../plural.ts';

export const history = {
  one: 'revision',
  many: 'revisions',
  undo: 'Take back',
  restore: 'Restore…',
  takenBack: (revision: number) => `The change of revision ${formatNumber(revision)} has been taken back`,
  details: (revision: number) => `Revision ${formatNumber(revision)}`,
  noChanges: 'The first settings',
  otherOrder: 'The same entries in another order',
  areas: { server: 'Server', delivery: 'Delivery', logging: 'Log', desktop: 'Desktop', security: 'Security', version: 'Version' },
  who: { console: 'Console', 'command line': 'Command line', start: 'Start of the server', 'not confirmed': 'By itself: not confirmed' },
  column: { at: 'When', revision: 'Revision', by: 'Who', changes: 'What was changed' },
  restoring: {
    title: (revision: number) => `Restore revision ${formatNumber(revision)}?`,
    text: (date: string) => `The settings will be as they were on ${date}. This would change:`,
    same: 'Nothing has changed since then.',
    confirm: 'Restore',
    done: (revision: number) => `The settings of revision ${formatNumber(revision)} are in force again`,
  },
};
