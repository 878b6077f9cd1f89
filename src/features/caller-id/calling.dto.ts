import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { numberFormats } from '../../core/caller-id/calling-policy';
import { endpointName, oneLine } from '../../platform/http/fields';

/** Whether it is a phone number depends on the country, and is answered by 422. */
export const maskNumber = z.string().min(1).max(40);
export const transferCallerId = z.enum(['lead', 'mask']);

const profile = z.enum(['none', 'diversion', 'assert']);
// What may stand after the @ of a SIP address; anything else could change the header.
const domain = z.string().regex(/^[A-Za-z0-9.-]{1,253}$/, 'must be a domain name or IPv4 address');
const trunk = z.strictObject({
  profile: profile.default('none'),
  domain: domain.exactOptional(),
  numberFormat: z
    .enum(numberFormats)
    .exactOptional()
    .describe(
      "How the carrier wants dialled numbers. e164 (default): +31205550100. e164-without-plus: 31205550100. international: with what one dials in the line's country before a country code, 0031205550100. national: as one dials in the line's country, 0205550100.",
    ),
});
const country = z.string().regex(/^([A-Z]{2}|\*)$/, 'must be an ISO 3166 country code such as NL, or *');
const emergency = z
  .array(z.string().regex(/^[0-9]{2,8}$/, 'must be 2 to 8 digits'))
  .max(20)
  .readonly();

const settings = {
  masking: z.boolean().describe('Whether numbers are masked on lines that do not say otherwise.'),
  mask: maskNumber.nullable().describe("The number that masks; null: each line's own."),
  transferCallerId: transferCallerId.describe('What an agent who is asked to take over sees, masking on.'),
  trunks: z
    .record(endpointName, trunk)
    .describe(
      'By PJSIP endpoint: how a foreign number may be shown on this trunk (not listed: none), and how numbers are dialled.',
    ),
  emergency: z.record(country, emergency).describe('By country; what is not listed is as built in.'),
};

export class CallingSettingsDto extends createZodDto(z.strictObject(settings)) {}

const putSettings = z.strictObject({
  masking: settings.masking.default(false),
  mask: settings.mask.default(null),
  transferCallerId: settings.transferCallerId.default('lead'),
  trunks: settings.trunks.default({}),
  emergency: settings.emergency.default({}),
});

export class PutCallingSettingsDto extends createZodDto(putSettings) {}

/** In an export. */
export const callingItem = putSettings.extend({ id: z.literal('calling') });

const id = z.string().min(1).max(64);
const number = z
  .string()
  .regex(/^\+?[0-9*#]{1,32}$/, 'must be 1 to 32 of 0-9 * #, with or without a leading +');

export class PreviewRequestDto extends createZodDto(
  z.strictObject({
    line: id,
    direction: z.enum(['inbound', 'outbound']).default('inbound'),
    contact: z.strictObject({
      number: number.exactOptional(),
      name: oneLine(100).exactOptional(),
      withheld: z.boolean().default(false),
    }),
    transferor: id.describe('Id of the agent who hands over.'),
    target: z
      .discriminatedUnion('type', [
        z.strictObject({ type: z.literal('agent'), id }),
        z.strictObject({ type: z.literal('number'), number }),
      ])
      .describe('A group: each of its members is one of these.'),
  }),
) {}

const view = z.object({
  who: z.enum(['contact', 'transferor', 'target']),
  stage: z.enum(['ringing', 'consultation', 'connected', 'recall', 'always']),
  name: z.string(),
  number: z.string(),
  profile: profile.exactOptional(),
  reason: z.string(),
});

export class PreviewDto extends createZodDto(z.object({ parties: z.array(view) })) {}
export type PreviewedView = z.output<typeof view>;
export type PreviewRequest = z.output<typeof PreviewRequestDto.schema>;
