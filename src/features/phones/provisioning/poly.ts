import type { SipAccount } from './account';
import { element, XML_DECLARATION } from './xml';

/** Parameters of registration 1 in Poly's (Polycom's) UC Software administrator guide; any root element is taken. */
export function polyConfig({ user, password, name, extension, host, port }: SipAccount): string {
  const registration = element('reg', {
    'reg.1.address': user,
    'reg.1.auth.userId': user,
    'reg.1.auth.password': password,
    'reg.1.displayName': name,
    'reg.1.label': extension,
    'reg.1.server.1.address': host,
    'reg.1.server.1.port': String(port),
    'reg.1.server.1.transport': 'UDPOnly',
  });
  return `${XML_DECLARATION}\n${element('PHONE_CONFIG', {}, [registration])}\n`;
}
