/** The security of a server where nothing is forbidden, but for what the test gives it. */
import { Pipeline } from '../../main/security/pipeline.ts';
import { SenderPolicies } from '../../main/security/returns/sender-policies.ts';
import type { SecurityServices } from '../../main/security/services.ts';
import type { SettingsSource } from '../../main/settings/settings-source.ts';
import { fakeLookups } from './fake-lookups.ts';

export function fakeSecurity(settings: SettingsSource, given: Partial<SecurityServices> = {}): SecurityServices {
  const lookups = fakeLookups();
  return {
    pipeline: new Pipeline([], { now: () => 0, onFault: () => undefined }),
    rules: () => ({ settings: settings.current, revision: settings.revision, lookups }),
    scanner: () => ({
      copies: true,
      write: () => undefined,
      end: async () => ({ from: [], fromIsPlain: true, subject: '', filterHits: [], attachments: [] }),
      abort: () => undefined,
    }),
    tell: () => undefined,
    loginToSend: async () => ({ ok: false, why: 'unknown' }),
    currentLogin: (login) => login,
    loginGuard: { mayTry: () => undefined, failed: () => undefined, succeeded: () => undefined },
    harvestSession: () => ({ unknownRecipient: () => 'ok' }),
    senderPolicies: new SenderPolicies(lookups.dns, { now: () => 0 }),
    grants: { loggedIn: () => undefined, noteMessage: () => undefined },
    returnToSender: async () => false,
    mayReturnToSender: async () => false,
    ...given,
  };
}
