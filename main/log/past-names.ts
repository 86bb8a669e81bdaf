/**
 * Finds a text that is part of the name of a kind of event, of a level or of a protocol, or a number, but not in these names, the
 * ids and the times: `smtp` stands in nearly every line where nobody looks, as do the first digits of all times, and to find that
 * out for each place takes four times as long as to find the places.
 *
 * A name is told from the same word elsewhere by its neighbour: no address, and no reason, is called like a level or a protocol.
 */
import { EVENT_LEVELS, eventKindSchema, logEventSchema } from '../../shared/events.ts';

const KINDS = eventKindSchema.options;
const PROTOCOLS = logEventSchema.shape.protocol.options;
const ANY_LEVEL = `(?:${EVENT_LEVELS.join('|')})`;
const ANY_PROTOCOL = `(?:${PROTOCOLS.join('|')})`;

/** An expression for each way in which `text` may stand in one of `names`, to be matched from the end of the text backwards. */
function placesIn(names: readonly string[], before: string, text: string, after: string): string[] {
  return names.flatMap((name) => {
    const places: string[] = [];
    for (let at = name.indexOf(text); at >= 0; at = name.indexOf(text, at + 1)) {
      places.push(`${before}${name.slice(0, at + text.length)}(?=${name.slice(at + text.length)}${after})`);
    }
    return places;
  });
}

/** The end of a number that is an id or a time: nothing but numbers stands before it. */
const IN_ID_OR_TIME = '(?:^|\\n)(?:\\d+\\t)?\\d*';

/** @returns undefined for a text that is part of no name, and no number */
export function expressionPastNames(text: string): RegExp | undefined {
  const places = [
    ...placesIn(KINDS, '\\t', text, `\\t${ANY_LEVEL}\\t`),
    ...placesIn(EVENT_LEVELS, '\\t', text, `\\t${ANY_PROTOCOL}\\t`),
    ...placesIn(PROTOCOLS, `\\t${ANY_LEVEL}\\t`, text, '\\t'),
    ...(/^\d+$/.test(text) ? [IN_ID_OR_TIME] : []),
  ];
  // Names are of letters, digits and hyphens, which mean themselves.
  return places.length === 0 ? undefined : new RegExp(`${text}(?<!${places.join('|')})`, 'g');
}
