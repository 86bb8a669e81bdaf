/** In German: see ../en/simulator.ts. */
import { simulator as english } from '../en/simulator.ts';

export const simulator: typeof english = english;
