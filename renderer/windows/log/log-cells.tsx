/** The cells of a line of the live log. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { texts } from '../../texts.ts';
import { useCellStyles } from './log-columns.ts';
import type { Pin } from './log-filter.ts';

const useStyles = makeStyles({
  pin: {
    display: 'block',
    maxWidth: '100%',
    height: '22px',
    padding: 0,
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'pre',
    cursor: 'pointer',
    ':hover': { color: tokens.colorBrandForegroundLink, textDecorationLine: 'underline' },
  },
});

export function Cell({ text, hint }: { readonly text: string; readonly hint?: boolean }) {
  const cells = useCellStyles();
  return (
    <div role="gridcell" className={cells.cell} title={hint === true ? text : undefined}>
      {text}
    </div>
  );
}

interface PinCellProps {
  readonly pin: Exclude<Pin, 'traceId' | 'reason'>;
  readonly value: string | undefined;
  readonly onPin: (pin: Pin, value: string) => void;
}

/** A value that filters the log when clicked. The keyboard finds the same in the details of the row. */
export function PinCell({ pin, value, onPin }: PinCellProps) {
  const styles = useStyles();
  const cells = useCellStyles();
  return (
    <div role="gridcell" className={cells.cell}>
      {value !== undefined && (
        <button
          type="button"
          tabIndex={-1}
          className={styles.pin}
          title={`${texts.log.only[pin]}: ${value}`}
          // The row is neither selected nor opened by this click: the log goes on, filtered.
          onMouseDown={(event) => event.stopPropagation()}
          onDoubleClick={(event) => event.stopPropagation()}
          onClick={() => onPin(pin, value)}
        >
          {value}
        </button>
      )}
    </div>
  );
}
