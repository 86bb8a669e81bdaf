/** The steps of the guided start, and which of them are done. */
import type { Account } from '../../../shared/admin-api/directory.ts';
import type { Status } from '../../../shared/admin-api/server.ts';

export const STEPS = ['domain', 'account', 'ports', 'certificate', 'dns', 'message'] as const;
export type Step = (typeof STEPS)[number];

export interface StepProps {
  readonly status: Status;
  readonly domains: readonly string[];
  readonly accounts: readonly Account[];
  /** Goes on to the next step. */
  readonly onDone: () => void;
}

interface Facts {
  readonly status: Status;
  readonly accounts: readonly Account[];
  /** Steps that somebody has been through: reading is all there is to do there. */
  readonly seen: ReadonlySet<Step>;
}

export function stepsDone({ status, accounts, seen }: Facts): ReadonlySet<Step> {
  const done: Readonly<Record<Step, boolean>> = {
    domain: status.domains > 0,
    account: status.accounts > 0,
    ports: status.listeners.length > 0 && status.listeners.every(({ state }) => state === 'listening'),
    certificate: !status.certificate.selfSigned || seen.has('certificate'),
    dns: status.domains > 0 && seen.has('dns'),
    message: accounts.some(({ messages }) => messages > 0),
  };
  return new Set(STEPS.filter((step) => done[step]));
}
