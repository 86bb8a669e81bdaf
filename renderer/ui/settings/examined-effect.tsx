/** What a switch did that no tally of reasons tells of, and what has come in because it is as it is; with what cannot be known. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { EXAMINED_SWITCHES, type ExaminedSwitch, type SwitchEffect } from '../../../shared/admin-api/security.ts';
import { EFFECT_DAYS, settingAt, useSettingsValues, useSwitchEffect } from '../../client/settings.ts';
import { texts } from '../../texts.ts';
import { formatCount } from '../format.ts';

const useStyles = makeStyles({ line: { margin: '2px 0 0', lineHeight: tokens.lineHeightBase200, color: tokens.colorNeutralForeground1 } });

export function examinedSwitch(path: string): ExaminedSwitch | undefined {
  return EXAMINED_SWITCHES.find((setting) => setting === path);
}

export function ExaminedEffectLine({ setting, value }: { readonly setting: ExaminedSwitch; readonly value: unknown }) {
  const styles = useStyles();
  const values = useSettingsValues().data;
  const effect = useSwitchEffect(setting).data;
  if (effect === undefined) return <p className={styles.line}>{'\u00A0'}</p>;
  const isLimited = settingAt(values, 'security.attachment-filters.messageSizeLimit') !== null;
  return <p className={styles.line}>{effectText(setting, effect, value === true, isLimited)}</p>;
}

function effectText(setting: ExaminedSwitch, { decisions, more, kept }: SwitchEffect, isOn: boolean, isLimited: boolean): string {
  const words = texts.settings.effect;
  const { examined } = words;
  const count = more ? examined.moreThan(decisions) : formatCount(decisions);
  const nothing = words.nothing(EFFECT_DAYS);
  switch (setting) {
    case 'security.smtp-authentication.usePop3Credentials':
      if (decisions > 0) return examined.mailboxLogins(count, EFFECT_DAYS);
      return isOn ? nothing : examined.mailboxLoginsOff(EFFECT_DAYS);
    case 'security.attachment-filters.byContent':
      if (kept !== null) return `${examined.disguised(kept.hits, kept.examined, kept.kept)} ${examined.notKept}`;
      return decisions > 0 ? examined.byContent(count, EFFECT_DAYS) : nothing;
    case 'security.attachment-filters.ignoreWhenUnlimited':
      if (kept !== null) return `${examined.listIgnored(kept.hits, kept.examined, kept.kept)} ${examined.notKept}`;
      if (isOn && isLimited) return examined.sizeIsLimited;
      return decisions > 0 ? examined.listWouldBeIgnored(count, EFFECT_DAYS) : nothing;
  }
}
