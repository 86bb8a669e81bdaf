/** In German: see ../en/overview.ts. */
import { overview as english } from '../en/overview.ts';

export const overview: typeof english = english;
