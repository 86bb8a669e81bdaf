/** In German: see ../en/settings.ts. */
import { settings as english } from '../en/settings.ts';

export const settings: typeof english = english;
