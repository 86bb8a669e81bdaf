/** The windows of the settings, and how changes are made, undone and confirmed. */
export const settings = {
  switchedOn: (label: string) => `“${label}” is on now`,
  switchedOff: (label: string) => `“${label}” is off now`,
};
