import { z } from 'zod';
import type { Call } from '../../core/call/call';
import { StoredForm, type Upcaster } from '../../platform/store/stored-form';
import { callSchema } from './call-schema';
import type { TimelineEntry } from './timeline';

/** Oldest first: the first one makes version 2 of version 1. How to add one: docs/upgrading.md. */
const ofFacts: readonly Upcaster[] = [];
const ofEntries: readonly Upcaster[] = [];

/** The legs that a call names are its own. */
const facts: z.ZodType<Call> = callSchema.refine(
  ({ legs, contact, owner }) =>
    legs.some(({ id }) => id === contact) && (owner === null || legs.some(({ id }) => id === owner)),
  { path: ['contact'] },
);

/** An entry is only shown: what it tells of is taken as it is. */
const told = z.looseObject({ type: z.string() });
const at = z.number();
const entry = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('input'), at, input: told }),
  z.looseObject({ kind: z.literal('event'), at, event: told }),
  z.looseObject({ kind: z.literal('step'), at, step: told, tookMs: z.number(), result: z.string() }),
]) as unknown as z.ZodType<TimelineEntry>;

export const factsForm = new StoredForm('calls', facts, ofFacts);
export const entryForm = new StoredForm('call_timeline', entry, ofEntries);
