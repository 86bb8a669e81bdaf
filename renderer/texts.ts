/**
 * Everything that the windows say. One file a language and area: texts/en/<area>.ts is written first, texts/de/<area>.ts has the
 * same shape. What shared/ names (menus, windows, options, settings, verdicts, reasons, events) is `names`, from shared/words.
 */
import { common as commonEnglish } from './texts/en/common.ts';
import { dnsRecords as dnsRecordsEnglish } from './texts/en/dns-records.ts';
import { server as serverEnglish } from './texts/en/server.ts';
import { log as logEnglish } from './texts/en/log.ts';
import { directory as directoryEnglish } from './texts/en/directory.ts';
import { security as securityEnglish } from './texts/en/security.ts';
import { lists as listsEnglish } from './texts/en/lists.ts';
import { settings as settingsEnglish } from './texts/en/settings.ts';
import { history as historyEnglish } from './texts/en/history.ts';
import { messages as messagesEnglish } from './texts/en/messages.ts';
import { simulator as simulatorEnglish } from './texts/en/simulator.ts';
import { relayTest as relayTestEnglish } from './texts/en/relayTest.ts';
import { sessions as sessionsEnglish } from './texts/en/sessions.ts';
import { overview as overviewEnglish } from './texts/en/overview.ts';
import { quarantine as quarantineEnglish } from './texts/en/quarantine.ts';
import { queue as queueEnglish } from './texts/en/queue.ts';
import { firstRun as firstRunEnglish } from './texts/en/firstRun.ts';
import { accountTools as accountToolsEnglish } from './texts/en/accountTools.ts';
import { mailingLists as mailingListsEnglish } from './texts/en/mailingLists.ts';
import { forwarding as forwardingEnglish } from './texts/en/forwarding.ts';
import { dkim as dkimEnglish } from './texts/en/dkim.ts';
import { outbound as outboundEnglish } from './texts/en/outbound.ts';
import { hosting as hostingEnglish } from './texts/en/hosting.ts';
import { palette as paletteEnglish } from './texts/en/palette.ts';
import { common as commonGerman } from './texts/de/common.ts';
import { dnsRecords as dnsRecordsGerman } from './texts/de/dns-records.ts';
import { server as serverGerman } from './texts/de/server.ts';
import { log as logGerman } from './texts/de/log.ts';
import { directory as directoryGerman } from './texts/de/directory.ts';
import { security as securityGerman } from './texts/de/security.ts';
import { lists as listsGerman } from './texts/de/lists.ts';
import { settings as settingsGerman } from './texts/de/settings.ts';
import { history as historyGerman } from './texts/de/history.ts';
import { messages as messagesGerman } from './texts/de/messages.ts';
import { simulator as simulatorGerman } from './texts/de/simulator.ts';
import { relayTest as relayTestGerman } from './texts/de/relayTest.ts';
import { sessions as sessionsGerman } from './texts/de/sessions.ts';
import { overview as overviewGerman } from './texts/de/overview.ts';
import { quarantine as quarantineGerman } from './texts/de/quarantine.ts';
import { queue as queueGerman } from './texts/de/queue.ts';
import { firstRun as firstRunGerman } from './texts/de/firstRun.ts';
import { accountTools as accountToolsGerman } from './texts/de/accountTools.ts';
import { mailingLists as mailingListsGerman } from './texts/de/mailingLists.ts';
import { forwarding as forwardingGerman } from './texts/de/forwarding.ts';
import { dkim as dkimGerman } from './texts/de/dkim.ts';
import { outbound as outboundGerman } from './texts/de/outbound.ts';
import { hosting as hostingGerman } from './texts/de/hosting.ts';
import { palette as paletteGerman } from './texts/de/palette.ts';
import type { LogEvent } from '../shared/events.ts';
import { language } from './language.ts';
import { ServerSentences } from '../shared/words/server-sentences.ts';
import { sharedWords } from '../shared/words/shared-words.ts';

const english = {
  ...commonEnglish,
  ...directoryEnglish,
  dnsRecords: dnsRecordsEnglish,
  server: serverEnglish,
  log: logEnglish,
  security: securityEnglish,
  lists: listsEnglish,
  settings: settingsEnglish,
  history: historyEnglish,
  messages: messagesEnglish,
  simulator: simulatorEnglish,
  relayTest: relayTestEnglish,
  sessions: sessionsEnglish,
  overview: overviewEnglish,
  quarantine: quarantineEnglish,
  queue: queueEnglish,
  firstRun: firstRunEnglish,
  accountTools: accountToolsEnglish,
  mailingLists: mailingListsEnglish,
  forwarding: forwardingEnglish,
  dkim: dkimEnglish,
  outbound: outboundEnglish,
  hosting: hostingEnglish,
  palette: paletteEnglish,
};

const german = {
  ...commonGerman,
  ...directoryGerman,
  dnsRecords: dnsRecordsGerman,
  server: serverGerman,
  log: logGerman,
  security: securityGerman,
  lists: listsGerman,
  settings: settingsGerman,
  history: historyGerman,
  messages: messagesGerman,
  simulator: simulatorGerman,
  relayTest: relayTestGerman,
  sessions: sessionsGerman,
  overview: overviewGerman,
  quarantine: quarantineGerman,
  queue: queueGerman,
  firstRun: firstRunGerman,
  accountTools: accountToolsGerman,
  mailingLists: mailingListsGerman,
  forwarding: forwardingGerman,
  dkim: dkimGerman,
  outbound: outboundGerman,
  hosting: hostingGerman,
  palette: paletteGerman,
};

const CATALOGUES = { en: english, de: german };

export const texts: typeof english = CATALOGUES[language];

/** What shared/ names, in the language of this window. */
export const names = sharedWords(language);

const sentences = new ServerSentences(language);

const deliverySentences = new ServerSentences(language, 'delivery');

const logSentences = new ServerSentences(language, 'log');

/** What an event says, in the language of this window. What was said on the wire is what it is. */
export function saidOfEvent({ kind, level, text }: Pick<LogEvent, 'kind' | 'level' | 'text'>): string {
  return kind === 'reply' || (kind === 'command' && level === 'debug') ? text : logSentences.said(text);
}

/** Why mail has not left, in the language of this window; what another server has replied stays as it is. */
export function saidOfDelivery(reply: string): string {
  return deliverySentences.said(reply);
}

/** A sentence of the server in the language of this window. */
export function said(sentence: string): string {
  return sentences.said(sentence);
}
