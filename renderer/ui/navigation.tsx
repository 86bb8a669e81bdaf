/** All windows at a glance, in groups, beside the one that is shown; options of the Security menu with a mark while they do anything. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Checkmark12Regular } from '@fluentui/react-icons/svg/checkmark';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { optionOfWindow, WINDOW_GROUPS, type WindowEntry, windowsOf } from '../../shared/windows.ts';
import { windowTitle } from '../../shared/words/shared-words.ts';
import { useOptionStates } from '../client/settings.ts';
import { names, texts } from '../texts.ts';

const useStyles = makeStyles({
  navigation: {
    flexShrink: 0,
    width: '194px',
    overflowY: 'auto',
    scrollbarWidth: 'thin',
    padding: '4px 0 12px',
    backgroundColor: tokens.colorNeutralBackground2,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    fontSize: tokens.fontSizeBase200,
  },
  group: {
    margin: '8px 0 2px',
    padding: '0 12px',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase100,
    fontWeight: tokens.fontWeightSemibold,
    textTransform: 'uppercase',
    letterSpacing: '0.04em',
  },
  list: { margin: 0, padding: 0, listStyleType: 'none' },
  link: {
    display: 'flex',
    alignItems: 'center',
    height: '26px',
    padding: '0 6px 0 9px',
    borderLeft: '3px solid transparent',
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground2Hover, color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '&[data-shown]': {
      // In high contrast the background of what is selected is bright, and only this colour can be read on it.
      color: tokens.colorNeutralForeground1Selected,
      fontWeight: tokens.fontWeightSemibold,
      backgroundColor: tokens.colorNeutralBackground2Selected,
      borderLeftColor: tokens.colorCompoundBrandStroke,
      '@media (forced-colors: active)': { borderLeftColor: 'Highlight' },
    },
  },
  name: { flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  mark: { flexShrink: 0, display: 'inline-flex', width: '14px', color: 'inherit' },
});

export function Navigation({ shown }: { readonly shown: WindowEntry | undefined }) {
  const styles = useStyles();
  const states = useOptionStates().data;
  const isOn = (entry: WindowEntry): boolean => {
    const option = optionOfWindow(entry.id);
    return option !== undefined && states?.find((state) => state.option === option)?.on === true;
  };
  const nav = useRef<HTMLElement>(null);
  // With many windows the one that is shown may be below the edge.
  useEffect(() => {
    nav.current?.querySelector('[data-shown]')?.scrollIntoView({ block: 'nearest' });
  }, [shown?.id]);
  return (
    <nav ref={nav} data-pane aria-label={texts.frame.windows} className={styles.navigation}>
      {WINDOW_GROUPS.map((group) => (
        <section key={group} aria-labelledby={`windows-${group}`}>
          <h2 id={`windows-${group}`} className={styles.group}>
            {names.groups[group]}
          </h2>
          <ul className={styles.list}>
            {windowsOf(group).map((entry) => (
              <li key={entry.id}>
                <Link
                  to={entry.path}
                  className={styles.link}
                  activeProps={{}}
                  {...(entry.id === shown?.id ? { 'data-shown': true, 'aria-current': 'page' as const } : { 'aria-current': undefined })}
                >
                  <span className={styles.name} title={windowTitle(names, entry.id)}>
                    {texts.frame.shortTitles[entry.id] ?? windowTitle(names, entry.id)}
                  </span>
                  {isOn(entry) && (
                    <span className={mergeClasses(styles.mark)}>
                      <Checkmark12Regular aria-label={texts.frame.optionOn} />
                    </span>
                  )}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
