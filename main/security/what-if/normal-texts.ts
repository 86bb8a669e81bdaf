/** Hands on each text of a message as a whole, in the normal form that filters see (filters/normalise.ts). */
import type { FilterHit } from '../content/scanned-content.ts';
import { NormalText } from '../filters/normalise.ts';
import type { TextPieces, TextTaker } from '../filters/text-search.ts';

type Where = FilterHit['where'];

export function normalTexts(look: (where: Where, whole: string) => void): TextTaker {
  const open = (where: Where): TextPieces => {
    const normal = new NormalText();
    return { ascii: (bytes) => normal.ascii(bytes), text: (text) => normal.text(text), end: () => look(where, normal.end()) };
  };
  return {
    open,
    whole: (where, text) => {
      const pieces = open(where);
      pieces.text(text);
      pieces.end();
    },
  };
}
