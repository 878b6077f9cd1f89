import { MusicPlayer } from '../../features/music/music-player';
import type { AriClient } from '../client/ari-client';
import { AriError } from '../client/errors';
import type { AriLogger } from '../client/logger';

const MODULE_NAME = 'res_musiconhold.so';

/** Reloads Asterisk's music module. Channels hold on to the class that they hear, so theirs plays on. */
export class AriMusicPlayer extends MusicPlayer {
  #owed = false;

  constructor(
    private readonly client: AriClient,
    private readonly logger: AriLogger,
  ) {
    super();
    client.on('up', () => {
      if (this.#owed) void this.reload();
    });
  }

  override async reload(): Promise<void> {
    this.#owed = true;
    if (this.client.state.name !== 'up') return;
    try {
      await this.client.ari.asterisk.reloadModule({ moduleName: MODULE_NAME });
      this.#owed = false;
    } catch (error) {
      if (!(error instanceof AriError)) throw error;
      this.logger.warn({ reason: error.message }, 'Asterisk has not read the music classes anew');
    }
  }
}
