/** Asks before a risky change is made: what may go wrong, what recent traffic says, and whether it goes back by itself. */
import { makeStyles, mergeClasses, Spinner, tokens } from '@fluentui/react-components';
import { Warning20Filled } from '@fluentui/react-icons/svg/warning';
import { useEffect } from 'react';
import type { Problem } from '../../../shared/admin-api/errors.ts';
import { EVIDENCE, type Evidence, isOnTrial, type Risk, SETTING_RISKS } from '../../../shared/settings/risks.ts';
import { ADDRESS_RISKS } from '../../../shared/net/address-risks.ts';
import { sentence } from '../../client/problems.ts';
import { usePendingFigures } from '../../client/settings.ts';
import { said, texts } from '../../texts.ts';
import { FormDialog } from '../form-dialog.tsx';
import { formatDateTime } from '../format.ts';
import { spokenLabel } from './field-words.ts';
import { shownValue } from './shown-value.ts';

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', rowGap: '12px' },
  risk: { display: 'grid', gridTemplateColumns: '20px minmax(0, 1fr)', columnGap: '10px' },
  icon: { color: tokens.colorStatusWarningForeground3 },
  text: { margin: 0, overflowWrap: 'anywhere' },
  ban: { margin: '0 0 8px', overflowWrap: 'anywhere' },
  change: { margin: '2px 0 0', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  counting: { display: 'flex', alignItems: 'center', columnGap: '6px' },
  trial: { margin: '4px 0 0', fontWeight: tokens.fontWeightSemibold },
});

export interface RiskDialogProps {
  readonly risks: readonly Problem[];
  /** What is to be taken back, where the risk is what was before. */
  readonly takenBack: string | undefined;
  /** What had the focus before: it is there again afterwards, wherever it is, in a form below or in the window. */
  readonly askedAt: Element | null;
  readonly onAnswer: (yes: boolean) => void;
}

export function RiskDialog({ risks, takenBack, askedAt, onAnswer }: RiskDialogProps) {
  const styles = useStyles();
  // Before the dialogs' own way back, which knows the buttons of the window below a form, and not the form.
  useEffect(() => () => (askedAt instanceof HTMLElement && askedAt.isConnected ? askedAt.focus() : undefined), [askedAt]);
  const words = texts.settings.risk;
  const { title, confirm } = takenBack === undefined ? words : words.undo;
  // Each risk of a ban is of the same one.
  const ban = risks.map(banText).find((text) => text !== '') ?? '';
  const losing = risks.map(({ field }) => field).find(isLoss);
  const undoText = losing === undefined ? words.undo.text : words.undo.losing[losing];
  return (
    <FormDialog
      title={title}
      submitLabel={confirm}
      danger
      careful={losing !== undefined}
      busy={false}
      onSubmit={() => onAnswer(true)}
      onClose={() => onAnswer(false)}
    >
      {takenBack !== undefined && <p className={styles.text}>{undoText(takenBack)}</p>}
      {ban !== '' && <p className={styles.ban}>{ban}</p>}
      <ul className={styles.list}>
        {risks.map((risk) => (
          <li key={`${risk.field} ${risk.message}`} className={styles.risk}>
            <Warning20Filled className={styles.icon} aria-hidden />
            <div>
              <p className={styles.text}>{riskText(risk)}</p>
              {changeText(risk) !== '' && <p className={styles.change}>{changeText(risk)}</p>}
              <RecentTraffic facts={risk.facts} />
            </div>
          </li>
        ))}
      </ul>
      {risks.some(({ field }) => isOnTrial(field)) && <p className={styles.trial}>{words.goesBack}</p>}
    </FormDialog>
  );
}

/** What recent traffic says: at once where the server knew it in time, else as soon as it has been counted. Nobody has to wait for it. */
function RecentTraffic({ facts }: Pick<Problem, 'facts'>) {
  const styles = useStyles();
  const pending = facts?.['pending'];
  const counted = usePendingFigures(typeof pending === 'string' ? pending : undefined);
  const figures = pending === undefined ? facts : (counted.data ?? undefined);
  const lines = [evidenceText(figures), openText(figures), replayText(figures)].filter((line) => line !== '');
  return (
    <div role="status">
      {pending !== undefined && counted.isPending && (
        <p className={mergeClasses(styles.change, styles.counting)}>
          <Spinner size="extra-tiny" aria-hidden />
          {words.risk.counting}
        </p>
      )}
      {pending !== undefined && !counted.isPending && lines.length === 0 && <p className={styles.change}>{words.risk.notCounted}</p>}
      {lines.map((line) => (
        <p key={line} className={styles.change}>
          {line}
        </p>
      ))}
    </div>
  );
}

/** A message with facts is put in the words of this window; one without names addresses in the middle of it. */
function riskText({ field, message, facts }: Problem): string {
  const addresses = facts?.['addresses'];
  // Of a ban the message names whom it covers.
  if (facts === undefined || !isRisk(field) || typeof facts['banned'] === 'string') return sentence(message);
  return typeof addresses === 'string' ? words.risk.ofAddresses(said(addresses), words.risk.risks[field]) : words.risk.risks[field];
}

const words = texts.settings;

/** Something would be lost that nothing brings back. */
function isLoss(field: string): field is keyof typeof words.risk.undo.losing {
  return Object.hasOwn(words.risk.undo.losing, field);
}

function isRisk(field: string): field is Risk {
  return Object.hasOwn(SETTING_RISKS, field) || Object.hasOwn(ADDRESS_RISKS, field);
}

/** "Ban of 192.0.2.0/24, until …". */
function banText({ facts }: Problem): string {
  const { banned, until } = facts ?? {};
  if (typeof banned !== 'string') return '';
  if (typeof until !== 'string') return words.risk.ban(said(banned));
  return until === '' ? words.risk.banForGood(said(banned)) : words.risk.banUntil(said(banned), formatDateTime(Date.parse(until)));
}

/** "Require TLS: on → off". */
function changeText({ facts }: Problem): string {
  if (typeof facts?.['path'] !== 'string') return '';
  const { path, from, to } = facts;
  return words.fromTo(spokenLabel(path), shownValue(path, fromJson(from)), shownValue(path, fromJson(to)));
}

function fromJson(text: string | number | undefined): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    // The server writes JSON here; anything else is shown as it came.
    return text;
  }
}

function evidenceText(facts: Problem['facts']): string {
  const evidence = facts?.['evidence'];
  const count = facts?.['count'];
  return typeof evidence === 'string' && isEvidence(evidence) && typeof count === 'number' ? words.evidence[evidence](count) : '';
}

/** Who would be affected at this moment. */
function openText(facts: Problem['facts']): string {
  const connections = facts?.['connections'];
  return typeof connections === 'number' ? words.evidence['connected-now'](connections) : '';
}

/** What playing recent traffic again under the new settings has shown. */
function replayText(facts: Problem['facts']): string {
  const { played, changed, examples } = facts ?? {};
  if (typeof played !== 'number' || typeof changed !== 'number') return '';
  return words.replayed(changed, played, typeof examples === 'string' ? examples : '');
}

function isEvidence(text: string): text is Evidence {
  return Object.hasOwn(EVIDENCE, text);
}
