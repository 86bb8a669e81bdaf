/** Admin API, area `hosting`: what runs the server, where its data is, and whether it is a service of the system. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { procedure } from './errors.ts';

/** What runs the server: the desktop application, the service of the system, or `gatepost serve` by anybody's hand. */
export const HOST_PLACES = ['desktop', 'service', 'command-line'] as const;
export type HostPlace = (typeof HOST_PLACES)[number];

export const hostingSchema = z.object({
  place: z.enum(HOST_PLACES),
  /** Undefined: services of this system are not known here. */
  platform: z.enum(['linux', 'darwin', 'win32']).optional(),
  pid: z.number().int(),
  /** Who runs it, as the system names that user. */
  user: z.string(),
  data: z.object({
    folder: z.string(),
    files: z.number().int(),
    bytes: z.number(),
    /** On its disk; undefined where that cannot be told. */
    freeBytes: z.number().optional(),
    /** Where it was moved from, while a copy may still be there; `bytes` only where this process may look. */
    oldCopy: z.object({ folder: z.string(), bytes: z.number().optional() }).optional(),
  }),
  service: z.object({ state: z.enum(['running', 'stopped', 'absent']), user: z.string().optional(), dataFolder: z.string().optional() }),
  /** What a person types for each change, rights included; undefined with `problem`, which says why nothing can be typed. */
  commands: z.object({ install: z.string(), start: z.string(), stop: z.string(), uninstall: z.string(), move: z.string(), removeOld: z.string() }).optional(),
  problem: z.string().optional(),
});
export type Hosting = z.infer<typeof hostingSchema>;

export const hostingContract = {
  /** Now; changes come from outside of the server, and are made there. */
  state: procedure.output(hostingSchema),
  /**
   * While this is read, no bytes of messages are written over: the command line copies the database, and then them. For the command
   * line alone, which has the files in its hands anyway.
   */
  keepForCopy: procedure.output(eventIterator(z.literal('kept'))),
};
