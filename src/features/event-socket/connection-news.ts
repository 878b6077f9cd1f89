import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PbxConnection, type PbxState } from '../../platform/observability/pbx-connection';
import { EventBus } from '../../platform/events/event-bus';

/** Tells whoever listens when commands cannot be carried out, and when they can be again. */
@Injectable()
export class ConnectionNews implements OnModuleInit {
  private last: PbxState['status'] = 'disconnected';

  constructor(
    private readonly connection: PbxConnection,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.connection.onChange(({ status, ...data }) => {
      // A try that fails to regain it is no news.
      if (this.last === status) return;
      this.last = status;
      this.events.publish({ type: `pbx.${status}`, data });
    });
  }
}
