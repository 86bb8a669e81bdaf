/** What a service system is made of: steps that can be shown, and carried out (run-steps.ts). */

/** What the service runs, on which data, as whom. */
export interface ServicePlan {
  /** Program and arguments, all paths absolute. */
  readonly command: readonly [string, ...string[]];
  readonly dataFolder: string;
  readonly user: string;
}

export type Command = readonly [string, ...string[]];
export type Step =
  /** `mayFail`: there may be nothing to do. `allowed`: exit codes that say just that. */
  | { readonly run: Command; readonly mayFail?: true; readonly allowed?: readonly number[] }
  | { readonly folder: string }
  | { readonly write: string; readonly text: string; readonly mode: number }
  | { readonly remove: string };

export type ServiceState = 'running' | 'stopped' | 'absent';

export interface ServiceSystem {
  /** Before anything else: the user of the service, and folders that nobody else may look into while they are filled. */
  makeUser(plan: ServicePlan): Step[];
  /** Gives the data folder to the user of the service alone, and looks whether that one can run the program. */
  giveData(plan: ServicePlan): Step[];
  register(plan: ServicePlan): Step[];
  /** Changes what is registered, as for another data folder. The service is stopped. */
  change(plan: ServicePlan): Step[];
  start(): Step[];
  /** Open transactions finish before it returns. */
  stop(): Step[];
  unregister(): Step[];
  /** The command that tells what the server said last beside its log. */
  lastWords(dataFolder: string): Command;
  /** The command that tells how the service is, and what its answer means. */
  readonly ask: Command;
  stateFrom(answer: { readonly code: number; readonly stdout: string }): ServiceState;
}
