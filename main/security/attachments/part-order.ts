/** The order of the parts of a message, by their paths. Parts that are read side by side are found in an order that depends on the pieces in which the message comes. */

/** The step of a path that begins at `from`. */
function stepAt(path: string, from: number): string {
  const end = path.indexOf('.', from);
  return path.slice(from, end < 0 ? path.length : end);
}

/** Parts come before the uuencoded blocks of the text that they stand beside. */
function compareSteps(one: string, other: string): number {
  return Number(one.startsWith('uu')) - Number(other.startsWith('uu')) || Number(one.replace('uu', '')) - Number(other.replace('uu', ''));
}

/** Of two paths (`2.1`, `1.uu1`), for sorting. What is in a part comes behind it. */
export function comparePaths(one: string, other: string): number {
  let same = 0;
  while (same < one.length && one.charCodeAt(same) === other.charCodeAt(same)) same += 1;
  const from = one.slice(0, same).lastIndexOf('.') + 1;
  return compareSteps(stepAt(one, from), stepAt(other, from)) || one.length - other.length;
}
