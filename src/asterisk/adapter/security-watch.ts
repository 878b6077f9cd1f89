import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Incidents } from '../../platform/incidents/incidents';
import type { Settings } from '../../platform/settings/settings';
import { SETTINGS } from '../../platform/settings/settings.module';
import { incidentOf } from './security-event';
import { SecurityLog } from './security-log';

/**
 * Tells what Asterisk has refused: wrong passwords and unknown accounts of phones. ARI has no event for it (22.10.1), and AMI,
 * which has, makes an event of everything else as well, for whoever listens (docs/decisions/0007-sip-strangers.md).
 */
@Injectable()
export class SecurityWatch implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log: SecurityLog | undefined;

  constructor(@Inject(SETTINGS) { asteriskSecurityLog }: Settings, incidents: Incidents) {
    if (asteriskSecurityLog === undefined) return;
    this.#log = new SecurityLog(asteriskSecurityLog, {
      line: (line) => {
        const incident = incidentOf(line);
        if (incident) incidents.tell(incident);
      },
      skipped: (bytes) =>
        incidents.tell({
          type: 'security.sip-flood',
          detail: 'Asterisk refuses more than Baton can read; keep the senders away with a firewall.',
          data: { bytes },
        }),
    });
  }

  onApplicationBootstrap(): void {
    this.#log?.start();
  }

  onModuleDestroy(): void {
    this.#log?.stop();
  }
}
