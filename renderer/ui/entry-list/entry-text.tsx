/** A text of a list's entry. It may have been copied from hostile mail: what would turn the words beside it around is shown escaped. */
import { escapeHostileText } from '../../../shared/text/escape.ts';

export function EntryText({ text }: { readonly text: string }) {
  const shown = escapeHostileText(text);
  return <span title={shown}>{shown}</span>;
}
