import { Refused } from '../../refusals/refused';
import { Pace } from '../../settings/pace';
import { refuseUnfit } from '../unfit';
import { Scanner } from './scanner';

/** Bytes of a piece: of an item of a list, or of a setting. As a body of its own it could not be larger. */
const MOST_OF_A_PIECE = 64 * 1024;
/** Values in all. Those of 5,000 agents with lines, groups and phones are some 500,000. */
const MOST_VALUES = 1_500_000;

const MOST_FIELDS = 100;

/**
 * Parses a large JSON object whose fields are lists of small items, small objects, or small values. Piece by piece, so that
 * nothing else waits for it, and no more is kept in memory than there may be.
 * @param bytes UTF-8
 * @throws Refused `malformed-json`, `nested-too-deeply`; `piece-too-large`, `too-many-values`
 */
export async function parseInPieces(
  bytes: Buffer,
  mostValues = MOST_VALUES,
): Promise<Readonly<Record<string, unknown>>> {
  const scanner = new Scanner(bytes, MOST_OF_A_PIECE, mostValues);
  const pace = new Pace();
  const fields = new Map<string, unknown>();
  for (const _ of scanner.members('{')) {
    const name = parsed(scanner.key()) as string;
    fields.set(name, await readField(scanner, pace));
    refuseMany(fields);
  }
  scanner.end();
  return Object.fromEntries(fields);
}

async function readField(scanner: Scanner, pace: Pace): Promise<unknown> {
  if (pace.isTimeToBreathe) await pace.breathe();
  switch (scanner.next()) {
    case '[': {
      const items: unknown[] = [];
      for (const _ of scanner.members('[')) {
        if (pace.isTimeToBreathe) await pace.breathe();
        items.push(parsed(scanner.value()));
      }
      return items;
    }
    case '{': {
      const members = new Map<string, unknown>();
      for (const _ of scanner.members('{')) {
        if (pace.isTimeToBreathe) await pace.breathe();
        const name = parsed(scanner.key()) as string;
        members.set(name, parsed(scanner.value()));
        refuseMany(members);
      }
      return Object.fromEntries(members);
    }
    default:
      return parsed(scanner.value());
  }
}

/** Lists may be long; what objects have is known by name. */
function refuseMany(fields: ReadonlyMap<string, unknown>): void {
  if (fields.size <= MOST_FIELDS) return;
  throw new Refused('too-many-values', `An object that is large has ${MOST_FIELDS} fields at most.`);
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    refuseUnfit(value);
    return value;
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused('malformed-json', 'The body is not JSON.', { cause: error });
  }
}
