/** Forwards, vacation replies and lists in memory, by the id of their account. Changed by main/accounts/account-services.ts alone. */
import type { AccountServices, Forward, ListMember, ListSettings, MemberStanding, Vacation } from '../store/mail-services.ts';

export interface KnownList extends ListSettings {
  readonly accountId: number;
  /** By `addressKey`. */
  readonly members: ReadonlyMap<string, ListMember>;
}

export const NO_SERVICES: AccountServices = { forwards: [], vacations: [], lists: [] };

export class ServiceIndex {
  readonly #forwards = new Map<number, Forward>();
  readonly #vacations = new Map<number, Vacation>();
  readonly #lists = new Map<number, KnownList>();

  constructor({ forwards, vacations, lists }: AccountServices) {
    for (const { accountId, targets, keepCopy } of forwards) this.#forwards.set(accountId, { targets, keepCopy });
    for (const { accountId, ...vacation } of vacations) this.#vacations.set(accountId, vacation);
    for (const { members, ...list } of lists) this.#lists.set(list.accountId, { ...list, members: byKey(members) });
  }

  forward(accountId: number): Forward | undefined {
    return this.#forwards.get(accountId);
  }

  vacation(accountId: number): Vacation | undefined {
    return this.#vacations.get(accountId);
  }

  list(accountId: number): KnownList | undefined {
    return this.#lists.get(accountId);
  }

  get forwards(): Iterable<readonly [number, Forward]> {
    return this.#forwards;
  }

  get vacations(): Iterable<readonly [number, Vacation]> {
    return this.#vacations;
  }

  get lists(): Iterable<KnownList> {
    return this.#lists.values();
  }

  putForward(accountId: number, forward: Forward | null): void {
    if (forward === null) this.#forwards.delete(accountId);
    else this.#forwards.set(accountId, forward);
  }

  putVacation(accountId: number, vacation: Vacation | null): void {
    if (vacation === null) this.#vacations.delete(accountId);
    else this.#vacations.set(accountId, vacation);
  }

  /** Makes a list of an account, or changes its settings. */
  putList(accountId: number, list: ListSettings): void {
    this.#lists.set(accountId, { ...list, accountId, members: this.#lists.get(accountId)?.members ?? new Map() });
  }

  putMembers(accountId: number, members: readonly ListMember[]): void {
    const list = this.#lists.get(accountId);
    if (list === undefined) return;
    this.#lists.set(accountId, { ...list, members: new Map([...byKey(members), ...list.members]) });
  }

  setStandings(accountId: number, keys: readonly string[], standing: MemberStanding): void {
    const list = this.#lists.get(accountId);
    if (list === undefined) return;
    const changed = keys.flatMap((key) => list.members.get(key) ?? []).map((member) => ({ ...member, standing }));
    this.#lists.set(accountId, { ...list, members: new Map([...list.members, ...byKey(changed)]) });
  }

  removeMembers(accountId: number, keys: readonly string[]): void {
    const list = this.#lists.get(accountId);
    if (list === undefined) return;
    const members = new Map(list.members);
    for (const key of keys) members.delete(key);
    this.#lists.set(accountId, { ...list, members });
  }

  /** The account is gone. */
  remove(accountId: number): void {
    this.#forwards.delete(accountId);
    this.#vacations.delete(accountId);
    this.#lists.delete(accountId);
  }
}

function byKey(members: readonly ListMember[]): Map<string, ListMember> {
  return new Map(members.map((member) => [member.key, member]));
}
