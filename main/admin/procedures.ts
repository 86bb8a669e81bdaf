/** What every procedure of the admin API has in common: errors mapped in one place, and changes noted in the log. */
import { implement } from '@orpc/server';
import { adminContract } from '../../shared/admin-api/contract.ts';
import type { AdminCall } from './context.ts';
import { mapError } from './errors.ts';

/** The contract, to be implemented area by area. Input and output are validated against it on each call. */
export const implementation = implement(adminContract)
  .$context<AdminCall>()
  .use(async ({ context, path, next }) => {
    try {
      return await next();
    } catch (error) {
      const { error: mapped, unexpected } = mapError(error, path);
      if (unexpected !== undefined) context.admin.events.emit({ kind: 'server', level: 'error', protocol: 'admin', text: unexpected });
      throw mapped;
    }
  });

/** Notes what an administrator has done. Secrets must not be in it. */
export function noteAction({ admin, caller }: AdminCall, text: string, account?: string): void {
  if (!admin.settings.current.logging.adminActions) return;
  admin.events.emit({ kind: 'admin', level: 'info', protocol: 'admin', text: `${caller}: ${text}`, ...(account === undefined ? {} : { account }) });
}
