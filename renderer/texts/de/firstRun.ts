/** In German: see ../en/firstRun.ts. */
import { firstRun as english } from '../en/firstRun.ts';

export const firstRun: typeof english = english;
