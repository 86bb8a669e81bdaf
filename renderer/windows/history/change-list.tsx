/** The changes of a revision, one below the other. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { Revision } from '../../../shared/admin-api/settings.ts';
import { texts } from '../../texts.ts';
import { linesOf } from './revision-diff.ts';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'minmax(150px, max-content) minmax(0, 1fr)',
    columnGap: '16px',
    rowGap: '4px',
    margin: 0,
    fontSize: tokens.fontSizeBase200,
  },
  term: { margin: 0 },
  label: { fontWeight: tokens.fontWeightSemibold },
  place: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere' },
  old: { color: tokens.colorNeutralForeground2 },
  entries: { margin: 0, padding: 0, listStyleType: 'none' },
  entry: { fontFamily: tokens.fontFamilyMonospace },
  added: { color: tokens.colorStatusSuccessForeground1 },
  removed: { color: tokens.colorPaletteRedForeground1 },
});

export function ChangeList({ changes }: { readonly changes: Revision['changes'] }) {
  const styles = useStyles();
  return (
    <dl className={styles.list}>
      {linesOf(changes).flatMap(({ path, place, label, change }) => [
        <dt key={`${path} label`} className={styles.term}>
          <div className={styles.label}>{label}</div>
          <div className={styles.place}>{place}</div>
        </dt>,
        <dd key={path} className={styles.value}>
          {change.kind === 'value' ? (
            <>
              <span className={styles.old}>{change.from}</span>
              {' → '}
              <span>{change.to}</span>
            </>
          ) : (
            <ul className={styles.entries}>
              {change.removed.map((entry) => (
                <li key={`- ${entry}`} className={mergeClasses(styles.entry, styles.removed)}>{`− ${entry}`}</li>
              ))}
              {change.added.map((entry) => (
                <li key={`+ ${entry}`} className={mergeClasses(styles.entry, styles.added)}>{`+ ${entry}`}</li>
              ))}
              {change.removed.length + change.added.length === 0 && <li>{texts.history.otherOrder}</li>}
            </ul>
          )}
        </dd>,
      ])}
    </dl>
  );
}
