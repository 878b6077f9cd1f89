import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { permissions, roles } from '../../platform/access/roles';
import { oneLine } from '../../platform/http/fields';
import { contained, listQuery, pageOf } from '../../platform/lists/paging';

const name = oneLine(100).toLowerCase().describe('What is typed in to sign in. Case does not count.');
const role = z.enum(roles);
// A long one is worth more than one with signs in it (NIST SP 800-63B, 3.1.1.2).
const newPassword = z.string().min(12, 'must be at least 12 characters long').max(200);

const newUser = z
  .strictObject({
    name,
    password: newPassword,
    role,
    agent: z
      .string()
      .min(1)
      .max(64)
      .exactOptional()
      .describe('Role agent only: the agent whose calls the user reaches.'),
  })
  .refine((user) => (user.role === 'agent') === (user.agent !== undefined), {
    path: ['agent'],
    message: 'belongs to the role agent, and only to it',
  });

export class CreateUserDto extends createZodDto(newUser) {}

/** A user who gets another role is signed out. An agent is named exactly if the role is agent. */
export class UpdateUserDto extends createZodDto(
  z.strictObject({
    name: name.exactOptional(),
    role: role.exactOptional(),
    agent: z.string().min(1).max(64).nullable().exactOptional(),
  }),
) {}

export class ChangePasswordDto extends createZodDto(z.strictObject({ password: newPassword })) {}

export class ChangeOwnPasswordDto extends createZodDto(
  z.strictObject({
    currentPassword: z.string().min(1).max(200).describe('That is asked for to sign in.'),
    newPassword,
  }),
) {}

const user = z.object({
  id: z.string(),
  name: z.string(),
  role,
  agent: z.string().describe('The agent whose calls the user reaches.').nullable(),
  createdAt: z.string().describe('ISO 8601, UTC'),
});

export class UserDto extends createZodDto(user) {}
export class UserPageDto extends createZodDto(pageOf(user)) {}

const userListQuery = listQuery(['created', 'name', 'role'], 'created', {
  q: contained.optional().describe('The name contains it.'),
  role: role.optional().describe('Only users of this role.'),
});

export type UserListQuery = z.output<typeof userListQuery>;
export class UserListQueryDto extends createZodDto(userListQuery) {}

export class SignInDto extends createZodDto(z.strictObject({ name, password: z.string().min(1).max(200) })) {}

export class MeDto extends createZodDto(
  z.object({
    id: z.string(),
    name: z.string(),
    role,
    agent: z.string().describe('The agent whose calls the asker reaches.').nullable(),
    permissions: z.array(z.enum(permissions)).describe('What the asker may do.'),
  }),
) {}
