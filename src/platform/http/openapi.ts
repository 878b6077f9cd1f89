import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';

/**
 * The description of the API: a page at `/docs`, the OpenAPI document at `/docs-json`. Both are public. It is made when
 * somebody asks for it first: that takes a third of a start, and after a restart contacts wait for us, not for it.
 */
export function useOpenApi(app: NestExpressApplication, version: string): void {
  const config = new DocumentBuilder()
    .setTitle('Baton')
    .setDescription('Call transfer for Asterisk. Errors are problem+json (RFC 9457) with a stable `code`.')
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The admin key, or one of `api-keys`.' })
    .addSecurityRequirements('bearer')
    .build();
  const describe = () => cleanupOpenApiDoc(SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('docs', app, describe, { jsonDocumentUrl: 'docs-json', raw: ['json'] });
}
