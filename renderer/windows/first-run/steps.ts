/** The steps of the guided start, and which of them are done. */
import type { Account } from '../../../shared/admin-api/directory.ts';
import type { DomainDns } from '../../../shared/admin-api/dns.ts';
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
  /** What the name servers say of the domain; undefined as long as they have not been asked or have not answered. */
  readonly dns: DomainDns['verdict'] | undefined;
  /** A test message has been in a mailbox. */
  readonly tested: boolean;
}

/** As the server has it: what somebody has only looked at is not done. */
export function stepsDone({ status, dns, tested }: Facts): ReadonlySet<Step> {
  const done: Readonly<Record<Step, boolean>> = {
    domain: status.domains > 0,
    account: status.accounts > 0,
    ports: status.listeners.length > 0 && status.listeners.every(({ state }) => state === 'listening'),
    certificate: !status.certificate.selfSigned,
    dns: dns === 'right',
    message: tested,
  };
  return new Set(STEPS.filter((step) => done[step]));
}
