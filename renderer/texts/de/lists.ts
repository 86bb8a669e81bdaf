/** In German: see ../en/lists.ts. */
import { lists as english } from '../en/lists.ts';

export const lists: typeof english = english;
