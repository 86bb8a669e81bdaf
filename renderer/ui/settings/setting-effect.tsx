/** What a setting did in the last days, in a sentence, with a way to see it. */
import { Link, makeStyles, tokens, mergeClasses } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { effectOf, isIdle, type SettingEffect } from '../../../shared/settings/switch-reasons.ts';
import { EFFECT_DAYS, useTally } from '../../client/settings.ts';
import { texts } from '../../texts.ts';
import { countEffect } from './count-effect.ts';
import { examinedSwitch, ExaminedEffectLine } from './examined-effect.tsx';
import { IdleSwitchLine } from './idle-switch.tsx';

const useStyles = makeStyles({
  line: { display: 'flex', flexWrap: 'wrap', columnGap: '6px', margin: '2px 0 0', lineHeight: tokens.lineHeightBase200 },
  some: { color: tokens.colorNeutralForeground1 },
  none: { color: tokens.colorNeutralForeground3 },
  link: { fontSize: 'inherit' },
});

/** Nothing for a setting that decides nothing by itself. */
export function SettingEffectLine({ path, value }: { readonly path: string; readonly value: unknown }) {
  const examined = examinedSwitch(path);
  if (examined !== undefined) return <ExaminedEffectLine setting={examined} value={value} />;
  const effect = effectOf(path);
  if (effect === undefined) return null;
  const idle = typeof value === 'boolean' && isIdle(path, value);
  return (
    <>
      <EffectLine effect={effect} idle={idle} />
      {idle && <IdleSwitchLine path={path} />}
    </>
  );
}

function EffectLine({ effect, idle }: { readonly effect: SettingEffect; readonly idle: boolean }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const tally = useTally(effect.option).data;
  const words = texts.settings.effect;
  // Its line is kept free, so that the settings below do not move when it has been counted.
  if (tally === undefined) return idle ? null : <p className={styles.line}>{'\u00A0'}</p>;
  const counts = [...countEffect(effect, tally)];
  // That a switch which is off did nothing goes without saying; what it would have done stands below.
  if (counts.length === 0 && idle) return null;
  if (counts.length === 0) return <p className={mergeClasses(styles.line, styles.none)}>{words.nothing(EFFECT_DAYS)}</p>;
  const [reason] = effect.reasons;
  const search = { option: effect.option, ...(effect.reasons.length === 1 ? { reason } : {}) };
  return (
    <p className={mergeClasses(styles.line, styles.some)}>
      <span>{words.did(counts.map(([kind, count]) => words.kinds[kind](count)).join(', '), EFFECT_DAYS)}</span>
      <Link as="button" inline className={styles.link} onClick={() => void navigate({ to: '/messages', search })}>
        {words.show}
      </Link>
    </p>
  );
}
