import type { AriEvent } from './generated/types';
import { ARI_EVENT_TYPES } from './generated/types';
import type { AriLogger } from './logger';

/** What was received and could not be passed on as an event; only ever grows. */
export interface EventCounters {
  /** events of types that this version of Baton does not know, by type */
  readonly unknown: ReadonlyMap<string, number>;
  /** messages that are not JSON, or not an event at all */
  readonly malformed: number;
}

const known: ReadonlySet<string> = new Set(ARI_EVENT_TYPES);

/** Sorts what a socket receives: events go on, everything else is counted and never thrown. */
export class EventPump {
  readonly #unknown = new Map<string, number>();
  #malformed = 0;

  constructor(
    private readonly logger: AriLogger,
    private readonly deliver: (event: AriEvent) => void,
  ) {}

  get counters(): EventCounters {
    return { unknown: new Map(this.#unknown), malformed: this.#malformed };
  }

  message(message: unknown): void {
    if (isKnownEvent(message)) {
      this.deliver(message);
      return;
    }
    const type = typeOf(message);
    if (type === undefined) this.malformed();
    else this.#countUnknown(type);
  }

  malformed(): void {
    this.#malformed++;
    this.logger.warn({ count: this.#malformed }, 'Asterisk sent something that is not an event');
  }

  #countUnknown(type: string): void {
    const count = (this.#unknown.get(type) ?? 0) + 1;
    this.#unknown.set(type, count);
    if (count === 1)
      this.logger.warn({ type }, 'Asterisk sends events of a type that is not known; they are ignored');
  }
}

function typeOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  return typeof message.type === 'string' ? message.type : undefined;
}

/** The shape beyond `type` is vouched for by Asterisk's own description, from which the types are made. */
function isKnownEvent(message: unknown): message is AriEvent {
  const type = typeOf(message);
  return type !== undefined && known.has(type);
}
