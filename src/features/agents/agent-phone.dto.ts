import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { endpointName, givenId } from '../../platform/http/fields';
import { phoneMakes } from '../phones/provisioning/provisioning';

const kind = z.enum(['sip', 'web']);

export class PutPhoneDto extends createZodDto(
  z.strictObject({
    user: endpointName
      .exactOptional()
      .describe(
        "SIP user; default: that of the agent's phone of this kind, else phone-<extension>, with the kind behind it if the agent's other phone is called that.",
      ),
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

const phone = z.object({ user: z.string(), kind, registered: z.boolean() });

export class PhoneDto extends createZodDto(phone) {}
export class PhonesDto extends createZodDto(z.object({ items: z.array(phone) })) {}

export class PhoneCredentialsDto extends createZodDto(
  z.object({
    user: z.string(),
    password: z.string().describe('Told only now; `POST /agents/:id/phones/:user/password` makes a new one.'),
    kind,
    server: z
      .object({ udp: z.string(), tcp: z.string(), ws: z.string() })
      .describe('Where to register: host:port for UDP and TCP, address of the WebSocket.'),
    notRevoked: z
      .array(z.string())
      .exactOptional()
      .describe(
        'Users of phones that this one has replaced, if Asterisk could not be had to forget them: their passwords may still be good. It is tried again until it is done (incident `security.phone-not-revoked`).',
      ),
    provisioning: z
      .object({
        files: z
          .array(z.object({ make: z.enum(phoneMakes), mediaType: z.string(), text: z.string() }))
          .describe('What phones of these makes import; empty for a browser.'),
        qrCode: z
          .object({ app: z.literal('gs-wave'), text: z.string(), svg: z.string() })
          .exactOptional()
          .describe("What Grandstream's mobile app scans."),
      })
      .describe('How to set the phone up without typing. Holds the password, and is told only now as well.'),
  }),
) {}
