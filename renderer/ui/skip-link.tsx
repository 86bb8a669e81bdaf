/** The first thing that Tab comes to: past the menu bar and the list of windows. It is seen only then. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { texts } from '../texts.ts';
import { focusContent } from './panes.ts';

const useStyles = makeStyles({
  link: {
    position: 'absolute',
    top: '3px',
    left: '6px',
    zIndex: 1,
    padding: '3px 10px',
    fontFamily: 'inherit',
    fontSize: 'inherit',
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    outline: `2px solid ${tokens.colorStrokeFocus2}`,
    ':not(:focus)': { clipPath: 'inset(50%)', width: '1px', height: '1px', padding: 0, overflow: 'hidden', whiteSpace: 'nowrap' },
  },
});

export function SkipLink() {
  const styles = useStyles();
  return (
    <button type="button" className={styles.link} onClick={focusContent}>
      {texts.frame.skip}
    </button>
  );
}
