/** One run through the checks of a stage: what was found so far, and what it comes to. */
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import { type CheckId, isOption, type Skip, type TraceStep, type Verdict } from '../../shared/decisions/verdicts.ts';
import type { Stage } from '../../shared/security-options.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Lookups } from './lookups.ts';
import type { Answer, Finding, Hit } from './option.ts';
import { GATES } from './relay-control.ts';

/** What a run decides by. */
export interface Rules {
  readonly settings: Settings;
  /** The revision of these settings; 0 for settings that are only proposed. */
  readonly revision: number;
  readonly lookups: Lookups;
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly reason: ReasonId;
  /** The check that settled it; the last of the stage where all passed. */
  readonly check: CheckId;
  /** The text of the entry that settled it, raw. */
  readonly entry?: string;
  /** Relay control has granted it: the recipient may be elsewhere. */
  readonly relayGranted: boolean;
  /** The check that opened the gate for that. */
  readonly gate?: CheckId;
  /** The check that wants the message marked. */
  readonly taggedBy?: CheckId;
  /** All list entries that matched. */
  readonly hits: readonly Hit[];
}

const PASSED: Pick<Finding, 'verdict' | 'reason' | 'entry'> = { verdict: 'pass', reason: 'nothing-wrong' };

type Ran = Extract<TraceStep, { outcome: 'ran' }>;
type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

export class StageRun {
  readonly rules: Rules;
  /** The first finding that opened a gate for relaying. */
  gate: Finding | undefined;
  #gatekeeper: CheckId | undefined;
  readonly #stage: Stage;
  readonly #note: (step: TraceStep) => void;
  readonly #hits: Hit[] = [];
  #taggedBy: CheckId | undefined;
  #relayGranted = false;
  #settled: { readonly check: CheckId; readonly finding: Finding } | undefined;
  #last: CheckId = 'server-limits';

  constructor(stage: Stage, rules: Rules, note: (step: TraceStep) => void) {
    this.#stage = stage;
    this.rules = rules;
    this.#note = note;
  }

  /** A check has decided: the ones behind it are not asked. */
  get final(): boolean {
    return this.#settled !== undefined;
  }

  get outcome(): Outcome {
    const { check, finding } = this.#settled ?? { check: this.#last, finding: PASSED };
    const { verdict, reason, entry } = finding;
    const outcome: Writable<Outcome> = {
      verdict,
      reason,
      check,
      relayGranted: this.#relayGranted && this.#settled === undefined,
      hits: this.#hits,
    };
    if (entry !== undefined) outcome.entry = entry;
    if (this.#gatekeeper !== undefined) outcome.gate = this.#gatekeeper;
    if (this.#taggedBy !== undefined) outcome.taggedBy = this.#taggedBy;
    return outcome;
  }

  /** Takes the answer of a check, in `milliseconds`. */
  take(check: CheckId, answer: Answer, milliseconds: number): void {
    this.#last = check;
    if ('skip' in answer) {
      this.#noteSkipped(check, answer.skip, answer.input);
      return;
    }
    const finding = this.#allowed(check, answer);
    const { verdict, reason, input, entry, detail, hits } = finding;
    if (hits !== undefined) this.#hits.push(...hits);
    // A dozen for each message: made in one piece, which takes a fraction of putting it together from parts.
    const step: Ran = { check, stage: this.#stage, input, revision: this.rules.revision, outcome: 'ran', verdict, reason, milliseconds };
    if (entry !== undefined) step.entry = entry;
    if (detail !== undefined) step.detail = detail;
    this.#note(step);
    this.#act(check, finding);
  }

  #act(check: CheckId, finding: Finding): void {
    switch (finding.verdict) {
      case 'pass':
        return;
      case 'grant-relay':
        if (check === 'relay-control') this.#relayGranted = true;
        else if (this.gate === undefined) {
          this.gate = finding;
          this.#gatekeeper = check;
        }
        return;
      case 'tag':
        this.#taggedBy ??= check;
        return;
      case 'quarantine':
      case 'discard':
      case 'bounce':
      case 'defer':
      case 'reject':
      case 'disconnect':
        this.#settled = { check, finding };
    }
  }

  /** The check was not asked, since an earlier one has decided. */
  skip(check: CheckId): void {
    this.#noteSkipped(check, 'decided-before', '');
  }

  /** What opens a gate counts only from the options that guard one, at RCPT: from any other it is a mere pass. */
  #allowed(check: CheckId, finding: Finding): Finding {
    if (finding.verdict !== 'grant-relay' || check === 'relay-control') return finding;
    const guardsGate = this.#stage === 'rcpt' && isOption(check) && GATES.get(check) === finding.reason;
    return guardsGate ? finding : { ...finding, verdict: 'pass' };
  }

  #noteSkipped(check: CheckId, skip: Skip, input: string): void {
    this.#note({ check, stage: this.#stage, input, revision: this.rules.revision, outcome: 'skipped', skip });
  }
}
