/** The addresses of the windows: each can be opened by itself, in a browser tab or a window of the desktop. */
import { createHashHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import * as z from 'zod';
import { checkIdSchema, verdictSchema } from '../shared/decisions/verdicts.ts';
import { EVENT_KINDS, EVENT_LEVELS, type EventKind, logEventSchema, reasonIdSchema } from '../shared/events.ts';
import { filterScopeSchema } from '../shared/settings/security/filters.ts';
import { desktop, keepToOneWindow } from './client/desktop.ts';
import { AppFrame } from './ui/app-frame.tsx';
import { EmptyState } from './ui/empty-state.tsx';
import { TIME_RANGES } from './ui/time-range.ts';
import { AccountsWindow } from './windows/accounts/accounts-window.tsx';
import { AliasesWindow } from './windows/aliases/aliases-window.tsx';
import { DkimWindow } from './windows/dkim/dkim-window.tsx';
import { DnsRecordsWindow } from './windows/dns-records/dns-records-window.tsx';
import { DomainsWindow } from './windows/domains/domains-window.tsx';
import { ForwardingWindow } from './windows/forwarding/forwarding-window.tsx';
import { MailingListsWindow } from './windows/mailing-lists/mailing-lists-window.tsx';
import { OutboundWindow } from './windows/outbound/outbound-window.tsx';
import { KIND_GROUPS, type KindGroup } from './windows/log/log-filter.ts';
import { LogWindow } from './windows/log/log-window.tsx';
import { ServerWindow } from './windows/server/server-window.tsx';
import { SessionsWindow } from './windows/sessions/sessions-window.tsx';
import { MessagesWindow } from './windows/messages/messages-window.tsx';
import { MessageTraceWindow, SessionTraceWindow } from './windows/messages/trace-window.tsx';
import { QueueWindow } from './windows/queue/queue-window.tsx';
import { QuarantineWindow } from './windows/quarantine/quarantine-window.tsx';
import { SimulatorWindow } from './windows/simulator/simulator-window.tsx';
import { RelayTestWindow } from './windows/relay-test/relay-test-window.tsx';
import { FirstRunWindow } from './windows/first-run/first-run-window.tsx';
import { ServerSettingsWindow } from './windows/settings/server-settings-window.tsx';
import { DeliverySettingsWindow } from './windows/settings/delivery-settings-window.tsx';
import { HostingWindow } from './windows/hosting/hosting-window.tsx';
import { DesktopSettingsWindow } from './windows/settings/desktop-settings-window.tsx';
import { LoggingSettingsWindow } from './windows/settings/logging-settings-window.tsx';
import { HistoryWindow } from './windows/history/history-window.tsx';
import { SmtpAuthenticationWindow } from './windows/security/smtp-authentication.tsx';
import { SmtpAfterPopWindow } from './windows/security/smtp-after-pop.tsx';
import { SenderRulesWindow } from './windows/security/sender-rules.tsx';
import { FiltersWindow } from './windows/security/filters.tsx';
import { AttachmentFiltersWindow } from './windows/security/attachment-filters.tsx';
import { AddressVerificationWindow } from './windows/security/address-verification.tsx';
import { BannedAddressesWindow } from './windows/security/banned-addresses.tsx';
import { TrustedAddressesWindow } from './windows/security/trusted-addresses.tsx';
import { texts } from './texts.ts';

/** An address typed by hand may hold anything: what is not understood is left out. */
const text = z.string().max(500).optional().catch(undefined);
const yes = z.literal(true).optional().catch(undefined);

const directorySearch = z.object({ domain: text, account: text, create: yes, import: yes });
const mailingListSearch = directorySearch.extend({ list: text });
const forwardingSearch = z.object({ account: text, edit: z.enum(['forward', 'vacation']).optional().catch(undefined) });
const dkimSearch = z.object({ domain: text, create: yes });
const outboundSearch = z.object({ sender: text });
/** The setting to point at, by its path. */
const fieldSearch = z.object({ field: text });
/** A new filter, filled in: what to look for, where, and the trace of the unwanted message that it was found in. */
const filterSearch = z.object({ field: text, text, scope: filterScopeSchema.optional().catch(undefined), trace: text });
const attachmentSearch = z.object({ field: text, pattern: text });
const addressSearch = z.object({ field: text, address: text });
const timeSearch = { range: z.enum(TIME_RANGES).optional().catch(undefined), since: text, until: text };
const messageSearch = z.object({
  find: text,
  sender: text,
  recipient: text,
  login: text,
  remoteAddress: text,
  text,
  sessionId: text,
  traceId: text,
  verdict: verdictSchema.optional().catch(undefined),
  option: checkIdSchema.optional().catch(undefined),
  reason: reasonIdSchema.optional().catch(undefined),
  ...timeSearch,
});
/** Many recipients make a long text. */
const longText = z.string().max(20_000).optional().catch(undefined);
const simulatorSearch = z.object({ protocol: text, remoteAddress: text, secure: text, smtpUtf8: text, helo: text, login: text, from: text, to: longText });
const quarantineSearch = z.object({ find: text });
const dnsSearch = z.object({ domain: text });

const kindChoice = z.enum([...Object.keys(KIND_GROUPS), ...Object.keys(EVENT_KINDS)] as [KindGroup | EventKind, ...(KindGroup | EventKind)[]]);
const logSearch = z.object({
  text,
  minLevel: z.enum(EVENT_LEVELS).optional().catch(undefined),
  protocol: logEventSchema.shape.protocol.optional().catch(undefined),
  kinds: kindChoice.optional().catch(undefined),
  sessionId: text,
  traceId: text,
  remoteAddress: text,
  account: text,
  reason: reasonIdSchema.optional().catch(undefined),
  ...timeSearch,
});

const root = createRootRoute({ component: AppFrame, notFoundComponent: () => <EmptyState title={texts.notFound} /> });
// Each in a constant of its own: inside of the list below their types would be lost.
const server = createRoute({ getParentRoute: () => root, path: '/', component: ServerWindow });
const log = createRoute({ getParentRoute: () => root, path: '/log', component: LogWindow, validateSearch: logSearch });
const domains = createRoute({ getParentRoute: () => root, path: '/domains', component: DomainsWindow, validateSearch: directorySearch });
const accounts = createRoute({ getParentRoute: () => root, path: '/accounts', component: AccountsWindow, validateSearch: directorySearch });
const aliases = createRoute({ getParentRoute: () => root, path: '/aliases', component: AliasesWindow, validateSearch: directorySearch });
const mailingLists = createRoute({ getParentRoute: () => root, path: '/lists', component: MailingListsWindow, validateSearch: mailingListSearch });
const forwarding = createRoute({ getParentRoute: () => root, path: '/forwarding', component: ForwardingWindow, validateSearch: forwardingSearch });
const outbound = createRoute({ getParentRoute: () => root, path: '/outbound', component: OutboundWindow, validateSearch: outboundSearch });
const dkim = createRoute({ getParentRoute: () => root, path: '/dkim', component: DkimWindow, validateSearch: dkimSearch });
const sessions = createRoute({ getParentRoute: () => root, path: '/sessions', component: SessionsWindow });
const messages = createRoute({ getParentRoute: () => root, path: '/messages', component: MessagesWindow, validateSearch: messageSearch });
const messageTrace = createRoute({ getParentRoute: () => root, path: '/messages/$traceId', component: MessageTraceWindow });
const sessionTrace = createRoute({ getParentRoute: () => root, path: '/messages/session/$sessionId', component: SessionTraceWindow });
const queue = createRoute({ getParentRoute: () => root, path: '/queue', component: QueueWindow });
const quarantine = createRoute({ getParentRoute: () => root, path: '/quarantine', component: QuarantineWindow, validateSearch: quarantineSearch });
const dnsRecords = createRoute({ getParentRoute: () => root, path: '/dns', component: DnsRecordsWindow, validateSearch: dnsSearch });
const simulator = createRoute({ getParentRoute: () => root, path: '/simulator', component: SimulatorWindow, validateSearch: simulatorSearch });
const relayTest = createRoute({ getParentRoute: () => root, path: '/relay-test', component: RelayTestWindow });
const firstRun = createRoute({ getParentRoute: () => root, path: '/first-run', component: FirstRunWindow });
const serverSettings = createRoute({ getParentRoute: () => root, path: '/settings/server', component: ServerSettingsWindow, validateSearch: fieldSearch });
const deliverySettings = createRoute({
  getParentRoute: () => root,
  path: '/settings/delivery',
  component: DeliverySettingsWindow,
  validateSearch: fieldSearch,
});
const loggingSettings = createRoute({ getParentRoute: () => root, path: '/settings/logging', component: LoggingSettingsWindow, validateSearch: fieldSearch });
const hosting = createRoute({ getParentRoute: () => root, path: '/service', component: HostingWindow });
const desktopSettings = createRoute({ getParentRoute: () => root, path: '/settings/desktop', component: DesktopSettingsWindow, validateSearch: fieldSearch });
const history = createRoute({ getParentRoute: () => root, path: '/settings/history', component: HistoryWindow });
const securitySmtpAuthentication = createRoute({
  getParentRoute: () => root,
  path: '/security/smtp-authentication',
  component: SmtpAuthenticationWindow,
  validateSearch: fieldSearch,
});
const securitySmtpAfterPop = createRoute({
  getParentRoute: () => root,
  path: '/security/smtp-after-pop',
  component: SmtpAfterPopWindow,
  validateSearch: fieldSearch,
});
const securitySenderRules = createRoute({
  getParentRoute: () => root,
  path: '/security/sender-rules',
  component: SenderRulesWindow,
  validateSearch: fieldSearch,
});
const securityFilters = createRoute({ getParentRoute: () => root, path: '/security/filters', component: FiltersWindow, validateSearch: filterSearch });
const securityAttachmentFilters = createRoute({
  getParentRoute: () => root,
  path: '/security/attachment-filters',
  component: AttachmentFiltersWindow,
  validateSearch: attachmentSearch,
});
const securityAddressVerification = createRoute({
  getParentRoute: () => root,
  path: '/security/address-verification',
  component: AddressVerificationWindow,
  validateSearch: fieldSearch,
});
const securityBannedAddresses = createRoute({
  getParentRoute: () => root,
  path: '/security/banned-addresses',
  component: BannedAddressesWindow,
  validateSearch: addressSearch,
});
const securityTrustedAddresses = createRoute({
  getParentRoute: () => root,
  path: '/security/trusted-addresses',
  component: TrustedAddressesWindow,
  validateSearch: addressSearch,
});

const windows = [
  mailingLists,
  forwarding,
  outbound,
  dkim,
  dnsRecords,
  server,
  log,
  domains,
  accounts,
  aliases,
  sessions,
  messages,
  messageTrace,
  sessionTrace,
  queue,
  quarantine,
  simulator,
  relayTest,
  firstRun,
  serverSettings,
  deliverySettings,
  loggingSettings,
  desktopSettings,
  hosting,
  history,
  securitySmtpAuthentication,
  securitySmtpAfterPop,
  securitySenderRules,
  securityFilters,
  securityAttachmentFilters,
  securityAddressVerification,
  securityBannedAddresses,
  securityTrustedAddresses,
];

const addresses = createHashHistory();
if (desktop !== undefined) keepToOneWindow(addresses, desktop);

export const router = createRouter({ routeTree: root.addChildren(windows), history: addresses });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
