/** In German: see ../en/relayTest.ts. */
import { relayTest as english } from '../en/relayTest.ts';

export const relayTest: typeof english = english;
