/** Chooses the domain whose addresses are listed. */
import { Select } from '@fluentui/react-components';
import type { Domain } from '../../shared/admin-api/directory.ts';
import { texts } from '../texts.ts';

export interface DomainFilterProps {
  readonly domains: readonly Domain[];
  readonly value: string | undefined;
  readonly onChange: (domain: string | undefined) => void;
}

export function DomainFilter({ domains, value, onChange }: DomainFilterProps) {
  return (
    <Select
      size="small"
      aria-label={texts.accounts.domain}
      value={value ?? ''}
      onChange={(_event, data) => onChange(data.value === '' ? undefined : data.value)}
    >
      <option value="">{texts.accounts.allDomains}</option>
      {domains.map((domain) => (
        <option key={domain.name} value={domain.name}>
          {domain.name}
        </option>
      ))}
    </Select>
  );
}

/** True if the address belongs to the domain, or no domain is chosen. */
export function inDomain(address: string, domain: string | undefined): boolean {
  return domain === undefined || address.slice(address.lastIndexOf('@') + 1) === domain;
}
