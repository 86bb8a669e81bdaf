/** Admin service, area `accounts`. */
import { Refusal } from './errors.ts';
import { implementation, noteAction } from './procedures.ts';

export const accounts = {
  list: implementation.accounts.list.handler(async ({ input, context }) => await context.admin.accounts.listAccounts(input.domain)),
  add: implementation.accounts.add.handler(async ({ input, context }) => {
    const account = await context.admin.accounts.addAccount(input);
    noteAction(context, `added the account ${account.address}`, account.address);
    return account;
  }),
  update: implementation.accounts.update.handler(async ({ input: { address, opened, ...update }, context }) => {
    const account = await context.admin.accounts.updateAccount(address, update, opened);
    const changes = described(update);
    // Saved as it was: nothing has happened.
    if (changes !== '') noteAction(context, `changed the account ${account.address}: ${changes}`, account.address);
    return account;
  }),
  setPassword: implementation.accounts.setPassword.handler(async ({ input, context }) => {
    await context.admin.accounts.setPassword(input.address, input.password);
    noteAction(context, `set the password of ${input.address}`, input.address);
  }),
  remove: implementation.accounts.remove.handler(async ({ input, context }) => {
    const messages = await context.admin.accounts.removeAccount(input.address, input);
    if (messages > 0) {
      throw new Refusal(
        'NEEDS_CONFIRMATION',
        'account-has-mail',
        `messages in the mailbox: ${messages}; they are deleted with the account, and nothing brings them back`,
      );
    }
    noteAction(context, `removed the account ${input.address} and its mail`, input.address);
  }),
};

function described(update: object): string {
  const changes = Object.entries(update).filter(([, value]) => value !== undefined);
  return changes.map(([field, value]) => `${field} = ${JSON.stringify(value)}`).join(', ');
}
