import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { BatonEvent } from '../../platform/events/event';
import { EventBus } from '../../platform/events/event-bus';
import { PbxConnection, type PbxState } from '../../platform/observability/pbx-connection';

/** Tells whoever listens when commands cannot be carried out, and when they can be again. */
@Injectable()
export class ConnectionNews implements OnModuleInit {
  #last: PbxState['status'] = 'disconnected';

  constructor(
    private readonly connection: PbxConnection,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.connection.onChange((state) => {
      // A try that fails to regain it is no news.
      if (this.#last === state.status) return;
      this.#last = state.status;
      this.events.publish(newsOf(state));
    });
  }
}

function newsOf(state: PbxState): BatonEvent {
  if (state.status === 'connected') return { type: 'pbx.connected', data: {} };
  const { code, reason } = state;
  return { type: 'pbx.disconnected', data: { code, reason } };
}
