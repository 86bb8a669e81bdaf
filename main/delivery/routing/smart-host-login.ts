/** The login at a smart host. */
import type { SmartHostSettings } from '../../../shared/settings/delivery.ts';
import { isSealed } from '../../settings/secret-keeper.ts';
import { HostTrouble, NOBODY } from '../outcome.ts';

/** @throws HostTrouble where the password cannot be read: the host is not even called, since some lock a login after a few wrong passwords */
export function loginAt({ host, user, password }: SmartHostSettings): { readonly login?: { readonly user: string; readonly password: string } } {
  if (user === '') return {};
  if (!isSealed(password)) return { login: { user, password } };
  const contact = { ...NOBODY, host };
  throw new HostTrouble(`the password for ${host} cannot be read on this computer: type it in again in the delivery settings`, true, { contact });
}
