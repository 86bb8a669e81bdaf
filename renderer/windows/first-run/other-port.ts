/** Which port is proposed in the place of one that cannot be had. */
const HIGHEST_PORT = 65_535;
/** Below it programs need a privilege on most systems. */
const PRIVILEGED = 1024;

/** The one that programs without privileges usually take, 2525 for 25 and 2110 for 110; else the next that no other listener has. */
export function otherPort(port: number, taken: readonly number[]): number | undefined {
  const usual = Number(`2${String(port).padStart(3, '5')}`);
  const next = (from: number): readonly number[] => Array.from({ length: taken.length + 1 }, (_, step) => from + step);
  const proposals = port < PRIVILEGED ? next(usual) : next(port + 1);
  return proposals.find((proposal) => proposal <= HIGHEST_PORT && !taken.includes(proposal));
}
