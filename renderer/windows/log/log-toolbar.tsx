/** Above the log: pause, search, filters, what the log is pinned to, and how it is laid out. */
import { Button, Input, makeStyles, Select, ToggleButton, tokens, Tooltip } from '@fluentui/react-components';
import { ArrowMaximize16Regular } from '@fluentui/react-icons/svg/arrow-maximize';
import { ArrowMinimize16Regular } from '@fluentui/react-icons/svg/arrow-minimize';
import { FilterDismiss16Regular } from '@fluentui/react-icons/svg/filter-dismiss';
import { TextBulletListTree16Regular } from '@fluentui/react-icons/svg/text-bullet-list-tree';
import { LayoutRowTwoFocusBottom16Filled } from '@fluentui/react-icons/svg/layout-row-two-focus-bottom';
import { Pause16Regular } from '@fluentui/react-icons/svg/pause';
import { Play16Filled } from '@fluentui/react-icons/svg/play';
import { Search16Regular } from '@fluentui/react-icons/svg/search';
import type { KeyboardEvent, RefObject } from 'react';
import { EVENT_KINDS, EVENT_LEVELS, type EventKind } from '../../../shared/events.ts';
import { names, texts } from '../../texts.ts';
import { PinButton } from '../../ui/pin-button.tsx';
import { TimeRangeField } from '../../ui/time-range-field.tsx';
import { ExportMenu } from './export-menu.tsx';
import { type FilterForm, isFiltered, KIND_GROUPS, type KindGroup, type LogProtocol, NO_FILTER, PINS, REASON_CHOICES } from './log-filter.ts';
import { ViewsMenu } from './views-menu.tsx';

/** As the filter of the admin API has it. */
const SEARCH_LENGTH = 500;

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '4px 6px',
    flexShrink: 0,
    padding: '4px 8px',
    backgroundColor: tokens.colorNeutralBackground3,
  },
  search: { flex: '1 1 130px', minWidth: '110px', maxWidth: '340px' },
  pause: { minWidth: '84px' },
  select: { minWidth: 0, maxWidth: '128px' },
  space: { flex: '1 0 0' },
  pins: { display: 'flex', flexWrap: 'wrap', flexBasis: '100%', gap: '4px', margin: 0, padding: 0, listStyleType: 'none' },
});

export interface LogToolbarProps {
  readonly form: FilterForm;
  readonly following: boolean;
  readonly detailsOpen: boolean;
  /** The log has the window to itself. */
  readonly alone: boolean;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onFilter: (change: Partial<FilterForm>) => void;
  readonly bySession: boolean;
  readonly onBySession: (bySession: boolean) => void;
  readonly onToggleFollowing: () => void;
  readonly onToggleDetails: () => void;
  readonly onToggleAlone: () => void;
  /** From the search field into the rows. */
  readonly onEnterRows: () => void;
}

export function LogToolbar(props: LogToolbarProps) {
  const styles = useStyles();
  const { form, following, alone } = props;
  return (
    <div className={styles.root} role="search" aria-label={texts.log.filter}>
      <Button
        size="small"
        className={styles.pause}
        appearance={following ? 'secondary' : 'primary'}
        icon={following ? <Pause16Regular /> : <Play16Filled />}
        onClick={props.onToggleFollowing}
      >
        {following ? texts.log.pause : texts.log.follow}
      </Button>
      <SearchField {...props} />
      <Choices form={form} onFilter={props.onFilter} />
      <TimeRangeField value={form} onChange={props.onFilter} />
      {isFiltered(form) && (
        <Tooltip content={texts.log.clear} relationship="label">
          <Button size="small" appearance="subtle" icon={<FilterDismiss16Regular />} onClick={() => props.onFilter(NO_FILTER)} />
        </Tooltip>
      )}
      <div className={styles.space} />
      <Tooltip content={texts.log.bySession} relationship="label">
        <ToggleButton
          size="small"
          appearance="subtle"
          checked={props.bySession}
          icon={<TextBulletListTree16Regular />}
          onClick={() => props.onBySession(!props.bySession)}
        />
      </Tooltip>
      <ViewsMenu
        form={form}
        bySession={props.bySession}
        onOpen={(view, bySession) => {
          props.onBySession(bySession);
          props.onFilter(view);
        }}
      />
      <ExportMenu form={form} />
      <Tooltip content={texts.log.details} relationship="label">
        <ToggleButton size="small" appearance="subtle" checked={props.detailsOpen} icon={<LayoutRowTwoFocusBottom16Filled />} onClick={props.onToggleDetails} />
      </Tooltip>
      <Tooltip content={alone ? texts.log.withServer : texts.log.fullHeight} relationship="label">
        <Button size="small" appearance="subtle" icon={alone ? <ArrowMinimize16Regular /> : <ArrowMaximize16Regular />} onClick={props.onToggleAlone} />
      </Tooltip>
      <PinList form={form} onFilter={props.onFilter} />
    </div>
  );
}

function SearchField({ form, searchRef, onFilter, onEnterRows }: LogToolbarProps) {
  const styles = useStyles();
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && form.text !== '') onFilter({ text: '' });
    else if (event.key === 'ArrowDown' || event.key === 'Enter') onEnterRows();
    else return;
    event.preventDefault();
  };
  return (
    <Input
      size="small"
      type="text"
      className={styles.search}
      input={{ ref: searchRef }}
      contentBefore={<Search16Regular aria-hidden />}
      aria-label={texts.log.search}
      placeholder={texts.log.search}
      maxLength={SEARCH_LENGTH}
      spellCheck={false}
      autoComplete="off"
      value={form.text}
      onChange={(_event, { value }) => onFilter({ text: value })}
      onKeyDown={press}
    />
  );
}

interface FilterPartProps {
  readonly form: FilterForm;
  readonly onFilter: (change: Partial<FilterForm>) => void;
}

const PROTOCOL_CHOICES = Object.keys(texts.log.protocols) as LogProtocol[];
const GROUP_CHOICES = Object.keys(KIND_GROUPS) as KindGroup[];
const KIND_CHOICES = Object.keys(EVENT_KINDS) as EventKind[];

function Choices({ form, onFilter }: FilterPartProps) {
  const styles = useStyles();
  const words = texts.log;
  return (
    <>
      <Select
        size="small"
        className={styles.select}
        aria-label={words.level}
        value={form.minLevel}
        onChange={(_event, { value }) => onFilter({ minLevel: EVENT_LEVELS.find((level) => level === value) ?? NO_FILTER.minLevel })}
      >
        {EVENT_LEVELS.map((level) => (
          <option key={level} value={level}>
            {words.levelChoices[level]}
          </option>
        ))}
      </Select>
      <Select
        size="small"
        className={styles.select}
        aria-label={words.protocol}
        value={form.protocol}
        onChange={(_event, { value }) => onFilter({ protocol: PROTOCOL_CHOICES.find((protocol) => protocol === value) ?? '' })}
      >
        <option value="">{words.allProtocols}</option>
        {PROTOCOL_CHOICES.map((protocol) => (
          <option key={protocol} value={protocol}>
            {words.protocols[protocol]}
          </option>
        ))}
      </Select>
      <Select
        size="small"
        className={styles.select}
        aria-label={words.reason}
        value={form.reason}
        onChange={(_event, { value }) => onFilter({ reason: REASON_CHOICES.find(({ id }) => id === value)?.id ?? '' })}
      >
        <option value="">{words.allReasons}</option>
        {REASON_CHOICES.map(({ id, words: sentence }) => (
          <option key={id} value={id}>
            {sentence}
          </option>
        ))}
      </Select>
      <Select
        size="small"
        className={styles.select}
        aria-label={words.kind}
        value={form.kinds}
        onChange={(_event, { value }) => onFilter({ kinds: [...GROUP_CHOICES, ...KIND_CHOICES].find((kinds) => kinds === value) ?? '' })}
      >
        <option value="">{words.allKinds}</option>
        <optgroup label={words.groups}>
          {GROUP_CHOICES.map((group) => (
            <option key={group} value={group}>
              {words.kindGroups[group]}
            </option>
          ))}
        </optgroup>
        <optgroup label={words.kinds}>
          {KIND_CHOICES.map((kind) => (
            <option key={kind} value={kind}>
              {names.eventKinds[kind]}
            </option>
          ))}
        </optgroup>
      </Select>
    </>
  );
}

/** What the log was narrowed to by a click on a row; each goes with a click. */
function PinList({ form, onFilter }: FilterPartProps) {
  const styles = useStyles();
  // The reason has a choice of its own.
  const pinned = PINS.filter((pin) => pin !== 'reason' && form[pin] !== '');
  if (pinned.length === 0) return null;
  return (
    <ul className={styles.pins}>
      {pinned.map((pin) => (
        <li key={pin}>
          <PinButton
            name={texts.log.pins[pin]}
            value={form[pin]}
            label={texts.log.removePin(texts.log.pins[pin], form[pin])}
            onRemove={() => onFilter({ [pin]: '' })}
          />
        </li>
      ))}
    </ul>
  );
}
