/** In German: see ../en/history.ts. */
import type { history as english } from '../en/history.ts';
import { formatNumber } from '../plural.ts';

export const history: typeof english = {
  one: 'Revision',
  many: 'Revisionen',
  undo: 'Zurücknehmen',
  restore: 'Wiederherstellen …',
  takenBack: (revision) => `Die Änderung von Revision ${formatNumber(revision)} wurde zurückgenommen`,
  details: (revision) => `Revision ${formatNumber(revision)}`,
  noChanges: 'Die ersten Einstellungen',
  otherOrder: 'Dieselben Einträge in anderer Reihenfolge',
  areas: { server: 'Server', delivery: 'Zustellung', logging: 'Protokoll', desktop: 'Desktop', security: 'Sicherheit', version: 'Version' },
  who: { console: 'Konsole', 'command line': 'Befehlszeile', start: 'Start des Servers', 'not confirmed': 'Von selbst: nicht bestätigt' },
  column: { at: 'Wann', revision: 'Revision', by: 'Wer', changes: 'Was geändert wurde' },
  restoring: {
    title: (revision) => `Revision ${formatNumber(revision)} wiederherstellen?`,
    text: (date) => `Die Einstellungen werden so sein wie am ${date}. Das würde ändern:`,
    same: 'Seitdem hat sich nichts geändert.',
    confirm: 'Wiederherstellen',
    done: (revision) => `Die Einstellungen von Revision ${formatNumber(revision)} gelten wieder`,
  },
};
