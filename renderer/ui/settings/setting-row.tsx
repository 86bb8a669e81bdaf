/** A row of a form of settings: label and help, below them what is wrong or what it did, and the control beside them. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ErrorCircle12Filled } from '@fluentui/react-icons/svg/error-circle';
import { type ReactNode, useId } from 'react';
import { useFieldPointer } from './field-pointer.ts';

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 560px) minmax(0, 210px)',
    columnGap: '16px',
    alignItems: 'start',
    padding: '6px 8px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    fontSize: tokens.fontSizeBase200,
    scrollMarginTop: '16px',
  },
  wide: { gridTemplateColumns: 'minmax(0, 786px)', rowGap: '4px' },
  pointed: { backgroundColor: tokens.colorBrandBackground2, boxShadow: `inset 3px 0 0 ${tokens.colorBrandStroke1}` },
  label: { display: 'block', fontWeight: tokens.fontWeightSemibold, lineHeight: tokens.lineHeightBase200 },
  help: { margin: 0, color: tokens.colorNeutralForeground2, lineHeight: tokens.lineHeightBase200 },
  helpPointed: { color: tokens.colorNeutralForeground1 },
  problem: { display: 'flex', alignItems: 'center', columnGap: '4px', margin: '2px 0 0', color: tokens.colorPaletteRedForeground1 },
  control: { display: 'flex', flexDirection: 'column', alignItems: 'stretch', minWidth: 0, '& label': { fontSize: tokens.fontSizeBase200 } },
});

export interface SettingRowProps {
  readonly path: string;
  readonly label: string;
  readonly help: string;
  readonly problem?: string | undefined;
  /** Below the help: what it did, what the default is. */
  readonly notes?: ReactNode;
  /** The control stands below the words instead of beside them. */
  readonly wide?: boolean;
  readonly renderControl: (ids: { readonly id: string; readonly labelId: string; readonly describedBy: string }) => ReactNode;
}

export function SettingRow({ path, label, help, problem, notes, wide = false, renderControl }: SettingRowProps) {
  const styles = useStyles();
  const id = useId();
  const { ref, pointed } = useFieldPointer(path);
  const labelId = `${id}-label`;
  return (
    <div ref={ref} data-setting={path} className={mergeClasses(styles.row, wide && styles.wide, pointed && styles.pointed)}>
      <div>
        <label id={labelId} htmlFor={id} className={styles.label}>
          {label}
        </label>
        {help !== '' && (
          <p id={`${id}-help`} className={mergeClasses(styles.help, pointed && styles.helpPointed)}>
            {help}
          </p>
        )}
        <div id={`${id}-problem`} role="alert">
          {problem !== undefined && (
            <p className={styles.problem}>
              <ErrorCircle12Filled aria-hidden />
              {problem}
            </p>
          )}
        </div>
        {notes}
      </div>
      <div className={styles.control}>{renderControl({ id, labelId, describedBy: `${help === '' ? '' : `${id}-help `}${id}-problem` })}</div>
    </div>
  );
}
