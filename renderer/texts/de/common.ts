/** In German: see ../en/common.ts. */
import { common as english } from '../en/common.ts';

export const common: typeof english = english;
