/** In German: see ../en/messages.ts. */
import { messages as english } from '../en/messages.ts';

export const messages: typeof english = english;
