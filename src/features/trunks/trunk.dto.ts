import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { isAddress, isHost, isServer } from '../../core/sip-address';
import { endpointName, givenId } from '../../platform/http/fields';
import { contained, listQuery, pageOf } from '../../platform/lists/paging';
import { dtmfModes, trunkCodecs, trunkKinds, trunkStates, trunkTransports } from './trunk';

const name = endpointName.describe('Of its endpoint in Asterisk: what lines name as their `trunk`.');
const kind = z
  .enum(trunkKinds)
  .describe('registration: we register with the carrier. ip: each knows the other by address.');
const server = z
  .string()
  .refine(isServer, 'must be a host name or an IP address, with or without a port')
  .describe('Where calls go, and where we register.');
const transport = z.enum(trunkTransports);
const addresses = z
  .array(
    z.string().refine(isAddress, 'must be an IP address, a network such as 198.51.100.0/24, or a host name'),
  )
  .max(20)
  .refine((all) => new Set(all).size === all.length, 'must not name an address twice')
  .describe('Addresses whose calls are this trunk’s. Of a registration: beside its server.');
// Each of these stands before the @ of a SIP address.
const user = z.string().regex(/^[A-Za-z0-9._+-]{1,64}$/, 'must be 1 to 64 letters, digits, or . _ + -');
const username = z
  .string()
  .regex(/^[A-Za-z0-9._+@-]{1,64}$/, 'must be 1 to 64 letters, digits, or . _ + - @');
const password = z
  .string()
  .regex(/^[\u0021-\u007e]{1,128}$/, 'must be 1 to 128 printable ASCII characters')
  .describe('Never told again: it is kept in Asterisk only.');
const fromDomain = z
  .string()
  .refine(isHost, 'must be a host name or an IPv4 address')
  .describe('What stands behind the @ of our own address; default: our IP address.');
const contactUser = user.describe(
  'By what the carrier calls us; default: the username. The number of a line makes its calls the line’s.',
);
const expirySeconds = z.int().min(60).max(86_400);
const codecs = z
  .array(z.enum(trunkCodecs))
  .min(1)
  .refine((all) => new Set(all).size === all.length, 'must not name a codec twice')
  .describe('In the order in which they are preferred.');
const dtmfMode = z.enum(dtmfModes);
const checkEverySeconds = z
  .union([z.literal(0), z.int().min(10).max(3600)])
  .describe('How often the carrier is asked whether it is there; 0: never, then the state is unknown.');

const newTrunk = z.strictObject({
  name,
  kind,
  server,
  transport: transport.default('udp'),
  addresses: addresses.default([]),
  username: username.exactOptional(),
  contactUser: contactUser.exactOptional(),
  fromUser: user.exactOptional(),
  fromDomain: fromDomain.exactOptional(),
  expirySeconds: expirySeconds.exactOptional(),
  codecs: codecs.default(['alaw', 'ulaw', 'g722', 'opus']),
  dtmfMode: dtmfMode.default('auto'),
  checkEverySeconds: checkEverySeconds.default(30),
});

export class CreateTrunkDto extends createZodDto(newTrunk.extend({ password: password.exactOptional() })) {}

/** In an export: without its password, which Asterisk keeps. */
export const trunkItem = newTrunk.extend({ id: givenId });

/** As a merge patch (RFC 7396): what is absent stays, the password as well; `null` removes. Name and kind stay. */
export class UpdateTrunkDto extends createZodDto(
  z.strictObject({
    server: server.exactOptional(),
    transport: transport.exactOptional(),
    addresses: addresses.exactOptional(),
    username: username.nullable().exactOptional(),
    password: password.exactOptional(),
    contactUser: contactUser.nullable().exactOptional(),
    fromUser: user.nullable().exactOptional(),
    fromDomain: fromDomain.nullable().exactOptional(),
    expirySeconds: expirySeconds.nullable().exactOptional(),
    codecs: codecs.exactOptional(),
    dtmfMode: dtmfMode.exactOptional(),
    checkEverySeconds: checkEverySeconds.exactOptional(),
  }),
) {}

const trunk = z.object({
  id: z.string(),
  name: z.string(),
  kind,
  server: z.string(),
  transport,
  addresses: z.array(z.string()).readonly(),
  username: z.string().exactOptional(),
  contactUser: z.string().exactOptional(),
  fromUser: z.string().exactOptional(),
  fromDomain: z.string().exactOptional(),
  expirySeconds: z.number().int().exactOptional(),
  codecs: z.array(z.enum(trunkCodecs)).readonly(),
  dtmfMode,
  checkEverySeconds: z.number().int(),
  state: z
    .enum(trunkStates)
    .describe(
      'By SIP OPTIONS. online: the carrier says yes. refused: it answers with a refusal, the password may be wrong. ' +
        'offline: it does not answer. unknown: nobody asks. password-missing: Asterisk lost it, PATCH it in again.',
    ),
});

export class TrunkDto extends createZodDto(trunk) {}
export class TrunkPageDto extends createZodDto(pageOf(trunk)) {}

const trunkListQuery = listQuery(['created', 'name'], 'created', {
  q: contained.optional().describe('Name contains it.'),
  kind: kind.optional(),
});
export type TrunkListQuery = z.output<typeof trunkListQuery>;
export class TrunkListQueryDto extends createZodDto(trunkListQuery) {}

export class TestCallDto extends createZodDto(
  z.strictObject({
    number: z.string().regex(/^\+?[0-9*#]{1,32}$/, 'must be 1 to 32 of 0-9 * #, with or without a leading +'),
    agentId: z
      .string()
      .min(1)
      .max(64)
      .exactOptional()
      .describe('The agent whose limits the call counts for.'),
    seconds: z.int().min(1).max(30).default(20).describe('How long it may ring.'),
  }),
) {}

export class TestCallResultDto extends createZodDto(
  z.object({
    outcome: z.enum(['answered', 'busy', 'declined', 'no-answer', 'failed']),
    afterMs: z.number().int().describe('From the dialling to the outcome.'),
    rangAfterMs: z.number().int().exactOptional().describe('When it began to ring, if it did.'),
    cause: z.number().int().exactOptional().describe('ITU-T Q.850, as Asterisk gives it.'),
    sipStatus: z.number().int().exactOptional().describe('What the carrier answered.'),
    shown: z.string().describe('The number that we called from.'),
    detail: z.string().describe('All of it in words.'),
  }),
) {}
