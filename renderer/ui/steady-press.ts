/**
 * A press counts for what it began on. Figures, rows and warnings arrive while a person holds the button of the mouse down, and what is
 * pressed moves away from under the pointer: the browser then clicks on whatever stands around both places, and the press is lost.
 */

/** What does something when it is clicked. */
const CONTROLS = 'button, a[href], label, input[type="checkbox"], input[type="radio"]';

/** Pixels within which a hand is still: whoever moves on wants to do something else, or thinks better of it. */
const STILL = 4;

interface Press {
  readonly control: HTMLElement;
  readonly x: number;
  readonly y: number;
}

/** For a mouse alone: the click of a finger comes later than its release, and a finger's page does not move while it is down. */
export function keepPresses(page: Document): void {
  let begun: Press | undefined;
  const forget = (): void => {
    begun = undefined;
  };
  page.addEventListener('pointerdown', (event) => (begun = pressOf(event)), { capture: true });
  page.addEventListener('pointercancel', forget, { capture: true });
  page.addEventListener('dragstart', forget, { capture: true });
  page.addEventListener(
    'click',
    ({ target }) => {
      if (target instanceof Node && begun?.control.contains(target) === true) forget();
    },
    { capture: true },
  );
  page.addEventListener(
    'pointerup',
    ({ clientX, clientY }) => {
      const press = begun;
      if (press === undefined) return;
      if (Math.hypot(clientX - press.x, clientY - press.y) > STILL) {
        forget();
        return;
      }
      // The click that belongs to this release is dispatched before anything else is done.
      setTimeout(() => {
        if (begun !== press) return;
        forget();
        // Not behind a question that has come up meanwhile.
        if (press.control.isConnected && press.control.closest('[inert], [aria-hidden="true"]') === null) press.control.click();
      });
    },
    { capture: true },
  );
}

function pressOf({ target, button, pointerType, clientX, clientY }: PointerEvent): Press | undefined {
  if (button !== 0 || pointerType !== 'mouse' || !(target instanceof Element)) return undefined;
  const control = target.closest<HTMLElement>(CONTROLS);
  return control === null ? undefined : { control, x: clientX, y: clientY };
}
