/** Chooses the domain whose addresses are listed. */
import { makeStyles, Select } from '@fluentui/react-components';
import type { Domain } from '../../shared/admin-api/directory.ts';
import { texts } from '../texts.ts';

// Long domain names must not push the search off the bar.
const useStyles = makeStyles({ select: { minWidth: '100px', width: '170px', flexShrink: 1 } });

export interface DomainFilterProps {
  readonly domains: readonly Domain[];
  readonly value: string | undefined;
  readonly onChange: (domain: string | undefined) => void;
}

export function DomainFilter({ domains, value, onChange }: DomainFilterProps) {
  const styles = useStyles();
  return (
    <Select
      size="small"
      className={styles.select}
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
