/** In German: see ../en/security.ts. */
import { security as english } from '../en/security.ts';

export const security: typeof english = english;
