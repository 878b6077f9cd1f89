interface Account {
  /** What its endpoint inherits, of asterisk-config/pjsip.conf. */
  readonly template: 'baton-phone' | 'baton-trunk' | 'baton-endpoint';
  readonly password: string;
  /** Further lines of its endpoint. */
  readonly settings?: readonly string[];
}

export const passwordOf = (user: string): string => `secret-of-${user}`;

/** Sections of pjsip.conf: somebody who registers at one place, and is known by a password. */
export const pjsipAccount = (user: string, { template, password, settings = [] }: Account): string => `
[${user}](${template})
aors = ${user}
auth = ${user}
${settings.join('\n')}
[${user}]
type = aor
max_contacts = 1
remove_existing = yes
[${user}]
type = auth
auth_type = userpass
username = ${user}
password = ${password}
`;
