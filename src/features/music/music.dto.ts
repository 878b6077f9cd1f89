import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { oneLine } from '../../platform/http/fields';
import { contained, listQuery, pageOf } from '../../platform/lists/paging';
import { musicOrders } from './music-class';

const name = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, _ or -')
  // A section of this name holds Asterisk's own settings.
  .refine((given) => given.toLowerCase() !== 'general', 'is a name that Asterisk keeps for itself');
const order = z.enum(musicOrders);

export class CreateMusicClassDto extends createZodDto(
  z.strictObject({
    name: name.describe('What `musicClass` of lines and groups chooses it by.'),
    order: order.default('in-order'),
  }),
) {}

export class UpdateMusicClassDto extends createZodDto(
  z.strictObject({ name: name.exactOptional(), order: order.exactOptional() }),
) {}

const musicClass = z.object({ id: z.string(), name: z.string(), order, fileCount: z.int() });

export class MusicClassDto extends createZodDto(musicClass) {}
export class MusicClassPageDto extends createZodDto(pageOf(musicClass)) {}

const musicClassListQuery = listQuery(['created', 'name'], 'created', {
  q: contained.optional().describe('Name contains it.'),
});
export type MusicClassListQuery = z.output<typeof musicClassListQuery>;
export class MusicClassListQueryDto extends createZodDto(musicClassListQuery) {}

export class UploadQueryDto extends createZodDto(
  z.strictObject({ name: oneLine(200).describe('What people call the file, for instance its file name.') }),
) {}

const musicFile = z.object({
  id: z.string(),
  name: z.string(),
  seconds: z.number(),
  uploadedAt: z.int().describe('Epoch milliseconds.'),
});

export class MusicFileDto extends createZodDto(musicFile) {}
export class MusicFilesDto extends createZodDto(z.object({ items: z.array(musicFile) })) {}
