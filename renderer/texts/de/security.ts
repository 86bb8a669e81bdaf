/** In German: see ../en/security.ts. */
import type { security as english } from '../en/security.ts';

export const security: typeof english = {
  rules: 'Regeln',
  senderIsClaimed:
    'Eine Absenderadresse ist, was der Client behauptet: Diese Regeln schränken ein, was eine Anmeldung, eine vertraute Adresse oder eine POP3-Anmeldung erlaubt, und erlauben selbst nichts.',
};
