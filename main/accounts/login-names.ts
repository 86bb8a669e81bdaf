/** That no two SMTP logins have one name: more than the schema can say without refusing settings that were good before. */
import type { Problem } from '../../shared/admin-api/errors.ts';
import { loginKey } from '../../shared/mail/address.ts';
import type { Settings } from '../../shared/settings/settings.ts';

/**
 * A name is one however it is written. Where two logins have shared one from before this was judged, they go on as they are:
 * each is found by the name as it is written.
 */
export async function loginNameProblems(next: Settings, before: Settings): Promise<Problem[]> {
  const { logins } = next.security['smtp-authentication'];
  if (logins === before.security['smtp-authentication'].logins) return [];
  const known = new Set(namesakes(before).map(({ name }) => name));
  return namesakes(next).flatMap(({ name, place }) =>
    known.has(name) ? [] : [{ field: `security.smtp-authentication.logins.${place}.name`, message: `there is another SMTP login "${name}"` }],
  );
}

/** Logins whose name one before them in the list has. */
function namesakes({ security }: Settings): { readonly name: string; readonly place: number }[] {
  const seen = new Set<string>();
  return security['smtp-authentication'].logins.flatMap(({ name }, place) => {
    const key = loginKey(name);
    const isTaken = seen.has(key);
    seen.add(key);
    return isTaken ? [{ name, place }] : [];
  });
}
