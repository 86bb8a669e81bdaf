/** Messages in, out and refused: figures of the day and of this hour, the queue, and a chart by hour. */
import { Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { useId } from 'react';
import type { HourCounters } from '../../../shared/admin-api/server.ts';
import { useHours } from '../../client/overview.ts';
import { texts } from '../../texts.ts';
import { formatCount } from '../../ui/format.ts';
import { type Bar, Hatch, TrafficChart, useSeriesStyles } from './traffic-chart.tsx';

const words = texts.overview.traffic;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', height: '100%', padding: '4px 10px 4px', boxSizing: 'border-box' },
  figures: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: '10px', rowGap: '2px', margin: 0 },
  figure: { flexGrow: 1, minWidth: 0, margin: 0 },
  name: { display: 'flex', alignItems: 'center', columnGap: '5px', color: tokens.colorNeutralForeground2, whiteSpace: 'nowrap' },
  mark: { width: '9px', height: '9px', flexShrink: 0 },
  number: { margin: 0, fontSize: tokens.fontSizeBase400, lineHeight: '20px', fontWeight: tokens.fontWeightSemibold, fontVariantNumeric: 'tabular-nums' },
  hour: {
    display: 'block',
    fontSize: tokens.fontSizeBase100,
    fontWeight: tokens.fontWeightRegular,
    lineHeight: '14px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    color: tokens.colorNeutralForeground3,
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  },
  link: { fontSize: 'inherit', fontWeight: 'inherit' },
});

export function TrafficPanel({ queued }: { readonly queued: number }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const bars = (useHours().data ?? []).map((hour) => barOf(hour));
  return (
    <div className={styles.root}>
      <dl className={styles.figures}>
        <Figure bars={bars} series="came" name={words.in} />
        <Figure bars={bars} series="left" name={words.out} />
        <Figure bars={bars} series="refused" name={words.refused} help={words.refusedHelp} />
        <div className={styles.figure}>
          <dt className={styles.name}>{words.queue}</dt>
          <dd className={styles.number}>
            <Link as="button" className={styles.link} onClick={() => void navigate({ to: '/queue' })}>
              {formatCount(queued)}
            </Link>
          </dd>
        </div>
      </dl>
      <TrafficChart bars={bars} />
    </div>
  );
}

function barOf({ start, counters }: HourCounters): Bar {
  return {
    start,
    came: counters.messagesAccepted,
    left: counters.relayed,
    refused: counters.messagesRefused + counters.recipientsRefused + counters.sendersRefused,
  };
}

interface FigureProps {
  readonly bars: readonly Bar[];
  readonly series: 'came' | 'left' | 'refused';
  readonly name: string;
  readonly help?: string;
}

function Figure({ bars, series, name, help }: FigureProps) {
  const styles = useStyles();
  const seriesStyles = useSeriesStyles();
  const id = useId();
  return (
    <div className={styles.figure} title={help}>
      <dt className={styles.name}>
        <svg className={styles.mark} viewBox="0 0 9 9" aria-hidden>
          <rect width="9" height="9" className={mergeClasses(seriesStyles.bar, seriesStyles[series])} />
          {series === 'refused' && (
            <>
              <Hatch id={id} />
              <rect width="9" height="9" fill={`url(#${id})`} />
            </>
          )}
        </svg>
        {name}
      </dt>
      <dd className={styles.number}>
        {formatCount(bars.reduce((sum, bar) => sum + bar[series], 0))}
        <small className={styles.hour}>{words.thisHour(bars.at(-1)?.[series] ?? 0)}</small>
      </dd>
    </div>
  );
}
