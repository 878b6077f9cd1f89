import { Inject, Injectable } from '@nestjs/common';
import type { Agent } from '../../core/agent';
import type { Settings } from '../../platform/settings/settings';
import { SETTINGS } from '../../platform/settings/settings.module';
import type { NewPhone, Phone } from '../phones/phone';
import { hostAndPort } from '../phones/provisioning/account';
import { provisioningOf } from '../phones/provisioning/provisioning';
import { AgentPresence } from './agent-presence';

/** Phones as the API shows them. */
@Injectable()
export class PhoneViews {
  constructor(
    private readonly presence: AgentPresence,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  phone({ user, kind }: Phone) {
    return { user, kind, registered: this.presence.registered(user) };
  }

  /** All that is told only once. */
  credentials({ name, extension }: Agent, { user, password, kind, notRevoked }: NewPhone) {
    const { sip: server } = this.settings;
    const account = { user, password, name, extension, ...hostAndPort(server.udp) };
    const { files, ...qrCode } = provisioningOf(kind, account);
    const provisioning = { files: [...files], ...qrCode };
    const owed = notRevoked.length > 0 ? { notRevoked: [...notRevoked] } : {};
    return { user, password, kind, server, ...owed, provisioning };
  }
}
