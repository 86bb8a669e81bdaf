/** Admin services, areas `forwards` and `vacations`. */
import type { Forward, Vacation } from '../../shared/admin-api/mail-services.ts';
import type { AccountServices } from '../accounts/account-services.ts';
import type { Vacation as KeptVacation } from '../store/mail-services.ts';
import { Refusal } from './errors.ts';
import { implementation, noteAction } from './procedures.ts';

export const forwards = {
  list: implementation.forwards.list.handler(({ context }) => context.admin.accounts.services.forwards().map(shownForward)),
  set: implementation.forwards.set.handler(async ({ input: { address, targets, keepCopy, opened }, context }) => {
    const { services } = context.admin.accounts;
    const before = await services.setForward(address, { targets, keepCopy }, opened);
    const forward = services.forwards().find((one) => isSame(one.address, address));
    if (forward === undefined) throw gone(address);
    noteAction(
      context,
      `has mail for ${forward.address} forwarded to ${forward.targets.join(', ')}${keepCopy ? '' : ', without a copy in the mailbox'}`,
      forward.address,
    );
    return { ...shownForward(forward), before: before && shownForward({ ...before, address: forward.address }) };
  }),
  remove: implementation.forwards.remove.handler(async ({ input: { address, opened }, context }) => {
    const before = await context.admin.accounts.services.setForward(address, null, opened);
    noteAction(context, `ended the forward of ${address}`, address);
    return before && shownForward({ ...before, address });
  }),
};

export const vacations = {
  list: implementation.vacations.list.handler(({ context }) => context.admin.accounts.services.vacations().map(shownVacation)),
  set: implementation.vacations.set.handler(async ({ input: { address, text, opened, ...vacation }, context }) => {
    const { services } = context.admin.accounts;
    const before = await services.setVacation(address, { ...vacation, body: text }, keptVacation(opened));
    const kept = services.vacations().find((one) => isSame(one.address, address));
    if (kept === undefined) throw gone(address);
    noteAction(context, `has mail for ${kept.address} answered by itself`, kept.address);
    return { ...shownVacation(kept), before: before && shownVacation({ ...before, address: kept.address }) };
  }),
  remove: implementation.vacations.remove.handler(async ({ input: { address, opened }, context }) => {
    const before = await context.admin.accounts.services.setVacation(address, null, keptVacation(opened));
    noteAction(context, `ended the automatic answers of ${address}`, address);
    return before && shownVacation({ ...before, address });
  }),
};

/** As the store has it. */
function keptVacation(seen: Omit<Vacation, 'address'> | null | undefined): KeptVacation | null | undefined {
  if (seen === null || seen === undefined) return seen;
  const { text, ...vacation } = seen;
  return { ...vacation, body: text };
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Somebody has removed the account in this very moment. */
function gone(address: string): Refusal {
  return new Refusal('NOT_FOUND', 'address', `there is no account ${address} any more`);
}

function shownForward({ address, targets, keepCopy }: ReturnType<AccountServices['forwards']>[number]): Forward {
  return { address, targets: [...targets], keepCopy };
}

function shownVacation({ address, subject, body, startsAt, endsAt, days }: ReturnType<AccountServices['vacations']>[number]): Vacation {
  return { address, subject, text: body, startsAt, endsAt, days };
}
