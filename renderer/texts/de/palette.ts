/** In German: see ../en/palette.ts. */
import { palette as english } from '../en/palette.ts';

export const palette: typeof english = english;
