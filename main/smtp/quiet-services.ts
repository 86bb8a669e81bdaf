/**
 * The services of a session of the open-relay test (main/security/relay-test): it is decided by the same code and rules as a
 * stranger's, but it is not counted, not logged, no guard learns from it and nobody is banned for it. It never gets to DATA.
 */
import type { ProtocolServices } from '../listener.ts';

export function quietServices(services: ProtocolServices): ProtocolServices {
  return {
    ...services,
    events: { emit: () => undefined, count: () => undefined },
    security: {
      ...services.security,
      tell: () => undefined,
      harvestSession: () => ({ unknownRecipient: () => 'ok' }),
    },
  };
}
