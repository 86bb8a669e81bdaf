/** While a list loads, or when it could not be loaded. */
import { Spinner } from '@fluentui/react-components';
import { failureText } from '../client/problems.ts';
import { texts } from '../texts.ts';
import { EmptyState } from './empty-state.tsx';

export function Loading({ error, retry }: { readonly error: Error | null; readonly retry: () => void }) {
  if (error === null) return <Spinner size="small" label={texts.connection.connecting} />;
  return <EmptyState title={texts.failure.loading} text={failureText(error)} action={{ label: texts.action.tryAgain, run: retry }} />;
}
