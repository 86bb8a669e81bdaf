/** In German: see ../en/log.ts. */
import { log as english } from '../en/log.ts';

export const log: typeof english = english;
