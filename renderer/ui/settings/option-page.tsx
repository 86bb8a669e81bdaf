/** The window of a security option: its summary, whether it does anything, how it differs from the original, what is odd about it, then its settings. */
import { makeStyles } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { SecurityOptionId } from '../../../shared/security-options.ts';
import { useFindings } from '../../client/settings.ts';
import { names } from '../../texts.ts';
import { OptionDifference, OptionFindings, OptionStateMark } from './option-head.tsx';
import { SettingsPage } from './settings-page.tsx';

const useStyles = makeStyles({ head: { display: 'flex', flexDirection: 'column', rowGap: '4px' } });

export function OptionPage({ option, children }: { readonly option: SecurityOptionId; readonly children: ReactNode }) {
  const styles = useStyles();
  const { title, summary } = names.options[option];
  // The settings come with what is odd about them: it must not push them down under the pointer of whoever is about to click.
  const { isPending } = useFindings(option);
  return (
    <SettingsPage
      title={title}
      summary={summary}
      state={<OptionStateMark option={option} />}
      head={
        <div className={styles.head}>
          <OptionDifference option={option} />
          <OptionFindings option={option} />
        </div>
      }
    >
      {isPending ? null : children}
    </SettingsPage>
  );
}
