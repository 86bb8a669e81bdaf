/** `delivery`: how mail for other domains leaves. */
import * as z from 'zod';
import { field, secretField } from './fields.ts';

export const smartHostSchema = z.strictObject({
  host: z.string().min(1).max(255).meta(field('Host', 'The server that takes our outgoing mail: a name or an address.')),
  port: z.int().min(1).max(65_535).default(587).meta(field('Port', 'Usually 587, or 465 with implicit TLS.')),
  tls: z
    .enum(['none', 'opportunistic', 'starttls', 'implicit'])
    .default('starttls')
    .meta(field('Encryption', 'None; STARTTLS if offered; STARTTLS required; or TLS from the first byte. Required means: with a valid certificate.')),
  user: z.string().default('').meta(field('User', 'The login name there, if it wants one.')),
  password: z.string().default('').meta(secretField('Password', 'The password of that login.')),
});
export type SmartHostSettings = z.infer<typeof smartHostSchema>;

export const deliverySchema = z.strictObject({
  smartHost: smartHostSchema
    .nullable()
    .default(null)
    .meta(field('Smart host', 'Where mail for other domains is handed to. Without one it waits in the queue.')),
  port: z.int().min(1).max(65_535).default(25).meta(field('Delivery port', 'The port of other mail servers: 25, but for tests and odd networks.')),
});
