/** What each kind of look-up has cost the messages that waited for it, and how often memory had the answer. */
import { mergeClasses } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { LookupFigures, LookupKind } from '../../../shared/admin-api/security.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { names, texts } from '../../texts.ts';
import { formatCount, formatMilliseconds, formatShare } from '../../ui/format.ts';
import { Loading } from '../../ui/loading.tsx';
import { useTableStyles } from '../../ui/settings/plain-table.ts';

/** The switches that need a kind of look-up; those for SPF and DKIM are of the action "bounce". */
const USED_BY: Readonly<Record<LookupKind, readonly string[]>> = {
  mx: ['verifySenderDomain', 'heloMustResolve', 'verifySenderByCallout'],
  addresses: ['verifySenderDomain', 'heloMustResolve', 'verifyReverseDns'],
  ptr: ['verifyReverseDns'],
  txt: [],
  tlsa: [],
  srv: [],
  tlsa: [],
  callout: ['verifySenderByCallout'],
};

const words = texts.security.verification;
/** Often enough to see it change, seldom enough to cost nothing. */
const EVERY_MS = 5000;

export function LookupCosts() {
  const table = useTableStyles();
  const client = useAdminClient();
  const figures = useQuery({ queryKey: ['lookups'], queryFn: () => client.security.lookups(), refetchInterval: EVERY_MS });
  if (figures.data === undefined) return <Loading error={figures.error} retry={() => void figures.refetch()} />;
  return (
    <table className={table.table} aria-label={words.costs}>
      <thead>
        <tr>
          <th scope="col" className={table.head}>
            {words.lookup}
          </th>
          {[words.median, words.fromMemory, words.asked, words.troubles].map((label) => (
            <th key={label} scope="col" className={mergeClasses(table.head, table.number)}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {figures.data.map((figure) => (
          <FigureRow key={figure.kind} figure={figure} />
        ))}
      </tbody>
    </table>
  );
}

function FigureRow({ figure: { kind, lookups, hits, troubles, medianMilliseconds } }: { readonly figure: LookupFigures }) {
  const table = useTableStyles();
  const users = USED_BY[kind].map((name) => names.field(`security.address-verification.${name}`)?.label ?? name);
  return (
    <tr className={table.row}>
      <th scope="row" className={table.cell} title={users.join(', ')}>
        {words.lookups[kind]}
      </th>
      <td className={mergeClasses(table.cell, table.number)}>{medianMilliseconds === null ? '–' : formatMilliseconds(medianMilliseconds)}</td>
      <td className={mergeClasses(table.cell, table.number)}>{lookups === 0 ? '–' : formatShare(hits / lookups)}</td>
      <td className={mergeClasses(table.cell, table.number)}>{formatCount(lookups)}</td>
      <td className={mergeClasses(table.cell, table.number)}>{formatCount(troubles)}</td>
    </tr>
  );
}
