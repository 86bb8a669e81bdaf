/** Above the list of messages: what is searched for. */
import { Button, Input, makeStyles, Select, ToggleButton, tokens } from '@fluentui/react-components';
import { FilterDismiss16Regular } from '@fluentui/react-icons/svg/filter-dismiss';
import { Search16Regular } from '@fluentui/react-icons/svg/search';
import { useState } from 'react';
import { type ReasonId, REASONS } from '../../../shared/decisions/reasons.ts';
import { checkIdSchema, verdictSchema } from '../../../shared/decisions/verdicts.ts';
import { names, texts } from '../../texts.ts';
import { PinButton } from '../../ui/pin-button.tsx';
import { TimeRangeField } from '../../ui/time-range-field.tsx';
import { whyWords } from '../../ui/why.ts';
import { ID_FIELDS, isAsked, type MessageForm, NO_FORM, TEXT_FIELDS, usesMore } from './message-filter.ts';

const words = texts.messages;
/** As the filter of the admin API has it. */
const FIND_LENGTH = 320;
const REASON_CHOICES = (Object.keys(REASONS) as ReasonId[]).filter((reason) => reason !== 'nothing-wrong').toSorted();

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '4px 6px',
    flexShrink: 0,
    padding: '6px 8px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  title: { margin: '0 10px 0 0', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  find: { flex: '1 1 250px', minWidth: '160px', maxWidth: '360px' },
  choice: { minWidth: 0, maxWidth: '146px' },
  line: { display: 'flex', flexWrap: 'wrap', flexBasis: '100%', gap: '4px 6px', alignItems: 'center' },
  field: { flex: '1 1 130px', minWidth: '110px' },
});

export interface MessageToolbarProps {
  readonly form: MessageForm;
  readonly onChange: (change: Partial<MessageForm>) => void;
}

export function MessageToolbar({ form, onChange }: MessageToolbarProps) {
  const styles = useStyles();
  const [more, setMore] = useState(usesMore(form));
  return (
    <div className={styles.root} role="search" aria-label={words.find}>
      <h1 className={styles.title}>{words.title}</h1>
      <Input
        size="small"
        className={styles.find}
        contentBefore={<Search16Regular aria-hidden />}
        aria-label={words.find}
        placeholder={words.findHint}
        maxLength={FIND_LENGTH}
        spellCheck={false}
        autoComplete="off"
        value={form.find}
        onChange={(_event, { value }) => onChange({ find: value })}
      />
      <Choices form={form} onChange={onChange} />
      <TimeRangeField value={form} onChange={onChange} />
      <ToggleButton size="small" appearance="subtle" checked={more} onClick={() => setMore(!more)}>
        {words.more}
      </ToggleButton>
      {isAsked(form) && (
        <Button size="small" appearance="subtle" icon={<FilterDismiss16Regular />} onClick={() => onChange(NO_FORM)}>
          {words.clear}
        </Button>
      )}
      {more && (
        <div className={styles.line}>
          {TEXT_FIELDS.map((field) => (
            <Input
              key={field}
              size="small"
              className={styles.field}
              aria-label={words.fields[field]}
              placeholder={words.fields[field]}
              maxLength={FIND_LENGTH}
              spellCheck={false}
              autoComplete="off"
              value={form[field]}
              onChange={(_event, { value }) => onChange({ [field]: value })}
            />
          ))}
        </div>
      )}
      <Pins form={form} onChange={onChange} />
    </div>
  );
}

function Choices({ form, onChange }: MessageToolbarProps) {
  const styles = useStyles();
  return (
    <>
      <Select
        size="small"
        className={styles.choice}
        aria-label={words.verdict}
        value={form.verdict}
        onChange={(_event, { value }) => onChange({ verdict: verdictSchema.options.find((verdict) => verdict === value) ?? '' })}
      >
        <option value="">{words.anyVerdict}</option>
        {verdictSchema.options.map((verdict) => (
          <option key={verdict} value={verdict}>
            {names.verdicts[verdict]}
          </option>
        ))}
      </Select>
      <Select
        size="small"
        className={styles.choice}
        aria-label={words.check}
        value={form.option}
        onChange={(_event, { value }) => onChange({ option: checkIdSchema.options.find((check) => check === value) ?? '' })}
      >
        <option value="">{words.anyCheck}</option>
        {checkIdSchema.options.map((check) => (
          <option key={check} value={check}>
            {whyWords.check(check)}
          </option>
        ))}
      </Select>
      <Select
        size="small"
        className={styles.choice}
        aria-label={words.reason}
        value={form.reason}
        onChange={(_event, { value }) => onChange({ reason: REASON_CHOICES.find((reason) => reason === value) ?? '' })}
      >
        <option value="">{words.anyReason}</option>
        {REASON_CHOICES.map((reason) => (
          <option key={reason} value={reason} title={names.reasons[reason]}>
            {reason}
          </option>
        ))}
      </Select>
    </>
  );
}

/** What a link narrowed the list to; each goes with a click. */
function Pins({ form, onChange }: MessageToolbarProps) {
  const styles = useStyles();
  const pinned = ID_FIELDS.filter((field) => form[field] !== '');
  if (pinned.length === 0) return null;
  return (
    <div className={styles.line}>
      {pinned.map((field) => (
        <PinButton
          key={field}
          name={words.fields[field]}
          value={form[field]}
          label={texts.log.removePin(words.fields[field], form[field])}
          onRemove={() => onChange({ [field]: '' })}
        />
      ))}
    </div>
  );
}
