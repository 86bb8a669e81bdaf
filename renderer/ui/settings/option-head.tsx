/** What stands above and below the settings of a security option, in parts that windows with a list can place as they need. */
import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { SubtractCircle16Regular } from '@fluentui/react-icons/svg/subtract-circle';
import type { SecurityFinding } from '../../../shared/admin-api/security.ts';
import type { FindingId } from '../../../shared/security-findings.ts';
import type { SecurityOptionId } from '../../../shared/security-options.ts';
import { declaredField } from '../../../shared/settings/declarations.ts';
import { useFindings, useOptionStates } from '../../client/settings.ts';
import { type SettingChange, useSettingsChanges } from '../../client/settings-changes.tsx';
import { sentence } from '../../client/problems.ts';
import { names, texts } from '../../texts.ts';
import { useNotices } from '../notices.tsx';
import { spokenLabel } from './field-words.ts';

const useStyles = makeStyles({
  state: { display: 'inline-flex', alignItems: 'center', columnGap: '4px', color: tokens.colorNeutralForeground2 },
  on: { color: tokens.colorStatusSuccessForeground1 },
  difference: { color: tokens.colorNeutralForeground2 },
  summary: { cursor: 'pointer', width: 'fit-content', color: tokens.colorBrandForegroundLink },
  text: { margin: '2px 0 0', maxWidth: '110ch' },
  findings: {
    flexShrink: 0,
    display: 'flex',
    flexDirection: 'column',
    rowGap: '4px',
    padding: '6px 12px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  finding: { fontSize: tokens.fontSizeBase200 },
  fix: { minWidth: 'max-content' },
});

/** Whether the option does anything. */
export function OptionStateMark({ option }: { readonly option: SecurityOptionId }) {
  const styles = useStyles();
  const state = useOptionStates().data?.find((one) => one.option === option);
  if (state === undefined) return null;
  return (
    <span className={styles.state}>
      {state.on ? <CheckmarkCircle16Filled className={styles.on} aria-hidden /> : <SubtractCircle16Regular aria-hidden />}
      {state.on ? texts.settings.option.on : texts.settings.option.off}
    </span>
  );
}

/** How it differs from the option of that name in the original. */
export function OptionDifference({ option }: { readonly option: SecurityOptionId }) {
  const styles = useStyles();
  return (
    <details className={styles.difference}>
      <summary className={styles.summary}>{texts.settings.option.differs}</summary>
      <p className={styles.text}>{names.options[option].differs}</p>
    </details>
  );
}

/** What is odd about it, with a button that mends it where one change does. */
export function OptionFindings({ option }: { readonly option: SecurityOptionId }) {
  const styles = useStyles();
  const answer = useFindings(option).data;
  // Here, and not in a finding, which goes as soon as its change is made, or comes again under another name while that is under way.
  const apply = useFixing();
  if (answer === undefined || answer.findings.length === 0) return null;
  return (
    <div className={styles.findings}>
      {answer.findings.slice(0, SHOWN).map((finding) => (
        <Finding key={`${finding.finding} ${finding.index ?? ''}`} finding={finding} onFix={apply} />
      ))}
      {answer.total > SHOWN && <span>{texts.settings.option.moreFindings(answer.total - SHOWN)}</span>}
    </div>
  );
}

/** Findings that are shown at once: more would push the settings off the screen. */
const SHOWN = 3;

function useFixing(): (fix: SettingChange) => Promise<void> {
  const changes = useSettingsChanges();
  const notices = useNotices();
  return async ({ path, value }) => {
    const label = spokenLabel(path);
    const result = await changes.change([{ path, value }], value === true ? texts.settings.switchedOn(label) : texts.settings.switchedOff(label));
    if (result.state === 'refused') notices.failed(result.problems.map(({ message }) => sentence(message)).join(' '));
  };
}

function Finding({ finding, onFix }: { readonly finding: SecurityFinding; readonly onFix: (fix: SettingChange) => Promise<void> }) {
  const styles = useStyles();
  const fix = fixOf(finding);
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody className={styles.finding}>{textOf(finding)}</MessageBarBody>
      {fix !== undefined && (
        <MessageBarActions>
          <Button size="small" className={styles.fix} onClick={() => void onFix(fix)}>
            {fix.value === true ? texts.settings.option.switchOn(spokenLabel(fix.path)) : texts.settings.option.switchOff(spokenLabel(fix.path))}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

function textOf({ finding, entry }: SecurityFinding): string {
  const words = names.findings[finding];
  return sentence(entry === undefined ? words : texts.settings.option.about(entry, words));
}

/** Findings that one switch mends, and what it has to be. */
const FIXES: Partial<Record<FindingId, SettingChange>> = {
  'logins-unused': { path: 'security.smtp-authentication.enabled', value: true },
  'nobody-can-log-in': { path: 'security.smtp-authentication.usePop3Credentials', value: true },
  'rules-without-relaying': { path: 'security.smtp-authentication.enabled', value: true },
  'nobody-can-relay': { path: 'security.smtp-authentication.enabled', value: true },
  'passwords-in-clear': { path: 'security.smtp-authentication.requireTls', value: true },
  'blank-sender-refused': { path: 'security.address-verification.assumeBlankSenderIsValid', value: true },
  'list-ignored': { path: 'security.attachment-filters.ignoreWhenUnlimited', value: false },
};

function fixOf({ option, finding }: SecurityFinding): SettingChange | undefined {
  const enabled = `security.${option}.enabled`;
  if (finding === 'list-switched-off' && declaredField(enabled) !== undefined) return { path: enabled, value: true };
  return FIXES[finding];
}
