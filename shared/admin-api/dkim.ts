/** Admin API, area `dkim`: the keys that sign mail of the domains. Private keys are never told. */
import * as z from 'zod';
import { domainNameSchema } from './directory.ts';
import { procedure } from './errors.ts';

export const DKIM_ALGORITHMS = ['rsa', 'ed25519'] as const;
/** Every state of a key, with the words that windows and command line show. */
export const DKIM_STATES = { next: 'Made, not in use', active: 'Signs', retired: 'Replaced' } as const satisfies Record<string, string>;

export const dkimKeySchema = z.object({
  domain: z.string(),
  selector: z.string(),
  algorithm: z.enum(DKIM_ALGORITHMS),
  /** `next` waits for its record in the DNS; `retired` signs no more, but its record is still needed for mail on its way. */
  state: z.enum(['next', 'active', 'retired']),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  /** Since when it is in this state. */
  stateAt: z.number(),
  /** The name and the value of its TXT record. */
  name: z.string(),
  value: z.string(),
});
export type DkimKey = z.infer<typeof dkimKeySchema>;

const keyNameSchema = z.object({ domain: domainNameSchema, selector: z.string().trim().min(1).max(63) });

export const dkimContract = {
  list: procedure.input(z.object({ domain: domainNameSchema.optional() })).output(z.array(dkimKeySchema)),
  /** Makes a key, which does not sign yet: first its record goes into the DNS. Without `selector` one is chosen by kind and month. */
  add: procedure
    .input(z.object({ domain: domainNameSchema, algorithm: z.enum(DKIM_ALGORITHMS).default('rsa'), selector: z.string().trim().min(1).max(63).optional() }))
    .output(dkimKeySchema),
  /**
   * From now on this key signs; the one of its kind that signed before is replaced. NEEDS_CONFIRMATION while its record is
   * not in the DNS.
   */
  use: procedure.input(keyNameSchema.extend({ confirmed: z.boolean().default(false) })).output(dkimKeySchema),
  /** Removes a key for good. NEEDS_CONFIRMATION if it signs. */
  remove: procedure.input(keyNameSchema.extend({ confirmed: z.boolean().default(false) })),
};
