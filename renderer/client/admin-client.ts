/** What every window talks to: the admin API as a typed client, and the state of the connection beneath it. */
import type { ContractRouterClient } from '@orpc/contract';
import type { AdminContract } from '../../shared/admin-api/contract.ts';

export type AdminClient = ContractRouterClient<AdminContract>;

export type Connection =
  | { readonly state: 'connecting' }
  /** `generation` grows with each new connection: live subscriptions of the one before are dead and start again. */
  | { readonly state: 'open'; readonly generation: number }
  /** `retryAt` is when the next attempt is due, in milliseconds since 1970. */
  | { readonly state: 'lost'; readonly retryAt: number }
  /** For good: the window has to be opened anew. */
  | { readonly state: 'ended' };

/** Carries calls between a window and its host, over whatever wire there is. */
export interface Carrier {
  readonly client: AdminClient;
  readonly connection: Connection;
  /** Calls `listener` after each change of `connection`; returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** Tries to connect now rather than at `retryAt`. */
  retryNow(): void;
  /** Ends the session of whoever is signed in; absent where nobody signs in. */
  readonly signOut?: () => Promise<void>;
}

/** A call that was not sent, because there is no connection. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
}
