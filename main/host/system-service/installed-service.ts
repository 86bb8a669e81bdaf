/**
 * Installing, changing and removing the service, with the data taken along: one piece of code for the command line and the
 * desktop application, which has the command line run as an administrator. At any failure all is as it was before.
 */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolderError } from '../data-folder-error.ts';
import { openDataFolder } from '../data-folder.ts';
import { dataFilesOf } from '../data/data-files.ts';
import { makePrivate } from '../data/durable-files.ts';
import { type MoveStep, type Owner, moveData, ownerOf } from '../data/move-data.ts';
import type { OnProgress } from './progress-call.ts';
import { type Runner, StepFailed, runSteps } from './run-steps.ts';
import { type ServiceFacts, readServiceFacts, removeServiceFacts, writeServiceFacts } from './service-facts.ts';
import type { ServicePlaces } from './service-places.ts';
import type { Command, ServicePlan, ServiceState, ServiceSystem, Step } from './service-steps.ts';

/** Milliseconds between two looks at a server that is about to answer. */
const LOOK_MS = 200;

export interface ServiceTools {
  readonly system: ServiceSystem;
  readonly places: ServicePlaces;
  readonly run: Runner;
  /** May this process change services? */
  readonly isElevated: boolean;
  /** What a person runs instead, in words. */
  readonly howToElevate: string;
  /** True once the server on that folder answers. */
  readonly answers: (dataFolder: string) => Promise<boolean>;
  /** Milliseconds that it may take to start. */
  readonly patience: number;
  /** Hears how far the data has come that goes along: in steps, and in bytes. */
  readonly onStep?: ((step: MoveStep) => void) | undefined;
  readonly onBytes?: OnProgress | undefined;
}

export interface InstallOptions {
  readonly gatepost: Command;
  readonly user: string;
  /** The data to take along; stays where it is if it is `dataFolder`. */
  readonly from: string;
  /** Where the service keeps its data. */
  readonly dataFolder: string;
}

/** What can be said about the service without any rights. */
export interface ServiceStatus {
  readonly state: ServiceState;
  readonly facts: ServiceFacts | undefined;
}

export class InstalledService {
  readonly #tools: ServiceTools;

  constructor(tools: ServiceTools) {
    this.#tools = tools;
  }

  get facts(): ServiceFacts | undefined {
    return readServiceFacts(this.#tools.places.facts);
  }

  async status(): Promise<ServiceStatus> {
    const { facts } = this;
    if (facts === undefined) return { state: 'absent', facts };
    return { state: this.#tools.system.stateFrom(await this.#tools.run(this.#tools.system.ask)), facts };
  }

  /** What an installation does, for people who want to do it themselves or to know it before. */
  stepsOf(options: InstallOptions): readonly Step[] {
    const { system } = this.#tools;
    const plan = planOf(options);
    return [...system.makeUser(plan), ...system.giveData(plan), ...system.register(plan), ...system.start()];
  }

  async install(options: InstallOptions): Promise<ServiceFacts> {
    this.#demandRights();
    if (this.facts !== undefined) throw new DataFolderError(`the service is installed already, with its data in ${this.facts.dataFolder}`);
    const { system } = this.#tools;
    const plan = planOf(options);
    const from = path.resolve(options.from);
    const takesAlong = from !== plan.dataFolder && hasData(from);
    // Who had it before gets it back, should anything fail.
    const before = takesAlong ? ownerOf(from) : undefined;
    const undo: (() => Promise<void>)[] = [];
    try {
      await this.#run(system.makeUser(plan));
      if (takesAlong) {
        await moveData({ from, to: plan.dataFolder, ...this.#heard });
        undo.unshift(
          async () => void (await moveData({ from: plan.dataFolder, to: from, ...this.#heard, ...(before === undefined ? {} : { owner: before }) })),
        );
      } else {
        prepareFolder(plan.dataFolder);
      }
      await this.#run(system.giveData(plan));
      undo.unshift(async () => await this.#run(system.unregister().map(lenient)));
      await this.#run(system.register(plan));
      const facts: ServiceFacts = { dataFolder: plan.dataFolder, user: plan.user, program: [...options.gatepost], ...(takesAlong ? { cameFrom: from } : {}) };
      undo.unshift(() => Promise.resolve(removeServiceFacts(this.#tools.places.facts)));
      writeServiceFacts(this.#tools.places.facts, facts);
      undo.unshift(async () => await this.#run(system.stop().map(lenient)));
      await this.#start(plan.dataFolder);
      return facts;
    } catch (error) {
      throw wrapped(error, await takeBack(undo), 'the service was not installed, and all is as it was before');
    }
  }

  async start(): Promise<void> {
    this.#demandRights();
    await this.#start(this.#known().dataFolder);
  }

  /**
   * Sets the service up anew with this program, wherever its old one is, and starts it. Its data stays where it is.
   * @param gatepost what the service runs from now on
   */
  async repair(gatepost: Command): Promise<ServiceFacts> {
    this.#demandRights();
    const facts = this.#known();
    const { system, places, run } = this.#tools;
    if (!existsSync(facts.dataFolder)) throw new DataFolderError(`the data folder ${facts.dataFolder} of the service is not there: is its disk connected?`);
    const plan = planOf({ gatepost, user: facts.user, from: facts.dataFolder, dataFolder: facts.dataFolder });
    await this.#run(system.stop().map(lenient));
    const isThere = system.stateFrom(await run(system.ask)) !== 'absent';
    await this.#run([...system.makeUser(plan), ...system.giveData(plan), ...(isThere ? system.change(plan) : system.register(plan))]);
    const repaired: ServiceFacts = { ...facts, program: [...gatepost] };
    writeServiceFacts(places.facts, repaired);
    await this.#start(plan.dataFolder);
    return repaired;
  }

  async stop(): Promise<void> {
    this.#demandRights();
    this.#known();
    await this.#run(this.#tools.system.stop());
  }

  /** @param takeTo where the data goes, owned by whoever owns that place; left out: it stays */
  async uninstall(takeTo?: string, owner?: Owner): Promise<ServiceFacts> {
    this.#demandRights();
    const facts = this.#known();
    const { system, places } = this.#tools;
    await this.#run(system.stop().map(lenient));
    if (takeTo !== undefined) {
      try {
        await moveData({ from: facts.dataFolder, to: takeTo, owner: owner ?? ownerOf(nearest(takeTo)), ...this.#heard });
      } catch (error) {
        // Nothing has changed: the service goes on.
        await this.#run(system.start().map(lenient));
        throw error;
      }
    }
    await this.#run(system.unregister());
    removeServiceFacts(places.facts);
    return facts;
  }

  /** Moves the data of the service, for instance to another disk. */
  async move(to: string): Promise<ServiceFacts> {
    this.#demandRights();
    const facts = this.#known();
    const { system, places } = this.#tools;
    const moved: ServiceFacts = { ...facts, dataFolder: path.resolve(to), cameFrom: facts.dataFolder };
    const [program = '', ...args] = facts.program;
    const planFor = (dataFolder: string): ServicePlan => planOf({ gatepost: [program, ...args], user: facts.user, from: dataFolder, dataFolder });
    const settle = async (there: ServiceFacts): Promise<void> => {
      const plan = planFor(there.dataFolder);
      await this.#run([...system.giveData(plan), ...system.change(plan)]);
      writeServiceFacts(places.facts, there);
      await this.#start(there.dataFolder);
    };
    await this.#run(system.stop());
    let inForce = facts;
    try {
      await this.#run(system.makeUser(planFor(moved.dataFolder)));
      await moveData({ from: facts.dataFolder, to: moved.dataFolder, ...this.#heard });
      inForce = moved;
      await settle(moved);
      return moved;
    } catch (error) {
      const failures = await takeBack([
        async () => await this.#run(system.stop().map(lenient)),
        async () => {
          if (inForce === moved) await moveData({ from: moved.dataFolder, to: facts.dataFolder, ...this.#heard });
          inForce = facts;
        },
        // Where the data is, wherever that is now.
        async () => await settle(inForce),
      ]);
      throw wrapped(error, failures, `the data was not moved: the service runs on ${facts.dataFolder} as before`);
    }
  }

  get #heard(): Pick<ServiceTools, 'onStep' | 'onBytes'> {
    const { onStep, onBytes } = this.#tools;
    return { onStep, onBytes };
  }

  async #run(steps: readonly Step[]): Promise<void> {
    await runSteps(steps, this.#tools.run);
  }

  async #start(dataFolder: string): Promise<void> {
    const { system, answers, patience } = this.#tools;
    await this.#run(system.start());
    const giveUpAt = Date.now() + patience;
    while (!(await answers(dataFolder))) {
      if (Date.now() > giveUpAt) {
        throw new StepFailed(
          `the server did not answer within ${patience / 1000} s of its start: look at the log in ${dataFolder}${await this.#lastWords(dataFolder)}`,
        );
      }
      await sleep(LOOK_MS);
    }
  }

  /** What the server said before it ended, as far as the system has kept it. */
  async #lastWords(dataFolder: string): Promise<string> {
    const { code, stdout } = await this.#tools.run(this.#tools.system.lastWords(dataFolder));
    const said = stdout.trim().replaceAll(/\s*\n\s*/g, '; ');
    return code !== 0 || said === '' ? '' : `. It said: ${said}`;
  }

  #demandRights(): void {
    const { isElevated, howToElevate } = this.#tools;
    if (!isElevated) throw new DataFolderError(`only an administrator may change the services of this computer: ${howToElevate}`);
  }

  #known(): ServiceFacts {
    const { facts } = this;
    if (facts === undefined) throw new DataFolderError('no service is installed: "gatepost service install" does that');
    return facts;
  }
}

function planOf({ gatepost: [program, ...args], user, dataFolder }: InstallOptions): ServicePlan {
  const folder = path.resolve(dataFolder);
  return { command: [program, ...args, 'serve', '--data', folder], dataFolder: folder, user };
}

function hasData(folder: string): boolean {
  return existsSync(folder) && dataFilesOf(folder).length > 0;
}

/** An empty folder, or one that a server had before. */
function prepareFolder(folder: string): void {
  if (!existsSync(folder)) makePrivate(folder);
  openDataFolder(folder).release();
}

/** The folder itself, or the nearest above it that is there. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(path.dirname(path.resolve(folder)));
}

function lenient(step: Step): Step {
  return 'run' in step ? { ...step, mayFail: true } : step;
}

/** Takes back what was done, as far as that goes: one step that fails keeps no other one from happening. @returns what failed */
async function takeBack(steps: readonly (() => Promise<void>)[]): Promise<string[]> {
  const failures: string[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  return failures;
}

/** @param failures what could not be taken back; without any the outcome is as it says */
function wrapped(error: unknown, failures: readonly string[], outcome: string): Error {
  const isKnown = error instanceof DataFolderError || error instanceof StepFailed;
  if (!isKnown && failures.length === 0) return error instanceof Error ? error : new Error(String(error));
  const left = `it did not work, and not all could be put back as it was (${failures.join('; ')})`;
  return new DataFolderError(`${failures.length === 0 ? outcome : left}. The reason: ${messageOf(error)}`, { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
