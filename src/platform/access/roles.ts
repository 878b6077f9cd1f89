/**
 * What a key may do. `numbers:real`: sees phone numbers whole, not only their last two digits. `commands`: may do more than
 * read. `transfer:…`: hands calls on to, and begins them with, such a target. `drop`: ends a call for everybody. `supervise`:
 * reaches every call, not only those of the key's agent. `administer`: everything that is set up.
 */
export const permissions = [
  'numbers:real',
  'commands',
  'transfer:agent',
  'transfer:group',
  'transfer:number',
  'drop',
  'supervise',
  'administer',
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ['admin', 'supervisor', 'agent'] as const;
export type Role = (typeof roles)[number];

const transfers: readonly Permission[] = ['transfer:agent', 'transfer:group', 'transfer:number'];

/** What a key of a role may do, unless it was made with permissions of its own. */
export function permissionsOf(role: Role): readonly Permission[] {
  switch (role) {
    case 'admin':
      return permissions;
    case 'supervisor':
      return ['commands', 'numbers:real', ...transfers, 'drop', 'supervise'];
    case 'agent':
      return ['commands', ...transfers, 'drop'];
  }
}
