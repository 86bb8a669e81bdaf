/** The security summary: green, or the exact thing that is wrong, with the button that mends it. The gravest stands first, the others unfold. */
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ChevronDown16Regular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronUp16Regular } from '@fluentui/react-icons/svg/chevron-up';
import { ErrorCircle16Filled } from '@fluentui/react-icons/svg/error-circle';
import { Info16Regular } from '@fluentui/react-icons/svg/info';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { useState } from 'react';
import type { FoundConcern } from '../../../shared/admin-api/overview.ts';
import type { Status } from '../../../shared/admin-api/server.ts';
import { type ConcernLevel, concernOf, type Fix } from '../../../shared/concerns.ts';
import { useConcerns } from '../../client/overview.ts';
import { names, said, texts } from '../../texts.ts';
import { formatDate } from '../../ui/format.ts';
import { useHeldWhilePressed } from '../../ui/held-while-pressed.ts';
import { ConsolePasswordDialog } from './console-password-dialog.tsx';
import { useFix } from './use-fix.ts';

const words = texts.overview.security;

const useStyles = makeStyles({
  root: { flexShrink: 0, overflowY: 'auto', maxHeight: '172px' },
  line: { display: 'flex', alignItems: 'center', columnGap: '8px', minHeight: '32px', padding: '2px 6px 2px 10px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold, flexShrink: 0 },
  list: { margin: 0, padding: 0, listStyleType: 'none' },
  item: {
    display: 'flex',
    alignItems: 'center',
    columnGap: '8px',
    minHeight: '28px',
    padding: '1px 6px 1px 10px',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  text: { minWidth: 0, lineHeight: '16px' },
  space: { flex: 1 },
  button: { flexShrink: 0, whiteSpace: 'nowrap' },
  icon: { flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1 },
  error: { color: tokens.colorStatusDangerForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  info: { color: tokens.colorNeutralForeground3 },
});

export interface SecuritySummaryProps {
  readonly status: Status;
  readonly overviewShown: boolean;
  readonly onShowOverview: (shown: boolean) => void;
}

export function SecuritySummary({ status, overviewShown, onShowOverview }: SecuritySummaryProps) {
  const styles = useStyles();
  const [concerns, press] = useHeldWhilePressed(useConcerns(status).data);
  const [unfolded, unfold] = useState(false);
  // Here, and not in the lines, which come and go: the question that a change raises stays with this window.
  const [settingPassword, setPassword] = useState(false);
  const mend = useFix(() => setPassword(true));
  const dangers = (concerns ?? []).filter(({ id }) => concernOf(id).level !== 'info');
  const hints = (concerns ?? []).filter(({ id }) => concernOf(id).level === 'info');
  const [first, ...others] = dangers;
  const hidden = [...others, ...hints];
  return (
    <section className={styles.root} aria-label={words.title} onPointerDown={press}>
      <div className={styles.line} role="status">
        <h2 className={styles.title}>{words.title}</h2>
        {first === undefined ? <Good known={concerns !== undefined} /> : <ConcernLine key={keyOf(first)} concern={first} onFix={mend} />}
        <span className={styles.space} />
        {hidden.length > 0 && (
          <Button
            size="small"
            appearance="subtle"
            className={styles.button}
            aria-expanded={unfolded}
            iconPosition="after"
            icon={unfolded ? <ChevronUp16Regular /> : <ChevronDown16Regular />}
            onClick={() => unfold(!unfolded)}
          >
            {unfolded ? words.less : first === undefined ? words.hints(hidden.length) : words.more(hidden.length)}
          </Button>
        )}
        <Button
          size="small"
          appearance="subtle"
          className={styles.button}
          aria-expanded={overviewShown}
          aria-label={overviewShown ? texts.overview.hide : texts.overview.show}
          title={overviewShown ? texts.overview.hide : texts.overview.show}
          icon={overviewShown ? <ChevronUp16Regular /> : <ChevronDown16Regular />}
          onClick={() => onShowOverview(!overviewShown)}
        />
      </div>
      {unfolded && hidden.length > 0 && (
        <ul className={styles.list}>
          {hidden.map((concern) => (
            <li key={keyOf(concern)} className={styles.item}>
              <ConcernLine concern={concern} onFix={mend} />
            </li>
          ))}
        </ul>
      )}
      {settingPassword && <ConsolePasswordDialog onClose={() => setPassword(false)} />}
    </section>
  );
}

function keyOf({ id, detail = '' }: FoundConcern): string {
  return `${id} ${detail}`;
}

function Good({ known }: { readonly known: boolean }) {
  const styles = useStyles();
  if (!known) return <span className={styles.text}>{words.loading}</span>;
  return (
    <>
      <CheckmarkCircle16Filled className={mergeClasses(styles.icon, styles.good)} aria-hidden />
      <span className={styles.text}>{words.good}</span>
    </>
  );
}

interface ConcernLineProps {
  readonly concern: FoundConcern;
  readonly onFix: (fix: Fix) => void;
}

function ConcernLine({ concern, onFix }: ConcernLineProps) {
  const styles = useStyles();
  const { id } = concern;
  const { fix, level } = concernOf(id);
  return (
    <>
      <LevelIcon level={level} />
      <span className={styles.text}>{textOf(concern)}</span>
      <Button size="small" appearance={level === 'error' ? 'primary' : 'secondary'} className={styles.button} onClick={() => onFix(fix)}>
        {names.concerns[id].fixLabel}
      </Button>
    </>
  );
}

function LevelIcon({ level }: { readonly level: ConcernLevel }) {
  const styles = useStyles();
  const label = words.levels[level];
  if (level === 'error') return <ErrorCircle16Filled className={mergeClasses(styles.icon, styles.error)} aria-label={label} role="img" />;
  if (level === 'warning') return <Warning16Filled className={mergeClasses(styles.icon, styles.warning)} aria-label={label} role="img" />;
  return <Info16Regular className={mergeClasses(styles.icon, styles.info)} aria-label={label} role="img" />;
}

/** As a sentence; what the server names stands in the place of `{detail}`. */
function textOf({ id, detail, at }: FoundConcern): string {
  const text = names.concerns[id].text.replace('{detail}', () => (at === undefined ? said(detail ?? '') : formatDate(at)));
  return text.endsWith('.') ? text : `${text}.`;
}
