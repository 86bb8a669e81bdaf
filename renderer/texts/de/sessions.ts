/** In German: see ../en/sessions.ts. */
import { sessions as english } from '../en/sessions.ts';

export const sessions: typeof english = english;
