/** What the desktop remembers for itself, in `desktop.json` of the data folder: places of windows and a few wishes. */
import * as z from 'zod';
import { languageSchema } from '../../shared/language.ts';
import { WINDOWS, type WindowId } from '../../shared/windows.ts';
import type { Bounds } from './shell.ts';

/** Larger than any screen; what is beyond was written by somebody else. */
const FAR = 100_000;
const coordinate = z.int().min(-FAR).max(FAR);
const extent = z.int().min(200).max(FAR);

const placeSchema = z.object({ x: coordinate, y: coordinate, width: extent, height: extent, maximised: z.boolean().default(false) });
export type Place = z.infer<typeof placeSchema>;

export const desktopStateSchema = z.object({
  /** By the id of the window. */
  places: z.record(z.string(), placeSchema).catch({}).default({}),
  /** The person has been told that closing windows keeps the server running. */
  hintShown: z.boolean().catch(false).default(false),
  language: languageSchema.optional().catch(undefined),
});
export type DesktopState = z.infer<typeof desktopStateSchema>;

/** Where it is kept. */
export interface StateFile {
  read(): unknown;
  write(state: DesktopState): void;
}

export class RememberedState {
  readonly #file: StateFile;
  #state: DesktopState;

  constructor(file: StateFile) {
    this.#file = file;
    // A damaged file costs the places of windows, and nothing else.
    this.#state = desktopStateSchema.catch(desktopStateSchema.parse({})).parse(file.read());
  }

  get current(): DesktopState {
    return this.#state;
  }

  change(part: Partial<DesktopState>): void {
    this.#state = { ...this.#state, ...part };
    this.#file.write(this.#state);
  }

  place(id: WindowId): Place | undefined {
    return this.#state.places[id];
  }

  remember(id: WindowId, bounds: Bounds, maximised: boolean): void {
    // Windows that are gone from the list are forgotten here.
    const known = Object.entries(this.#state.places).filter(([name]) => WINDOWS.some((entry) => entry.id === name));
    this.change({ places: { ...Object.fromEntries(known), [id]: { ...bounds, maximised } } });
  }
}
