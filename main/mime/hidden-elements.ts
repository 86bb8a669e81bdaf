/** Which text of HTML is in an element that is not seen: one that its own attributes hide, or that no reader shows. */

/** Elements without content (HTML, "void elements"): nothing is in them. */
const EMPTY = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
/** Not shown, whatever their attributes are. */
const NEVER_SHOWN = new Set(['template', 'datalist']);

export class HiddenElements {
  /** The outermost hidden element, and how many of its name are open, itself among them. */
  #name = '';
  #open = 0;

  /** @returns true if what is hidden begins here */
  opens(name: string, hides: boolean): boolean {
    if (this.#open > 0) {
      if (name === this.#name) this.#open += 1;
      return false;
    }
    if (!(hides || NEVER_SHOWN.has(name)) || EMPTY.has(name)) return false;
    this.#name = name;
    this.#open = 1;
    return true;
  }

  /** @returns true if what is hidden ends here */
  closes(name: string): boolean {
    if (this.#open === 0 || name !== this.#name) return false;
    this.#open -= 1;
    return this.#open === 0;
  }
}
