import type { SipAccount } from './account';
import { element, textElement, XML_DECLARATION } from './xml';

/**
 * Snom's XML settings of identity 1, as Snom's manual names them (service.snom.com, "Settings"), and as Wazo writes them for
 * its Snom phones. SRTP is on by default there, and a call would fail with a line that does not offer it.
 */
export function snomConfig({ user, password, name, host, port }: SipAccount): string {
  const settings = {
    user_active: 'on',
    user_realname: name,
    user_name: user,
    user_pname: user,
    user_pass: password,
    user_host: `${host}:${port}`,
    user_srtp: 'off',
  };
  const identity = Object.entries(settings).map(([setting, value]) =>
    textElement(setting, value, { idx: '1', perm: '' }),
  );
  return `${XML_DECLARATION}\n${element('settings', {}, [element('phone-settings', {}, identity)])}\n`;
}
