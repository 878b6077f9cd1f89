import type { Dice } from '../simulation/dice';
import type { Ask } from './attempt';
import type { People } from './people';
import type { Route } from './routes';
import type { Ids } from './schema';
import type { Wire } from './wire';

/** Ids of what is there, by the collection's name in an address: `agents`, `lines`, `calls`… */
export type Known = Readonly<Record<string, readonly string[]>>;

/** What abuse is made of. */
export interface Target {
  readonly ask: Ask;
  /** As {@link Ask}, for what is no request that an HTTP client would send. */
  readonly askRaw: (kind: string, bytes: string | Buffer) => Promise<void>;
  /** A phone dials these bytes: counted, and judged by whether anything goes out. */
  readonly dial: (raw: string) => Promise<void>;
  /** Tells of what no single answer shows. */
  readonly wrong: (why: string) => void;
  readonly wire: Wire;
  readonly routes: readonly Route[];
  readonly people: People;
  readonly known: Known;
  /** The calls that go on, with whose they are. */
  readonly calls: readonly { readonly id: string; readonly agent: string }[];
}

/** One kind of abuse; each use of it makes one or a few requests. */
export type Source = (target: Target, dice: Dice) => Promise<void>;

export const json = { 'content-type': 'application/json' };

/** An address of the route with what is really there, as far as anything is. */
export function realPath({ path }: Pick<Route, 'path'>, { known }: Target, dice: Dice): string {
  return path.replace(/\/([\w-]+)\/\{\w+\}/g, (_, collection: string) => {
    const ids = known[collection] ?? [];
    return `/${collection}/${ids.length > 0 ? dice.pick(ids) : 'none'}`;
  });
}

/** An address of the route with ids that nobody has. */
export function emptyPath({ path }: Pick<Route, 'path'>, id = 'nobody-has-this'): string {
  return path.replace(/\{\w+\}/g, id);
}

/** Ids for bodies: fields are called after what they name, or just `id`. */
export function idsOf({ known }: Target, dice: Dice): Ids {
  return (name) => {
    const ids = {
      line: known['lines'],
      agent: known['agents'],
      transferor: known['agents'],
      id: known['agents'],
      agents: known['agents'],
    }[name];
    return ids && ids.length > 0 ? dice.pick(ids) : undefined;
  };
}

/** The routes that take a body. */
export function taking({ routes }: Target): readonly Route[] {
  return routes.filter(({ body }) => body !== undefined);
}

/** Bytes without a meaning, and the same for the same dice. */
export function noise(dice: Dice, most: number): Buffer {
  return Buffer.from(Array.from({ length: dice.between(1, most) }, () => dice.between(0, 255)));
}
