/** What a check has looked at, as the window says it. */
import type { TraceStep } from '../../../shared/decisions/verdicts.ts';
import { texts } from '../../texts.ts';
import { formatCount } from '../../ui/format.ts';

/** Sizes are the server's own words; all else is of the client's, or stands for itself. */
const SIZE = /^(<.*>: )?(\d+) bytes$/;

export function inputText({ stage, input }: Pick<TraceStep, 'stage' | 'input'>): string {
  const [, of = '', size] = (stage === 'data' ? SIZE.exec(input) : null) ?? [];
  return size === undefined ? input : of + texts.messages.bytes(formatCount(Number(size)), Number(size));
}
