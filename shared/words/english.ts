/** The words of shared/ in English: those that stand beside the definitions, and those of menus and windows. */
import { RELAY_TEST_GAPS } from '../admin-api/relay-test.ts';
import { COUNTERS } from '../admin-api/server.ts';
import { SESSION_STAGES } from '../admin-api/sessions.ts';
import { HIT_PLACES } from '../admin-api/security.ts';
import { CONCERNS } from '../concerns.ts';
import { REASONS } from '../decisions/reasons.ts';
import { SKIPS, VERDICTS } from '../decisions/verdicts.ts';
import { EVENT_KINDS } from '../events.ts';
import { FINDINGS } from '../security-findings.ts';
import { SECURITY_OPTIONS } from '../security-options.ts';
import { declaredField } from '../settings/declarations.ts';
import type { SharedWords } from './words.ts';

const explanations = Object.fromEntries(Object.entries(REASONS).map(([id, { explanation }]) => [id, explanation])) as SharedWords['reasons'];
const options = Object.fromEntries(SECURITY_OPTIONS.map(({ id, title, summary, differs }) => [id, { title, summary, differs }])) as SharedWords['options'];

export const english: SharedWords = {
  languages: { en: 'English', de: 'Deutsch' },
  menus: { server: 'Server', accounts: 'Accounts', security: 'Security', delivery: 'Delivery', logs: 'Logs', view: 'View', help: 'Help' },
  groups: { server: 'Server', accounts: 'Accounts', security: 'Security', delivery: 'Delivery', settings: 'Settings' },
  windows: {
    server: 'Server',
    log: 'Live log',
    sessions: 'Open sessions',
    messages: 'Message trace',
    domains: 'Domains',
    accounts: 'Accounts',
    aliases: 'Aliases',
    'mailing-lists': 'Mailing lists',
    forwarding: 'Forwarding and replies',
    queue: 'Queue',
    quarantine: 'Quarantine',
    outbound: 'Outbound guard',
    'dns-records': 'DNS records',
    dkim: 'DKIM keys',
    simulator: 'Simulator',
    'relay-test': 'Open-relay test',
    'first-run': 'First steps',
    'server-settings': 'Server settings',
    'delivery-settings': 'Delivery settings',
    'logging-settings': 'Log settings',
    'desktop-settings': 'Desktop settings',
    hosting: 'Service and data folder',
    history: 'Settings history',
  },
  commands: {
    'start-all-listeners': 'Start all listeners',
    'stop-all-listeners': 'Stop all listeners…',
    'sign-out': 'Sign out',
    'new-domain': 'New domain…',
    'new-account': 'New account…',
    'new-alias': 'New alias…',
    'new-list': 'New mailing list…',
    'import-accounts': 'Import accounts…',
    'new-dkim-key': 'New DKIM key…',
    'find-in-log': 'Find in the log',
    'toggle-following': 'Pause or follow the log',
    'clear-log-filter': 'Clear the log filter',
    'toggle-log-details': 'Event details',
    'command-palette': 'Find anything…',
    'toggle-navigation': 'Navigation',
    undo: 'Undo the last change',
    'appearance-system': 'System appearance',
    'appearance-light': 'Light',
    'appearance-dark': 'Dark',
    'appearance-contrast': 'High contrast',
    'show-shortcuts': 'Keyboard shortcuts',
    'show-about': 'About Gatepost',
  },
  openOption: 'Open window',
  counters: COUNTERS,
  eventKinds: EVENT_KINDS,
  verdicts: VERDICTS,
  skips: SKIPS,
  reasons: explanations,
  findings: FINDINGS,
  hitPlaces: HIT_PLACES,
  concerns: CONCERNS,
  sessionStages: SESSION_STAGES,
  relayTestGaps: RELAY_TEST_GAPS,
  options,
  field: (path) => declaredField(path),
};
