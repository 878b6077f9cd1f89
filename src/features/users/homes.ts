import { networkOf } from './network';

/** So many people, and the last networks of each. */
const PEOPLE = 10_000;
const NETWORKS_OF_ONE = 8;

/** The networks from which somebody was signed in by each name. */
export class Homes {
  readonly #byName = new Map<string, readonly string[]>();

  knows(name: string): boolean {
    return this.#byName.has(name);
  }

  has(name: string, address: string): boolean {
    return this.#byName.get(name)?.includes(networkOf(address)) === true;
  }

  /** Knows of it that nobody was signed in by it yet. */
  begin(name: string): void {
    this.#keep(name, []);
  }

  add(name: string, address: string): void {
    const network = networkOf(address);
    const before = (this.#byName.get(name) ?? []).filter((other) => other !== network);
    this.#keep(name, [...before, network].slice(-NETWORKS_OF_ONE));
  }

  #keep(name: string, networks: readonly string[]): void {
    this.#byName.delete(name);
    this.#byName.set(name, networks);
    const [quietest] = this.#byName.keys();
    if (this.#byName.size > PEOPLE && quietest !== undefined) this.#byName.delete(quietest);
  }
}
