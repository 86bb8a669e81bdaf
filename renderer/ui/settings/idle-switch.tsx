/** What a switch that keeps nothing out just now would have kept out; where nobody can know, why not. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { IfSwitched } from '../../../shared/admin-api/security.ts';
import { FORESEEABLE_SWITCHES, type ForeseeableSwitch, UNFORESEEABLE_SWITCHES } from '../../../shared/settings/switch-reasons.ts';
import { EFFECT_DAYS, useIfSwitched } from '../../client/settings.ts';
import { texts } from '../../texts.ts';

const useStyles = makeStyles({
  line: { margin: '2px 0 0', lineHeight: tokens.lineHeightBase200 },
  some: { color: tokens.colorNeutralForeground1 },
  none: { color: tokens.colorNeutralForeground3 },
});

const words = texts.settings.effect.ifSwitched;

/** Nothing for a setting that is no such switch. */
export function IdleSwitchLine({ path }: { readonly path: string }) {
  const styles = useStyles();
  const foreseeable = FORESEEABLE_SWITCHES.find((setting) => setting === path);
  if (foreseeable !== undefined) return <ForeseenLine setting={foreseeable} />;
  const unforeseeable = UNFORESEEABLE_SWITCHES.find((setting) => setting === path);
  return unforeseeable === undefined ? null : <p className={`${styles.line} ${styles.none}`}>{words.unknown[unforeseeable]}</p>;
}

function ForeseenLine({ setting }: { readonly setting: ForeseeableSwitch }) {
  const styles = useStyles();
  const found = useIfSwitched(setting);
  if (found.data === undefined) {
    return <p className={`${styles.line} ${styles.none}`}>{found.isError ? words.failed : words.looking}</p>;
  }
  const hits = found.data?.hits ?? 0;
  return <p className={`${styles.line} ${hits > 0 ? styles.some : styles.none}`}>{foreseen(setting, found.data)}</p>;
}

function foreseen(setting: ForeseeableSwitch, found: IfSwitched | null): string {
  if (found === null) return words.emptyList;
  const { looked, examined, complete, hits } = found;
  if (looked === 'kept') return examined === 0 ? words.noneKept : words.kept(hits, examined, found.kept ?? examined);
  if (examined === 0) return words.noneTaken(EFFECT_DAYS);
  if (setting === 'security.address-verification.assumeBlankSenderIsValid') return words.blank(hits, examined, EFFECT_DAYS, complete);
  return words.taken(hits, examined, EFFECT_DAYS, complete);
}
