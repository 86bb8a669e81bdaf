/** In German: see ../en/quarantine.ts. */
import { quarantine as english } from '../en/quarantine.ts';

export const quarantine: typeof english = english;
