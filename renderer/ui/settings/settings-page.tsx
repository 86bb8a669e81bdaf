/** The frame of a window of settings: title and summary above, sections in as many columns as there is room for. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useSettingsValues } from '../../client/settings.ts';
import { Loading } from '../loading.tsx';

const useStyles = makeStyles({
  head: {
    display: 'flex',
    flexDirection: 'column',
    rowGap: '2px',
    padding: '8px 12px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  line: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: '10px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  summary: { margin: 0, color: tokens.colorNeutralForeground2 },
  scroller: { flex: 1, minHeight: 0, overflowY: 'auto', padding: '0 4px 16px' },
  sections: { columnWidth: '480px', columnGap: '12px', padding: '8px' },
});

export interface SettingsPageProps {
  readonly title: string;
  readonly summary: string;
  /** Beside the title: the state of it. */
  readonly state?: ReactNode;
  /** Below the summary: how it differs. */
  readonly head?: ReactNode;
  /** Below the sections, and always in sight: what may come late or go must not move them under the pointer of whoever is about to click. */
  readonly foot?: ReactNode;
  /** Sections. */
  readonly children: ReactNode;
}

export function SettingsPage({ title, summary, state, head, foot, children }: SettingsPageProps) {
  const styles = useStyles();
  const values = useSettingsValues();
  return (
    <>
      <div className={styles.head}>
        <div className={styles.line}>
          <h1 className={styles.title}>{title}</h1>
          {state}
        </div>
        <p className={styles.summary}>{summary}</p>
        {head}
      </div>
      {values.data === undefined ? (
        <Loading error={values.error} retry={() => void values.refetch()} />
      ) : (
        <div className={styles.scroller}>
          <div className={styles.sections}>{children}</div>
        </div>
      )}
      {foot}
    </>
  );
}
