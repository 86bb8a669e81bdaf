/**
 * Messages by hour as stacked bars. Hovering, or the arrow keys, point at an hour and say its figures; a screen reader has them
 * as a table. What is refused is hatched as well as red, what went out is an outline: the colours alone mean nothing.
 */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type KeyboardEvent, useId, useState } from 'react';
import { texts } from '../../texts.ts';
import { formatHour } from '../../ui/format.ts';
import { isSameDay } from '../../ui/short-times.ts';

const words = texts.overview.traffic;

export interface Bar {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly came: number;
  readonly left: number;
  readonly refused: number;
}

const SERIES = ['came', 'left', 'refused'] as const;
const HOUR_MS = 3_600_000;
const [WIDTH, HEIGHT, GAP] = [240, 60, 2] as const;

export const useSeriesStyles = makeStyles({
  bar: { strokeWidth: 1, vectorEffect: 'non-scaling-stroke' },
  came: {
    fill: tokens.colorBrandBackground,
    stroke: tokens.colorBrandBackground,
    '@media (forced-colors: active)': { fill: 'CanvasText', stroke: 'CanvasText' },
  },
  left: {
    fill: tokens.colorNeutralBackground1,
    stroke: tokens.colorNeutralForeground2,
    '@media (forced-colors: active)': { fill: 'Canvas', stroke: 'CanvasText' },
  },
  refused: {
    fill: tokens.colorStatusDangerBackground3,
    stroke: tokens.colorStatusDangerBackground3,
    strokeDasharray: '2 1',
    '@media (forced-colors: active)': { fill: 'Canvas', stroke: 'CanvasText' },
  },
});

const useStyles = makeStyles({
  root: {
    position: 'relative',
    display: 'flex',
    flexDirection: 'column',
    flex: 1,
    minHeight: 0,
    outlineStyle: 'none',
    ':focus-visible': { boxShadow: `0 0 0 2px ${tokens.colorStrokeFocus2}` },
  },
  drawing: { flex: 1, minHeight: 0, width: '100%', borderBottom: `1px solid ${tokens.colorNeutralStroke1}` },
  pointed: { fill: tokens.colorNeutralBackground1Selected },
  clear: { fill: 'transparent' },
  caption: {
    display: 'flex',
    justifyContent: 'space-between',
    height: '16px',
    lineHeight: '16px',
    color: tokens.colorNeutralForeground3,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  },
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  hatch: {
    stroke: tokens.colorNeutralForegroundOnBrand,
    strokeWidth: 1,
    opacity: 0.55,
    '@media (forced-colors: active)': { stroke: 'CanvasText', opacity: 1 },
  },
});

export function TrafficChart({ bars }: { readonly bars: readonly Bar[] }) {
  const styles = useStyles();
  const [pointed, point] = useState<number>();
  const most = Math.max(1, ...bars.map(({ came, left, refused }) => came + left + refused));
  const shown = bars[pointed ?? -1];
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return null;
  const press = (event: KeyboardEvent): void => {
    const next = nextHour(event.key, pointed, bars.length);
    if (next === undefined) return;
    point(next);
    event.preventDefault();
  };
  const hour = pointed ?? bars.length - 1;
  const text = (bar: Bar): string => words.atHour(spanOf(bar), bar.came, bar.left, bar.refused);
  return (
    <>
      <div
        className={styles.root}
        role="slider"
        aria-label={words.chart}
        aria-valuemin={0}
        aria-valuemax={bars.length - 1}
        aria-valuenow={hour}
        aria-valuetext={text(bars[hour] ?? last)}
        tabIndex={0}
        onKeyDown={press}
        onBlur={() => point(undefined)}
      >
        <Drawing bars={bars} most={most} pointed={pointed} onPoint={point} />
        <div className={styles.caption}>
          {shown === undefined ? (
            <>
              <span>{isSameDay(first.start, last.start) ? formatHour(first.start) : words.yesterday(formatHour(first.start))}</span>
              {bars.every(({ came, left, refused }) => came + left + refused === 0) && <span>{words.nothing}</span>}
              <span>{words.now}</span>
            </>
          ) : (
            <span>{text(shown)}</span>
          )}
        </div>
      </div>
      <HourTable bars={bars} />
    </>
  );
}

function spanOf({ start }: Bar): string {
  return `${formatHour(start)}–${formatHour(start + HOUR_MS)}`;
}

function nextHour(key: string, pointed: number | undefined, count: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, (pointed ?? count) - 1);
    case 'ArrowRight':
      return Math.min(count - 1, (pointed ?? -1) + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** The pattern of what is refused, to fill a shape with: in the chart and in its legend. */
export function Hatch({ id }: { readonly id: string }) {
  const styles = useStyles();
  return (
    <defs>
      <pattern id={id} width="3" height="3" patternUnits="userSpaceOnUse">
        <path d="M0 3 L3 0" className={styles.hatch} />
      </pattern>
    </defs>
  );
}

interface DrawingProps {
  readonly bars: readonly Bar[];
  readonly most: number;
  readonly pointed: number | undefined;
  readonly onPoint: (hour: number | undefined) => void;
}

function Drawing({ bars, most, pointed, onPoint }: DrawingProps) {
  const styles = useStyles();
  const id = useId();
  const seriesStyles = useSeriesStyles();
  const width = WIDTH / Math.max(1, bars.length);
  return (
    <svg className={styles.drawing} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden onMouseLeave={() => onPoint(undefined)}>
      <Hatch id={id} />
      {bars.map((bar, place) => {
        let top = HEIGHT;
        return (
          <g key={bar.start} onMouseEnter={() => onPoint(place)}>
            <rect x={place * width} width={width} height={HEIGHT} className={place === pointed ? styles.pointed : styles.clear} />
            {SERIES.map((series) => {
              const height = (bar[series] / most) * (HEIGHT - 2);
              if (height === 0) return null;
              top -= height;
              const box = { x: place * width + GAP / 2, y: top, width: width - GAP, height };
              return (
                <g key={series}>
                  <rect {...box} className={mergeClasses(seriesStyles.bar, seriesStyles[series])} />
                  {series === 'refused' && <rect {...box} fill={`url(#${id})`} />}
                </g>
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}

function HourTable({ bars }: { readonly bars: readonly Bar[] }) {
  const styles = useStyles();
  return (
    <table className={styles.hidden}>
      <caption>{words.table}</caption>
      <thead>
        <tr>
          <th scope="col">{words.hour}</th>
          <th scope="col">{words.in}</th>
          <th scope="col">{words.out}</th>
          <th scope="col">{words.refused}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.start}>
            <th scope="row">{spanOf(bar)}</th>
            <td>{bar.came}</td>
            <td>{bar.left}</td>
            <td>{bar.refused}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
