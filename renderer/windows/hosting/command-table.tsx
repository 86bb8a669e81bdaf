/** What is typed for each change, as far as it makes sense now. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { Hosting } from '../../../shared/admin-api/hosting.ts';
import { texts } from '../../texts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';

const words = texts.hosting;

const useStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse', fontSize: tokens.fontSizeBase200 },
  head: { textAlign: 'start', padding: '0 8px', height: '26px', color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightSemibold },
  cell: {
    textAlign: 'start',
    padding: '4px 8px',
    fontWeight: tokens.fontWeightRegular,
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    verticalAlign: 'top',
  },
  change: { width: '220px', lineHeight: '24px' },
  copy: { width: '32px' },
  mono: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', lineHeight: '20px', userSelect: 'all' },
});

type Commands = NonNullable<Hosting['commands']>;

function changesOf({ service, data }: Hosting): (keyof Commands)[] {
  const ofService: (keyof Commands)[] = service.state === 'absent' ? ['install'] : [service.state === 'running' ? 'stop' : 'start', 'uninstall'];
  return [...ofService, 'move', ...(data.oldCopy === undefined ? [] : ['removeOld' as const])];
}

export function CommandTable({ hosting, commands }: { readonly hosting: Hosting; readonly commands: Commands }) {
  const styles = useStyles();
  return (
    <table className={styles.table} aria-label={words.commands}>
      <thead>
        <tr>
          <th scope="col" className={`${styles.head} ${styles.change}`}>
            {words.column.change}
          </th>
          <th scope="col" className={styles.head}>
            {words.column.command}
          </th>
          <td className={styles.copy} />
        </tr>
      </thead>
      <tbody>
        {changesOf(hosting).map((change) => (
          <tr key={change}>
            <th scope="row" className={`${styles.cell} ${styles.change}`}>
              {words.change[change]}
            </th>
            <td className={`${styles.cell} ${styles.mono}`}>{commands[change]}</td>
            <td className={`${styles.cell} ${styles.copy}`}>
              <CopyButton label={words.copy(words.change[change])} text={commands[change]} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
