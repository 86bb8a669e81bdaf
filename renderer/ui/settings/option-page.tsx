/** The window of a security option: its summary, whether it does anything, how it differs from the original, its settings, and below them what is odd about it. */
import type { ReactNode } from 'react';
import type { SecurityOptionId } from '../../../shared/security-options.ts';
import { names } from '../../texts.ts';
import { OptionDifference, OptionFindings, OptionStateMark } from './option-head.tsx';
import { SettingsPage } from './settings-page.tsx';

export function OptionPage({ option, children }: { readonly option: SecurityOptionId; readonly children: ReactNode }) {
  const { title, summary } = names.options[option];
  return (
    <SettingsPage
      title={title}
      summary={summary}
      state={<OptionStateMark option={option} />}
      head={<OptionDifference option={option} />}
      foot={<OptionFindings option={option} />}
    >
      {children}
    </SettingsPage>
  );
}
