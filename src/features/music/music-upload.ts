import { open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { own } from '../../core/own';
import { Refused } from '../../platform/refusals/refused';
import { newId } from '../../platform/store/new-id';
import { MusicConverter } from './conversion/converter';
import type { MusicFile } from './music-class';
import { MusicClassesService } from './music-classes.service';
import { MusicFolder } from './music-folder';

/** Twenty minutes of MP3 at 128 kbit/s, or four of a CD's WAV. */
const LARGEST_BYTES = 20 * 1024 * 1024;

const mediaTypes: Readonly<Record<string, 'wav' | 'mp3'>> = {
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
};

export interface Upload {
  readonly body: Readable;
  readonly contentType: string | undefined;
  /** As the request says it; a sender may lie. */
  readonly contentLength: number | undefined;
  readonly name: string;
}

/** Takes files in: onto the disk as they come, then converted, then played. */
@Injectable()
export class MusicUpload {
  constructor(
    private readonly classes: MusicClassesService,
    private readonly folder: MusicFolder,
    private readonly converter: MusicConverter,
  ) {}

  /**
   * @throws Refused `music-class-not-found`; `music-class-full`; `body-too-large`; `unsupported-media-type`;
   *   422 and as {@link MusicConverter.convert}; `music-not-managed`
   */
  async take(classId: string, { body, contentType, contentLength, name }: Upload): Promise<MusicFile> {
    await this.classes.refuseFull(classId);
    const mediaType = own(mediaTypes, contentType?.split(';')[0]?.trim().toLowerCase() ?? '');
    if (!mediaType) {
      throw new Refused('unsupported-media-type', 'Music is taken as audio/wav or audio/mpeg.');
    }
    if ((contentLength ?? 0) > LARGEST_BYTES) throw tooLarge();
    const id = newId();
    const { source, result } = await this.folder.workFiles(id);
    try {
      await receive(body, source);
      const { seconds } = await this.converter.convert({ from: source, to: result, mediaType });
      const file = { id, name, seconds, uploadedAt: Date.now() };
      await this.classes.addFile(classId, file, result);
      return file;
    } finally {
      await Promise.all([rm(source, { force: true }), rm(result, { force: true })]);
    }
  }
}

/**
 * What is too much is read and forgotten: to stop reading would break the connection, and the sender would not learn why.
 * How long a request may take is the server's to say.
 */
async function receive(body: Readable, file: string): Promise<void> {
  const onDisk = await open(file, 'w');
  try {
    let taken = 0;
    for await (const chunk of body) {
      const bytes = chunk as Buffer;
      taken += bytes.length;
      if (taken <= LARGEST_BYTES) await onDisk.writeFile(bytes);
    }
    if (taken > LARGEST_BYTES) throw tooLarge();
  } catch (error) {
    throw body.errored ? brokenOff(error) : error;
  } finally {
    await onDisk.close();
  }
}

function tooLarge(): Refused {
  return new Refused('body-too-large', `A music file may have ${LARGEST_BYTES} bytes at most.`);
}

function brokenOff(cause: unknown): Refused {
  return new Refused('unreadable-body', 'The body could not be read.', { cause });
}
