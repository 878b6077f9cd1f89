import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { endpointName, givenId } from '../http/fields';

const kind = z.enum(['sip', 'web']);

export class PutPhoneDto extends createZodDto(
  z.strictObject({
    user: endpointName.exactOptional().describe('SIP user; default: the one it has, else phone-<extension>.'),
    kind: kind.default('sip').describe('sip: a desk or soft phone. web: a browser (WebRTC).'),
  }),
) {}

/** In an export. */
export const phoneItem = z.strictObject({
  agent: givenId,
  user: endpointName,
  kind: kind.default('sip'),
});
export type PhoneItem = z.output<typeof phoneItem>;

export class PhoneDto extends createZodDto(z.object({ user: z.string(), kind, registered: z.boolean() })) {}

export class PhoneCredentialsDto extends createZodDto(
  z.object({
    user: z.string(),
    password: z.string().describe('Told only now; another PUT makes a new one.'),
    kind,
    server: z
      .object({ udp: z.string(), tcp: z.string(), ws: z.string() })
      .describe('Where to register: host:port for UDP and TCP, address of the WebSocket.'),
  }),
) {}
