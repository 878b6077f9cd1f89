import type { SipAccount } from './account';
import { element, textElement, XML_DECLARATION } from './xml';

/**
 * Linphone's remote provisioning (wiki.linphone.org, "Remote Provisioning"): sections and keys of linphonerc. Linphone reads
 * it from an address; `transient_provisioning` has it read once only, not at every start.
 */
export function linphoneConfig({ user, password, name, host, port }: SipAccount): string {
  const quoted = `"${name.replace(/["\\]/g, (character) => `\\${character}`)}"`;
  const sections = {
    misc: { transient_provisioning: '1' },
    sip: { default_proxy: '0' },
    proxy_0: {
      reg_identity: `${quoted} <sip:${user}@${host}:${port}>`,
      reg_proxy: `<sip:${host}:${port};transport=udp>`,
      reg_sendregister: '1',
    },
    auth_info_0: { username: user, passwd: password, domain: host },
  };
  const written = Object.entries(sections).map(([section, entries]) =>
    element(
      'section',
      { name: section },
      Object.entries(entries).map(([key, value]) =>
        textElement('entry', value, { name: key, overwrite: 'true' }),
      ),
    ),
  );
  const root = element('config', { xmlns: 'http://www.linphone.org/xsds/lpconfig.xsd' }, written);
  return `${XML_DECLARATION}\n${root}\n`;
}
