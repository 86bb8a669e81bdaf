/** In German: see ../en/history.ts. */
import { history as english } from '../en/history.ts';

export const history: typeof english = english;
