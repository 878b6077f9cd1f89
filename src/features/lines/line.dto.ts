import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { endpointName, givenId, oneLine } from '../../platform/http/fields';
import { contained, listQuery, pageOf } from '../../platform/lists/paging';
import { maskNumber, transferCallerId } from '../caller-id/calling.dto';

const id = z.string().min(1).max(64);
const name = oneLine(100);
const number = z.string().regex(/^\+?[0-9]{2,20}$/, 'must be 2 to 20 digits, with or without a leading +');
const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 country code such as NL');
const agents = z
  .array(id)
  .max(500)
  .refine((ids) => new Set(ids).size === ids.length, 'must not name an agent twice');
const destination = z.strictObject({ type: z.enum(['agent', 'ring-group']), id });
const fallback = z.union([destination, z.strictObject({ type: z.literal('number'), number })]);
/** Contexts of asterisk-config/extensions.conf, which would bring the contact back to where they come from. */
const ownContexts: readonly string[] = [
  'from-trunk',
  'from-phones',
  'after-stasis',
  'last-resort',
  'trunk-dials',
  'phone-dials',
  'busy-lamps',
];
const lastResort = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,79}$/, 'must be 1 to 79 letters, digits, _ or -')
  .refine((context) => !ownContexts.includes(context), "is one of Baton's own contexts")
  .describe(
    'Context of the dialplan that gets the contact when nobody takes the call; default: `baton-last-resort`.',
  );
const musicClass = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, _ or -');
const ringTimeoutSeconds = z.int().min(5).max(300);

/** Where the line differs from `settings/calling`. */
const calling = {
  masking: z.boolean().exactOptional(),
  mask: maskNumber.exactOptional(),
  transferCallerId: transferCallerId.exactOptional(),
};

const newLine = z.strictObject({
  name,
  number,
  country: country.exactOptional(),
  trunk: endpointName,
  agents: agents.default([]),
  destination,
  fallback: fallback.exactOptional().describe('Before the last resort, when nobody takes a contact.'),
  lastResort: lastResort.exactOptional(),
  musicClass: musicClass.default('default'),
  ringTimeoutSeconds: ringTimeoutSeconds.exactOptional(),
  ...calling,
});

export class CreateLineDto extends createZodDto(newLine) {}

/** In an export. */
export const lineItem = newLine.extend({ id: givenId });

/** As a merge patch (RFC 7396): what is absent stays, `null` removes. */
export class UpdateLineDto extends createZodDto(
  z.strictObject({
    name: name.exactOptional(),
    number: number.exactOptional(),
    country: country.nullable().exactOptional(),
    trunk: endpointName.exactOptional(),
    agents: agents.exactOptional(),
    destination: destination.exactOptional(),
    fallback: fallback.nullable().exactOptional(),
    lastResort: lastResort.nullable().exactOptional(),
    musicClass: musicClass.exactOptional(),
    ringTimeoutSeconds: ringTimeoutSeconds.nullable().exactOptional(),
    masking: z.boolean().describe('Null: as `settings/calling` says.').nullable().exactOptional(),
    mask: maskNumber.nullable().exactOptional(),
    transferCallerId: transferCallerId.nullable().exactOptional(),
  }),
) {}

const line = z.object({
  id: z.string(),
  name: z.string(),
  number: z.string(),
  country: z.string().exactOptional(),
  trunk: z.string(),
  agents: z.array(z.string()).readonly(),
  destination: z.object({ type: z.enum(['agent', 'ring-group']), id: z.string() }),
  fallback: fallback.exactOptional(),
  lastResort: lastResort.exactOptional(),
  musicClass: z.string(),
  ringTimeoutSeconds: z.number().int().exactOptional(),
  ...calling,
});

export class LineDto extends createZodDto(line) {}
export class LinePageDto extends createZodDto(pageOf(line)) {}

const lineListQuery = listQuery(['created', 'name', 'number', 'trunk'], 'created', {
  q: contained.optional().describe('Name or number contains it.'),
  trunk: endpointName.optional().describe('Only lines that use this trunk; its name, not its id.'),
});

export type LineListQuery = z.output<typeof lineListQuery>;
export class LineListQueryDto extends createZodDto(lineListQuery) {}
