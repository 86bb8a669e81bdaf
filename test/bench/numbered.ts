/** What some measured numbers come to. */
export interface Summary {
  readonly median: number;
  /** 95 of 100 are not above it. */
  readonly most: number;
  readonly worst: number;
}

export function numbered(numbers: readonly number[]): Summary {
  const sorted = numbers.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), most: at(0.95), worst: sorted.at(-1) ?? Number.NaN };
}
