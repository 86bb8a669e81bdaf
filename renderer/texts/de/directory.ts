/** In German: see ../en/directory.ts. */
import { directory as english } from '../en/directory.ts';

export const directory: typeof english = english;
