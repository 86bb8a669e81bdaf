/** The switches and plain settings of an option with a list: folded away above it, but for whoever comes to see one of them. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useSearch } from '@tanstack/react-router';
import type { ListId } from '../../../shared/lists/list-formats.ts';
import { names, texts } from '../../texts.ts';
import { OptionDifference, OptionStateMark } from '../settings/option-head.tsx';
import { SettingEffectLine } from '../settings/setting-effect.tsx';
import { fieldsUnder, SettingsSection } from '../settings/settings-section.tsx';

const useStyles = makeStyles({
  root: { flexShrink: 0, maxHeight: '45%', overflow: 'auto', fontSize: tokens.fontSizeBase200, borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  about: { display: 'flex', flexWrap: 'wrap', columnGap: '14px', padding: '4px 10px' },
  summary: { color: tokens.colorNeutralForeground2 },
});

export function OptionSettings({ option }: { readonly option: ListId }) {
  const styles = useStyles();
  const pointedAt = useSearch({ strict: false, select: ({ field }) => field });
  const paths = fieldsUnder(`security.${option}`);
  return (
    <div className={styles.root}>
      <div className={styles.about}>
        <OptionStateMark option={option} />
        <span className={styles.summary}>{names.options[option].summary}</span>
        <OptionDifference option={option} />
        {/* An option without switches does what its entries say. */}
        {paths.length === 0 && <SettingEffectLine path={`security.${option}.entries`} value={undefined} />}
      </div>
      {paths.length > 0 && <SettingsSection title={texts.lists.settings} paths={paths} folded={pointedAt === undefined} />}
    </div>
  );
}
