/** In German: see ../en/server.ts. */
import { server as english } from '../en/server.ts';

export const server: typeof english = english;
