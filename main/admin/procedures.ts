/** What every procedure of the admin API has in common: errors mapped in one place, and changes noted in the log. */
import { implement } from '@orpc/server';
import { adminContract } from '../../shared/admin-api/contract.ts';
import type { AdminCall } from './context.ts';
import { mapError } from './errors.ts';

/** The contract, to be implemented area by area. Input and output are validated against it on each call. */
export const implementation = implement(adminContract)
  .$context<AdminCall>()
  .use(async ({ context, path, next, signal }, _input, done) => {
    const toClient = (error: unknown): Error => {
      const { error: mapped, unexpected } = mapError(error, path);
      // Whoever asked has left meanwhile, and what was under way has been given up: that is no failure.
      const isFailure = unexpected !== undefined && signal?.aborted !== true;
      if (isFailure) context.admin.events.emit({ kind: 'server', level: 'error', protocol: 'admin', text: unexpected });
      return mapped;
    };
    try {
      const result = await next();
      if (!isAsyncIterable(result.output)) return result;
      // A live subscription may fail later, while it runs.
      return await done(withErrors(result.output, toClient));
    } catch (error) {
      throw toClient(error);
    }
  });

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* withErrors(items: AsyncIterable<unknown>, map: (error: unknown) => Error): AsyncGenerator<unknown, void, void> {
  try {
    yield* items;
  } catch (error) {
    throw map(error);
  }
}

/** Notes what an administrator has done. Secrets must not be in it. */
export function noteAction({ admin, caller }: AdminCall, text: string, account?: string): void {
  if (!admin.settings.current.logging.adminActions) return;
  admin.events.emit({ kind: 'admin', level: 'info', protocol: 'admin', text: `${caller}: ${text}`, ...(account === undefined ? {} : { account }) });
}
