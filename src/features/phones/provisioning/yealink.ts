import type { SipAccount } from './account';

/**
 * Keys of Yealink's auto provisioning guide for its T-series; the first line must be exactly this one. A value reaches from
 * the equals sign to the end of the line, without quoting: whatever would end the line is taken out.
 */
export function yealinkConfig({ user, password, name, extension, host, port }: SipAccount): string {
  const values: readonly (readonly [string, string])[] = [
    ['enable', '1'],
    ['label', `${extension} ${name}`],
    ['display_name', name],
    ['user_name', user],
    ['auth_name', user],
    ['password', password],
    ['sip_server.1.address', host],
    ['sip_server.1.port', String(port)],
    // 0 is UDP.
    ['sip_server.1.transport_type', '0'],
  ];
  const lines = values.map(([key, value]) => `account.1.${key} = ${oneLine(value)}`);
  return ['#!version:1.0.0.1', ...lines, ''].join('\n');
}

function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
