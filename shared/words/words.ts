/** What shared/ calls things, in each language: menus, windows, options, settings, verdicts, reasons, events. */
import type { RelayTestGap } from '../admin-api/relay-test.ts';
import type { HitPlace } from '../admin-api/security.ts';
import type { Counter } from '../admin-api/server.ts';
import type { SessionStage } from '../admin-api/sessions.ts';
import type { ConcernId } from '../concerns.ts';
import type { ReasonId } from '../decisions/reasons.ts';
import type { Skip, Verdict } from '../decisions/verdicts.ts';
import type { EventKind } from '../events.ts';
import type { Language } from '../language.ts';
import type { MenuId, PlainCommand } from '../menu.ts';
import type { FindingId } from '../security-findings.ts';
import type { SecurityOptionId } from '../security-options.ts';
import type { SecurityWindowId, WindowGroup, WindowId } from '../windows.ts';

export interface FieldWords {
  readonly label: string;
  readonly help: string;
}

export interface SharedWords {
  /** Each language by its own name. */
  readonly languages: Readonly<Record<Language, string>>;
  readonly menus: Readonly<Record<MenuId, string>>;
  readonly groups: Readonly<Record<WindowGroup, string>>;
  /** The windows of security options are called as the option. */
  readonly windows: Readonly<Record<Exclude<WindowId, SecurityWindowId>, string>>;
  /** An ellipsis at the end: it asks for more before it does anything. */
  readonly commands: Readonly<Record<PlainCommand, string>>;
  /** In the submenu of a security option. */
  readonly openOption: string;
  readonly counters: Readonly<Record<Counter, string>>;
  readonly eventKinds: Readonly<Record<EventKind, string>>;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly skips: Readonly<Record<Skip, string>>;
  /** Why something was refused, for the administrator. */
  readonly reasons: Readonly<Record<ReasonId, string>>;
  readonly findings: Readonly<Record<FindingId, string>>;
  readonly hitPlaces: Readonly<Record<HitPlace, string>>;
  readonly concerns: Readonly<Record<ConcernId, { readonly text: string; readonly fixLabel: string }>>;
  readonly sessionStages: Readonly<Record<SessionStage, string>>;
  readonly relayTestGaps: Readonly<Record<RelayTestGap, string>>;
  readonly options: Readonly<Record<SecurityOptionId, { readonly title: string; readonly summary: string; readonly differs: string }>>;
  /** Label and help of a setting, by its path with `[]` for the places of a list: `security.filters.entries[].text`. */
  readonly field: (path: string) => FieldWords | undefined;
}
