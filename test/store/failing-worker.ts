/** A store worker that works until it is asked to fail: an error that nobody catches, as a mistake in a worker would be. */
import { perform } from '../../main/store/threads/protocol.ts';
import { serve } from '../../main/store/threads/worker-side.ts';

export const FAILING_OPERATIONS = {
  echo: (context: null, args: { text: string }): string => `${args.text}${context ?? ''}`,
  fail: (): never => {
    throw new Error('nobody catches this');
  },
};

serve<typeof FAILING_OPERATIONS, string>('failing', () => ({
  facts: 'opened',
  run: (calls) => calls.map((call) => ({ ok: true, result: perform(FAILING_OPERATIONS, null, call) })),
  close: () => {},
}));
