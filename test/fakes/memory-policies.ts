/** MTA-STS policies, kept in memory. */
import type { KeptPolicy, PolicyStore } from '../../main/store/mail-services.ts';

export class MemoryPolicies implements PolicyStore {
  readonly policies = new Map<string, KeptPolicy>();

  async load(now: number): Promise<readonly KeptPolicy[]> {
    return [...this.policies.values()].filter(({ until }) => until > now);
  }

  async keep(policy: KeptPolicy): Promise<void> {
    this.policies.set(policy.domain, policy);
  }
}
