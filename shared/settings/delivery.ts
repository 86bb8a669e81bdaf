/** `delivery`: how mail for other domains leaves. */
import * as z from 'zod';
import { parseDomain } from '../mail/address.ts';
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

export const senderRouteSchema = z.strictObject({
  domain: z
    .string()
    .refine((domain) => parseDomain(domain) !== undefined && domain === domain.toLowerCase(), 'must be a domain in lower case, such as example.com')
    .meta(field('Sender domain', 'Mail with a sender of this domain.')),
  smartHost: smartHostSchema
    .nullable()
    .default(null)
    .meta(field('Smart host', 'Where it is handed to. Empty: it goes directly to the mail hosts of the recipients, even if the server has a smart host.')),
});

export const deliverySchema = z.strictObject({
  smartHost: smartHostSchema
    .nullable()
    .default(null)
    .meta(field('Smart host', 'Where mail for other domains is handed to. Without one it goes directly to the mail hosts of the recipients.')),
  senderRoutes: z
    .array(senderRouteSchema)
    .max(1000)
    .default([])
    .meta(field('Smart hosts by sender', 'Sender domains whose mail takes another way than that of all others.')),
  port: z.int().min(1).max(65_535).default(25).meta(field('Delivery port', 'The port of other mail servers: 25, but for tests and odd networks.')),
  paused: z.boolean().default(false).meta(field('Paused', 'Nothing leaves for other servers; mail for them waits in the queue.')),
  allowPrivateAddresses: z
    .boolean()
    .default(false)
    .meta(
      field(
        'Deliver to private addresses',
        'Mail hosts that the DNS names, and web servers with MTA-STS policies, may have addresses of private networks, or of this computer. Leave it off where strangers can choose the recipients: they could make the server knock at machines inside your network. Smart hosts are not concerned.',
      ),
    ),
  addressFamily: z
    .enum(['both', 'ipv4', 'ipv6'])
    .default('both')
    .meta(field('Internet protocols', 'Addresses of mail hosts that are tried: IPv6 and IPv4 in turn, or those of one alone.')),
  mtaSts: z
    .boolean()
    .default(true)
    .meta(field('MTA-STS', 'Domains that publish such a policy (RFC 8461) get mail only over TLS, and only at hosts with a valid certificate.')),
  dane: z
    .boolean()
    .default(true)
    .meta(
      field(
        'DANE',
        'Hosts with TLSA records (RFC 7672) get mail only over TLS that fits them. Needs a name server on this computer that validates DNSSEC; with any other it does nothing.',
      ),
    ),
  connections: z
    .int()
    .min(1)
    .max(5000)
    .default(200)
    .meta(field('Connections in all', 'Connections to other mail servers at one time. Those that wait for a host to answer at all do not count for long.')),
  connectionsPerDestination: z
    .int()
    .min(1)
    .max(200)
    .default(10)
    .meta(
      field(
        'Connections to one destination',
        'To the mail hosts of one domain, and to one mail host whatever domains it serves. There is one until the host has taken a message. Big providers complain above 20.',
      ),
    ),
  retryMinutes: z
    .array(z.int().min(1).max(10_080))
    .min(1)
    .max(20)
    .default([1, 5, 15, 30, 60])
    .meta(
      field(
        'Gaps between attempts (minutes)',
        'After the first attempt, after the second, and so on; the last one goes on. Each is made longer or shorter by up to a fifth, so that not everything is tried at once. RFC 5321 wants at least 30 minutes in the long run.',
      ),
    ),
  delayNoticeHours: z
    .int()
    .min(0)
    .max(240)
    .default(4)
    .meta(field('Tell of delays after (hours)', 'The sender of a message that has waited for so long gets one notice. 0: none.')),
  giveUpHours: z
    .int()
    .min(1)
    .max(720)
    .default(120)
    .meta(field('Give up after (hours)', 'A message that could not be delivered for so long goes back to its sender. RFC 5321 wants four or five days.')),
});
export type DeliverySettings = z.infer<typeof deliverySchema>;
