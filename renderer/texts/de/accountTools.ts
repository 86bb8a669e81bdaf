/** In German: see ../en/accountTools.ts. */
import { accountTools as english } from '../en/accountTools.ts';

export const accountTools: typeof english = english;
