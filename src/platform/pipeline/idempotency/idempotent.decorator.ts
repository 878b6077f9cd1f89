import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

export const IDEMPOTENT = Symbol('IDEMPOTENT');

/**
 * A command that takes an `Idempotency-Key` header: repeated with the same key it gives its first answer and does
 * nothing. Only answers below 500 are kept: after one from 500 on the same key tries again. The record is written
 * before the answer is sent, so an answer that was seen is always one that is repeated.
 */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    SetMetadata(IDEMPOTENT, true),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: '1-255 visible ASCII characters; the same key within 24 hours repeats the first answer.',
      schema: { type: 'string', maxLength: 255 },
    }),
  );
