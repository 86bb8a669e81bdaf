/** Admin API, areas `forwards` and `vacations`: what goes with the mailbox of an account. */
import * as z from 'zod';
import { mailAddressSchema } from './directory.ts';
import { procedure } from './errors.ts';

export const forwardSchema = z.object({
  /** Of the account. */
  address: z.string(),
  targets: z.array(z.string()),
  /** The mailbox gets the mail too. */
  keepCopy: z.boolean(),
});
export type Forward = z.infer<typeof forwardSchema>;
/** What whoever changes it has seen of it: null is none. If it is not like that any more, CHANGED_ELSEWHERE. */
const openedForward = forwardSchema.omit({ address: true }).nullable().optional();

export const forwardsContract = {
  /** One for each account that has mail forwarded. */
  list: procedure.output(z.array(forwardSchema)),
  /** Replaces what there is. CONFLICT if a target leads back to the account. */
  set: procedure
    .input(
      z.object({
        address: mailAddressSchema,
        targets: z.array(mailAddressSchema).min(1, 'needs at least one target').max(100),
        keepCopy: z.boolean().default(true),
        opened: openedForward,
      }),
    )
    /** `before`: what it was until then; null for none. */
    .output(forwardSchema.extend({ before: forwardSchema.nullable() })),
  /** Ends it, and answers with what there was; no error where there was none. */
  remove: procedure.input(z.object({ address: mailAddressSchema, opened: openedForward })).output(forwardSchema.nullable()),
};

const timeSchema = z.number().int().min(0).nullable();

export const vacationSchema = z.object({
  address: z.string(),
  /** '' for that of the message that is answered, after "Auto: ". */
  subject: z.string(),
  text: z.string(),
  /** Milliseconds since 1970; null: since ever, and until it is ended. */
  startsAt: timeSchema,
  endsAt: timeSchema,
  /** The same sender gets no other answer within so many days. */
  days: z.number().int(),
});
export type Vacation = z.infer<typeof vacationSchema>;
const openedVacation = vacationSchema.omit({ address: true }).nullable().optional();

export const vacationsContract = {
  /** One for each account that answers by itself, or will, or did. */
  list: procedure.output(z.array(vacationSchema)),
  /** Replaces what there is; whoever has been answered before is answered again. */
  set: procedure
    .input(
      z
        .object({
          address: mailAddressSchema,
          subject: z.string().trim().max(200).default(''),
          text: z.string().trim().min(1, 'must say something').max(10_000),
          startsAt: timeSchema.default(null),
          endsAt: timeSchema.default(null),
          days: z.int().min(1).max(365).default(7),
          opened: openedVacation,
        })
        .refine(({ startsAt, endsAt }) => startsAt === null || endsAt === null || startsAt < endsAt, {
          path: ['endsAt'],
          message: 'must be later than the start',
        }),
    )
    .output(vacationSchema.extend({ before: vacationSchema.nullable() })),
  /** Ends it, and answers with what there was; no error where there was none. */
  remove: procedure.input(z.object({ address: mailAddressSchema, opened: openedVacation })).output(vacationSchema.nullable()),
};
