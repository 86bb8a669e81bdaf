/** In German: see ../en/security.ts. */
import type { security as english } from '../en/security.ts';

export const security: typeof english = {
  rules: 'Regeln',
  senderIsClaimed:
    'Eine Absenderadresse ist, was der Client behauptet: Diese Regeln schränken ein, was eine Anmeldung, eine vertraute Adresse oder eine POP3-Anmeldung erlaubt, und erlauben selbst nichts.',
  authentication: {
    loggingIn: 'Anmeldung',
    guard: 'Schutz vor dem Erraten von Kennwörtern',
    senders: 'Absender',
    logins: 'SMTP-Anmeldungen',
    loginsNote: 'Anmeldungen nur zum Senden, etwa für Drucker und Skripte. Wird eine umbenannt, braucht sie ihr Kennwort erneut.',
    loginEntries: {
      add: 'Anmeldung hinzufügen …',
      edit: 'Bearbeiten …',
      remove: 'Entfernen',
      addTitle: 'Neue SMTP-Anmeldung',
      editTitle: 'SMTP-Anmeldung',
      empty: 'Es gibt keine SMTP-Anmeldungen: Postfachkonten melden sich mit ihrem eigenen Kennwort an.',
      added: (name) => `Die SMTP-Anmeldung „${name}“ wurde hinzugefügt`,
      changed: (name) => `Die SMTP-Anmeldung „${name}“ wurde geändert`,
      removed: (name) => `Die SMTP-Anmeldung „${name}“ wurde entfernt`,
    },
  },
  afterPop: {
    title: 'SMTP nach POP',
    grants: 'Dürfen gerade senden',
    grantsNote: 'Adressen, von denen vor Kurzem Mail abgeholt wurde. Jeder hinter einer solchen Adresse darf senden.',
    noGrants: 'Zurzeit niemand.',
    address: 'Adresse',
    account: 'Konto',
    timeLeft: 'Endet in',
    messages: 'Nachrichten',
    end: 'Beenden',
    endOf: (address, account) => `Für ${address} (${account}) beenden`,
    ended: (address) => `${address} darf nicht mehr aufgrund einer POP3-Anmeldung senden`,
  },
  verification: {
    senders: 'Absender',
    clients: 'Clients',
    recipients: 'Empfänger',
    costs: 'Kosten der Abfragen',
    costsNote: 'Wie lange eine Nachricht auf jede Art von Abfrage wartet, seit dem Start des Servers: der Median, Antworten aus dem Speicher eingeschlossen.',
    lookup: 'Abfrage',
    median: 'Median',
    fromMemory: 'Aus dem Speicher',
    asked: 'Abfragen',
    troubles: 'Ohne Antwort',
    lookups: {
      mx: 'Mailserver (MX)',
      addresses: 'Adressen (A, AAAA)',
      ptr: 'Namen von Adressen (PTR)',
      txt: 'SPF und DKIM (TXT)',
      srv: 'Dienste (SRV)',
      callout: 'Rückfragen zum Absender',
    },
  },
};
