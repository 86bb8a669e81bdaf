/**
 * What everybody on this computer may know about the installed service, in a file that only an administrator may write: how
 * the desktop application of any user finds it, though the data folder itself is closed to that user.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const serviceFactsSchema = z.object({
  dataFolder: z.string().min(1),
  user: z.string().min(1),
  /** The program and its first arguments: what `gatepost` is on this computer. */
  program: z.array(z.string().min(1)).min(1),
  /** Where its data was before, if it was moved here; the way back. */
  cameFrom: z.string().min(1).optional(),
});
export type ServiceFacts = z.infer<typeof serviceFactsSchema>;

/** @returns undefined if no service is installed */
export function readServiceFacts(file: string): ServiceFacts | undefined {
  try {
    return serviceFactsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    // No such file: no service.
    return undefined;
  }
}

export function writeServiceFacts(file: string, facts: ServiceFacts): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
  // One that is there may belong to somebody else, who could change it later: this one is made anew.
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(facts, undefined, 2)}\n`, { mode: 0o644, flush: true, flag: 'wx' });
  // A umask may have taken it from those who are to read it.
  chmodSync(file, 0o644);
}

export function removeServiceFacts(file: string): void {
  rmSync(file, { force: true });
}
