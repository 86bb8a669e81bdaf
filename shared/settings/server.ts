/** `server`: the host name, the listeners, name servers, the certificate and the limits. */
import * as z from 'zod';
import { protocolSchema } from '../events.ts';
import { parseAddress, parseDomain } from '../mail/address.ts';
import { isListenAddress } from '../net/listen-address.ts';
import { SETTABLE_LIMITS, type SettableLimit } from '../limits.ts';
import { field } from './fields.ts';

export const TLS_MODES = ['none', 'starttls', 'implicit'] as const;
export const tlsModeSchema = z.enum(TLS_MODES);
export type TlsMode = z.infer<typeof tlsModeSchema>;

export const listenerSchema = z
  .strictObject({
    protocol: protocolSchema.meta(field('Protocol', 'What is spoken on this port.')),
    address: z
      .string()
      .max(100)
      .default('')
      .refine((address) => address === '' || isListenAddress(address), 'must be an address of this machine such as 192.0.2.1 or ::1, or empty for all')
      .meta(field('Address', 'The address of this machine to listen on; empty means all, IPv4 and IPv6.')),
    port: z.int().min(0).max(65_535).meta(field('Port', 'The TCP port; 0 takes a free one.')),
    tls: tlsModeSchema.meta(field('Encryption', 'None, STARTTLS on request, or TLS from the first byte.')),
  })
  .superRefine((listener, context) => {
    const implicit = listener.protocol === 'submissions' || listener.protocol === 'pop3s';
    if (implicit !== (listener.tls === 'implicit')) {
      context.addIssue({
        code: 'custom',
        path: ['tls'],
        message: implicit
          ? `${listener.protocol} always uses implicit TLS`
          : `${listener.protocol} uses "starttls" or "none"; for implicit TLS choose ${listener.protocol === 'pop3' ? 'pop3s' : 'submissions'}`,
      });
    }
  });
export type ListenerSettings = z.infer<typeof listenerSchema>;

/** One port serves one listener; port 0 is another one each time. */
function refuseSharedPorts(listeners: readonly ListenerSettings[], context: z.RefinementCtx): void {
  for (const [index, { address, port }] of listeners.entries()) {
    const taken = listeners.slice(0, index).some((other) => other.port === port && (other.address === address || other.address === '' || address === ''));
    if (taken && port !== 0) context.addIssue({ code: 'custom', path: [index, 'port'], message: `another listener has port ${port} already` });
  }
}

/** The standard ports, on all interfaces (running.md). */
export const DEFAULT_LISTENERS: ListenerSettings[] = [
  { protocol: 'smtp', address: '', port: 25, tls: 'starttls' },
  { protocol: 'submission', address: '', port: 587, tls: 'starttls' },
  { protocol: 'submissions', address: '', port: 465, tls: 'implicit' },
  { protocol: 'pop3', address: '', port: 110, tls: 'starttls' },
  { protocol: 'pop3s', address: '', port: 995, tls: 'implicit' },
];

const limitsShape = Object.fromEntries(
  Object.entries(SETTABLE_LIMITS).map(([name, limit]) => [
    name,
    z.int().min(limit.min).max(limit.max).default(limit.default).meta(field(limit.label, limit.reason)),
  ]),
) as Record<SettableLimit, z.ZodDefault<z.ZodInt>>;

export const serverSchema = z.strictObject({
  hostname: z
    .string()
    .default('')
    .refine((name) => name === '' || parseDomain(name) !== undefined, 'must be a host name such as mail.example.com, or empty')
    .meta(field('Host name', 'The public name of this server, as in its MX record. Empty: the name of this computer.')),
  postmaster: z
    .string()
    .default('')
    .refine((address) => address === '' || parseAddress(address) !== undefined, 'must be a mail address, or empty')
    .meta(field('Postmaster', 'Who gets mail for postmaster and abuse in domains that have no such account or alias. Empty: the oldest account.')),
  listeners: z
    .array(listenerSchema)
    .superRefine(refuseSharedPorts)
    .default(DEFAULT_LISTENERS)
    .meta(field('Listeners', 'The ports on which the server answers.')),
  dns: z
    .strictObject({
      servers: z
        .array(z.string().regex(/^(?:\[[0-9a-fA-F:.]+\]|[0-9.]+):\d{1,5}$/, 'must be an address and a port, such as 192.0.2.53:53'))
        .default([])
        .meta(field('Name servers', 'Resolvers to use instead of those of the system.')),
    })
    .prefault({}),
  publicUrl: z
    .string()
    .regex(/^(?:https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?\/?)?$/i, 'must be such as https://mail.example.com, or empty')
    .default('')
    .meta(
      field(
        'Public address',
        'The HTTPS address under which the server of the console is reached from outside, through a reverse proxy for instance that lets /unsubscribe/ through. Members of mailing lists then leave with one click. Empty: they leave by mail.',
      ),
    ),
  authenticationResults: z
    .boolean()
    .default(true)
    .meta(
      field(
        'Authentication-Results',
        'Mail from outside gets a header that says whether SPF, DKIM and DMARC speak for its sender. Mail programs and filters go by it; nothing is refused for it.',
      ),
    ),
  tls: z
    .strictObject({
      certificateFile: z
        .string()
        .default('')
        .meta(field('Certificate file', 'A PEM file with the certificate and its chain. Empty: the self-signed one made at the first start.')),
      keyFile: z.string().default('').meta(field('Key file', 'The PEM file with the private key of the certificate.')),
    })
    .prefault({})
    .refine((tls) => (tls.certificateFile === '') === (tls.keyFile === ''), 'a certificate needs both files: the certificate and its key'),
  limits: z.strictObject(limitsShape).prefault({}),
});
