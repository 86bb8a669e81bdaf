/** `desktop`: what the desktop application tells the person at its computer, and how it is kept up to date. The service host has no use for it. */
import * as z from 'zod';
import { field } from './fields.ts';

const time = (usual: string) =>
  z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 22:00')
    .default(usual);

/** Versions that are finished, or those that are still tried out as well: the channels in which electron-builder.yml publishes. */
export const UPDATE_CHANNELS = ['latest', 'beta'] as const;

export const desktopSchema = z.strictObject({
  notifications: z
    .strictObject({
      certificate: z
        .boolean()
        .default(true)
        .meta(field('Certificate about to end', 'Two weeks before, and then each day. The self-signed one is renewed by itself.')),
      listener: z.boolean().default(true).meta(field('Listener failed', 'A port could not be opened, or is lost: nobody reaches the server there.')),
      ban: z.boolean().default(true).meta(field('Address banned', 'Somebody guessed passwords or recipients.')),
      account: z
        .boolean()
        .default(true)
        .meta(field('Account held', 'An account or login sends more than usual, as with a stolen password: its mail is held until you look.')),
      held: z.boolean().default(false).meta(field('Message held', 'Each message that a filter puts into quarantine. Many on a busy server.')),
      disk: z.boolean().default(true).meta(field('Disk nearly full', 'Less than 1 GB is left for mail.')),
      update: z.boolean().default(true).meta(field('Update ready', 'A newer version has been fetched and can be installed.')),
    })
    .prefault({}),
  quietHours: z
    .strictObject({
      enabled: z.boolean().default(true).meta(field('Quiet hours', 'Notifications wait until the quiet hours end, and then come as one of each kind.')),
      from: time('22:00').meta(field('From', 'Time of day on this computer, as 22:00.')),
      until: time('07:00').meta(field('Until', 'Time of day on this computer, as 07:00. Earlier than the beginning: on the next day.')),
    })
    .prefault({}),
  updates: z
    .strictObject({
      check: z
        .boolean()
        .default(true)
        .meta(
          field(
            'Look for updates',
            'A few times a day. A newer version is fetched and waits: it is installed when you say so and no mail is under way, or at the next Quit.',
          ),
        ),
      channel: z.enum(UPDATE_CHANNELS).default('latest').meta(field('Versions', 'Finished versions, or those that are still tried out as well.')),
    })
    .prefault({}),
});
export type DesktopSettings = z.infer<typeof desktopSchema>;
