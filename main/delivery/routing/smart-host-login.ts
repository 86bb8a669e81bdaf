/** The login at a smart host, and its encryption. */
import type { SmartHostSettings } from '../../../shared/settings/delivery.ts';
import { isSealed } from '../../settings/secret-keeper.ts';
import { OPPORTUNISTIC, type TlsDemand, WITHOUT } from '../client/tls.ts';
import { HostTrouble, NOBODY } from '../outcome.ts';

/** @throws HostTrouble where the password cannot be read: the host is not even called, since some lock a login after a few wrong passwords */
export function loginAt({ host, user, password }: SmartHostSettings): { readonly login?: { readonly user: string; readonly password: string } } {
  if (user === '') return {};
  if (!isSealed(password)) return { login: { user, password } };
  const contact = { ...NOBODY, host };
  throw new HostTrouble(`the password for ${host} cannot be read on this computer: type it in again in the delivery settings`, true, { contact });
}

const VALID = { kind: 'certificate', by: 'the setting of the smart host' } as const;
/** Required TLS means a valid certificate. */
const DEMANDS: Readonly<Record<SmartHostSettings['tls'], TlsDemand>> = {
  none: WITHOUT,
  opportunistic: OPPORTUNISTIC,
  starttls: { when: 'required', proof: VALID },
  implicit: { when: 'at-once', proof: VALID },
};

export function tlsAt(tls: SmartHostSettings['tls']): TlsDemand {
  return DEMANDS[tls];
}
