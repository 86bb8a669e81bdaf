/** All of one event, below the list: every field, to read, to copy, and to filter by. */
import { Button, makeStyles, mergeClasses, tokens, Tooltip } from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons/svg/dismiss';
import { Filter16Regular } from '@fluentui/react-icons/svg/filter';
import { MoreHorizontal16Regular } from '@fluentui/react-icons/svg/more-horizontal';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { LogEvent } from '../../../shared/events.ts';
import { language } from '../../language.ts';
import { texts } from '../../texts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type EventField, eventAsText, eventFields } from './event-fields.ts';
import { LevelLabel } from './level-label.tsx';
import type { Pin } from './log-filter.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    flexShrink: 0,
    // All fields of a refusal, without scrolling.
    height: '192px',
    maxHeight: '45%',
    borderTop: `1px solid ${tokens.colorNeutralStroke1}`,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  // And what it means.
  translated: { height: '216px' },
  head: { display: 'flex', alignItems: 'center', columnGap: '4px', flexShrink: 0, height: '30px', padding: '0 6px 0 10px' },
  title: { flex: 1, margin: 0, fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold },
  icon: { minWidth: '24px', width: '24px', height: '24px', padding: 0, color: tokens.colorNeutralForeground2 },
  none: { margin: 0, padding: '2px 10px', color: tokens.colorNeutralForeground2 },
  fields: {
    flex: 1,
    minHeight: 0,
    overflow: 'auto',
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(296px, 1fr))',
    gridAutoRows: 'max-content',
    columnGap: '16px',
    margin: 0,
    padding: '0 10px 8px',
  },
  field: { display: 'flex', alignItems: 'flex-start', minHeight: '24px', minWidth: 0 },
  wide: { gridColumn: '1 / -1' },
  name: {
    flexShrink: 0,
    width: '98px',
    padding: '3px 8px 3px 0',
    boxSizing: 'border-box',
    lineHeight: '18px',
    color: tokens.colorNeutralForeground2,
  },
  value: { minWidth: 0, margin: 0, padding: '3px 6px 3px 0', lineHeight: '18px', overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', userSelect: 'text' },
  code: { fontFamily: tokens.fontFamilyMonospace },
  actions: { display: 'flex', flexShrink: 0, margin: '1px 0 0' },
});

const WIDE: ReadonlySet<EventField['id']> = new Set(['explanation', 'meaning', 'text']);

export interface LogDetailsProps {
  readonly event: LogEvent | undefined;
  readonly onPin: (pin: Pin, value: string) => void;
  readonly onMenu: (event: LogEvent, at: DOMRect) => void;
  readonly onClose: () => void;
}

export function LogDetails({ event, onPin, onMenu, onClose }: LogDetailsProps) {
  const styles = useStyles();
  const root = useRef<HTMLElement>(null);
  const close = useEffectEvent(onClose);
  const openMenu = useEffectEvent((at: DOMRect) => {
    if (event !== undefined) onMenu(event, at);
  });
  useEffect(() => {
    const place = root.current;
    const press = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape' || pressed.defaultPrevented) return;
      pressed.preventDefault();
      close();
    };
    const open = (pressed: MouseEvent): void => {
      pressed.preventDefault();
      openMenu(new DOMRect(pressed.clientX, pressed.clientY, 0, 0));
    };
    place?.addEventListener('keydown', press);
    place?.addEventListener('contextmenu', open);
    return () => {
      place?.removeEventListener('keydown', press);
      place?.removeEventListener('contextmenu', open);
    };
  }, []);
  return (
    <section ref={root} aria-label={texts.log.detailsLabel} className={mergeClasses(styles.root, language !== 'en' && styles.translated)}>
      <div className={styles.head}>
        <h2 className={styles.title}>{texts.log.detailsLabel}</h2>
        {event !== undefined && (
          <Button
            appearance="subtle"
            size="small"
            icon={<MoreHorizontal16Regular />}
            // The text that is selected in the details stays selected.
            onMouseDown={(press) => press.preventDefault()}
            onClick={(press) => onMenu(event, press.currentTarget.getBoundingClientRect())}
          >
            {texts.log.menu.more}
          </Button>
        )}
        {event !== undefined && (
          <CopyButton label={texts.log.copyAll} text={eventAsText(event)}>
            {texts.log.copyAll}
          </CopyButton>
        )}
        <Tooltip content={texts.log.closeDetails} relationship="label">
          <Button appearance="subtle" size="small" icon={<Dismiss16Regular />} className={styles.icon} onClick={onClose} />
        </Tooltip>
      </div>
      {event === undefined ? (
        <p className={styles.none}>{texts.log.selectRow}</p>
      ) : (
        <dl className={styles.fields}>
          {eventFields(event).map((field) => (
            <Field key={field.id} field={field} event={event} onPin={onPin} />
          ))}
        </dl>
      )}
    </section>
  );
}

interface FieldProps {
  readonly field: EventField;
  readonly event: LogEvent;
  readonly onPin: (pin: Pin, value: string) => void;
}

function Field({ field: { id, value, pin }, event, onPin }: FieldProps) {
  const styles = useStyles();
  const name = texts.log.field[id];
  const isCode = pin !== undefined || id === 'text' || id === 'number' || id === 'reply';
  return (
    <div className={mergeClasses(styles.field, WIDE.has(id) && styles.wide)}>
      <dt className={styles.name}>{name}</dt>
      <dd className={mergeClasses(styles.value, isCode && styles.code)}>{id === 'level' ? <LevelLabel level={event.level} /> : value}</dd>
      <dd className={styles.actions}>
        {pin !== undefined && (
          <Tooltip content={texts.log.only[pin]} relationship="label">
            <Button appearance="subtle" size="small" icon={<Filter16Regular />} className={styles.icon} onClick={() => onPin(pin, value)} />
          </Tooltip>
        )}
        <CopyButton label={texts.log.copyField(name)} text={value} />
      </dd>
    </div>
  );
}
