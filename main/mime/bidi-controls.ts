/** Controls that override the direction of letters (Unicode Bidirectional Algorithm, X4 and X7). What is searched has none: they are not drawn. */

/** From here on text goes from right to left. */
export const OVERRIDE = '\u202e';
/** It does no more. */
export const END_OF_OVERRIDE = '\u202c';
