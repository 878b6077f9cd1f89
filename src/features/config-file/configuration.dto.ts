import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { filteredFlag } from '../../platform/lists/paging';

export class ImportQueryDto extends createZodDto(
  z.strictObject({
    dryRun: filteredFlag.default('false').describe('Only says what would change.'),
    prune: filteredFlag.default('false').describe('Removes what the lists of the file do not name.'),
  }),
) {}

/** The shape of each section is that of its own routes; it is checked on import. */
export class ConfigFileDto extends createZodDto(
  z.looseObject({ baton: z.literal(1).describe('The version of such files.') }),
) {}

const named = z.object({ id: z.string(), name: z.string() });

export class ImportedDto extends createZodDto(
  z.object({
    dryRun: z.boolean(),
    differences: z
      .array(
        z.object({
          section: z.string(),
          created: z.array(named),
          changed: z.array(
            named.extend({
              fields: z.array(
                z.object({ field: z.string(), from: z.unknown().optional(), to: z.unknown().optional() }),
              ),
            }),
          ),
          removed: z.array(named),
        }),
      )
      .describe('By section; empty if nothing changes.'),
    told: z
      .record(z.string(), z.unknown())
      .describe(
        'What is told only now: of phones that are new or changed, the password. `failed` is why Asterisk has not taken one, or not forgotten one that is removed, whose password may still be good then; the latter is tried again until it is done.',
      ),
  }),
) {}
