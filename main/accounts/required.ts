/** Names and addresses that an administrator enters: parsed, or refused with the field and the reason. */
import { type MailAddress, addressKey, parseAddress, parseDomain } from '../../shared/mail/address.ts';
import { shownAddress } from '../dns/shown-name.ts';
import { DirectoryError } from './directory-error.ts';

export function requireDomainName(name: string): string {
  const parsed = parseDomain(name);
  if (parsed === undefined) throw new DirectoryError('invalid', 'name', `${name} is not a domain name, such as example.com`);
  return parsed;
}

export function requireAddress(address: string, field: string): MailAddress {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new DirectoryError('invalid', field, `${address} is not a mail address, such as anna@example.com`);
  return parsed;
}

/** The targets of an alias as they are stored, each once. */
export function requireTargets(targets: readonly string[], ownKey: string): string[] {
  const byKey = new Map<string, string>();
  targets.forEach((target, place) => {
    const address = requireAddress(target, `targets.${place}`);
    const key = addressKey(address);
    if (key === ownKey) throw new DirectoryError('invalid', `targets.${place}`, 'an address cannot have itself as a target');
    byKey.set(key, shownAddress(address));
  });
  if (byKey.size === 0) throw new DirectoryError('invalid', 'targets', 'an alias needs at least one target');
  return [...byKey.values()];
}
