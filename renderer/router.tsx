/** The addresses of the windows: each can be opened by itself, in a browser tab or a window of the desktop. */
import { createHashHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import * as z from 'zod';
import { EVENT_KINDS, EVENT_LEVELS, type EventKind, logEventSchema } from '../shared/events.ts';
import { AppFrame } from './ui/app-frame.tsx';
import { EmptyState } from './ui/empty-state.tsx';
import { AccountsWindow } from './windows/accounts/accounts-window.tsx';
import { AliasesWindow } from './windows/aliases/aliases-window.tsx';
import { DomainsWindow } from './windows/domains/domains-window.tsx';
import { KIND_GROUPS, type KindGroup } from './windows/log/log-filter.ts';
import { LogWindow } from './windows/log/log-window.tsx';
import { ServerWindow } from './windows/server/server-window.tsx';
import { texts } from './texts.ts';

/** An address typed by hand may hold anything: what is not understood is left out. */
const text = z.string().max(500).optional().catch(undefined);
const yes = z.literal(true).optional().catch(undefined);

const directorySearch = z.object({ domain: text, create: yes });

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
});

const root = createRootRoute({ component: AppFrame, notFoundComponent: () => <EmptyState title={texts.notFound} /> });
// Each in a constant of its own: inside of the list below their types would be lost.
const server = createRoute({ getParentRoute: () => root, path: '/', component: ServerWindow });
const log = createRoute({ getParentRoute: () => root, path: '/log', component: LogWindow, validateSearch: logSearch });
const domains = createRoute({ getParentRoute: () => root, path: '/domains', component: DomainsWindow, validateSearch: directorySearch });
const accounts = createRoute({ getParentRoute: () => root, path: '/accounts', component: AccountsWindow, validateSearch: directorySearch });
const aliases = createRoute({ getParentRoute: () => root, path: '/aliases', component: AliasesWindow, validateSearch: directorySearch });

export const router = createRouter({ routeTree: root.addChildren([server, log, domains, accounts, aliases]), history: createHashHistory() });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
