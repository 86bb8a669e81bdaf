/** Chooses a span of time. */
import { Input, makeStyles, Select } from '@fluentui/react-components';
import { texts } from '../texts.ts';
import { TIME_RANGES, type TimeChoice } from './time-range.ts';

const useStyles = makeStyles({ select: { flexShrink: 0 }, moment: { width: '178px' } });

export interface TimeRangeFieldProps {
  readonly value: TimeChoice;
  readonly onChange: (change: Partial<TimeChoice>) => void;
}

export function TimeRangeField({ value, onChange }: TimeRangeFieldProps) {
  const styles = useStyles();
  const words = texts.messages.time;
  return (
    <>
      <Select
        size="small"
        className={styles.select}
        aria-label={words.label}
        value={value.range}
        onChange={(_event, { value: chosen }) => onChange({ range: TIME_RANGES.find((range) => range === chosen) ?? '' })}
      >
        <option value="">{words.any}</option>
        {TIME_RANGES.map((range) => (
          <option key={range} value={range}>
            {words.ranges[range]}
          </option>
        ))}
      </Select>
      {value.range === 'between' &&
        (['since', 'until'] as const).map((end) => (
          <Input
            key={end}
            size="small"
            type="datetime-local"
            className={styles.moment}
            aria-label={words[end]}
            value={value[end]}
            onChange={(_event, { value: moment }) => onChange({ [end]: moment })}
          />
        ))}
    </>
  );
}
