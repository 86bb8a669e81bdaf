/** In German: see ../en/palette.ts. */
import type { palette as english } from '../en/palette.ts';

export const palette: typeof english = {
  title: 'Alles finden',
  placeholder: 'Ein Fenster, ein Befehl, eine Einstellung, ein Konto …',
  found: 'Gefunden',
  nothing: 'Nichts heißt so.',
  places: { window: 'Fenster', command: 'Befehl', account: 'Konto', search: 'Suche' },
  searchLog: (text) => `Im Protokoll nach „${text}“ suchen`,
  searchMessages: (text) => `In der Nachrichtenverfolgung nach „${text}“ suchen`,
};
