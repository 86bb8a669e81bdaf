/** A group of settings under a heading; with `folded`, one that is opened only by who wants it. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';
import { DECLARATIONS } from '../../../shared/settings/declarations.ts';
import { SettingField } from './setting-field.tsx';

const useStyles = makeStyles({
  section: { minWidth: 0, breakInside: 'avoid', marginBottom: '10px' },
  whole: { columnSpan: 'all', paddingTop: '8px' },
  title: {
    margin: 0,
    padding: '4px 8px',
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  summary: { cursor: 'pointer', display: 'list-item', listStylePosition: 'inside' },
  inline: { display: 'inline', padding: 0, backgroundColor: 'transparent', borderBottomStyle: 'none' },
  note: { margin: 0, padding: '6px 8px', color: tokens.colorNeutralForeground2 },
});

export interface SettingsSectionProps {
  readonly title: string;
  /** The settings in it, by path, before `children`. */
  readonly paths?: readonly string[];
  readonly note?: string;
  readonly disabled?: boolean;
  /** Closed at first. */
  readonly folded?: boolean;
  /** Over all columns of the page: for tables. */
  readonly whole?: boolean;
  readonly children?: ReactNode;
}

export function SettingsSection({ title, paths = [], note, disabled = false, folded = false, whole = false, children }: SettingsSectionProps) {
  const styles = useStyles();
  const titleId = useId();
  const inside = (
    <>
      {note !== undefined && <p className={styles.note}>{note}</p>}
      {paths.map((path) => (
        <SettingField key={path} path={path} disabled={disabled} />
      ))}
      {children}
    </>
  );
  const className = mergeClasses(styles.section, whole && styles.whole);
  if (folded) {
    return (
      <details className={className}>
        <summary className={mergeClasses(styles.title, styles.summary)}>
          <h2 className={mergeClasses(styles.title, styles.inline)}>{title}</h2>
        </summary>
        {inside}
      </details>
    );
  }
  return (
    <section aria-labelledby={titleId} className={className}>
      <h2 id={titleId} className={styles.title}>
        {title}
      </h2>
      {inside}
    </section>
  );
}

/** The paths of all settings under one, without lists and the fields of groups that may be absent: those come with their group. */
export function fieldsUnder(prefix: string, without: readonly string[] = []): readonly string[] {
  const inside = DECLARATIONS.filter(({ path }) => path.startsWith(`${prefix}.`) && !path.includes('[]'));
  const optional = inside.filter(({ field, nullable }) => field.kind === 'group' && nullable).map(({ path }) => `${path}.`);
  return inside
    .filter(({ path, field, nullable }) => field.kind !== 'list' && (field.kind !== 'group' || nullable) && !optional.some((group) => path.startsWith(group)))
    .map(({ path }) => path)
    .filter((path) => !without.some((left) => path === left || path.startsWith(`${left}.`)));
}
