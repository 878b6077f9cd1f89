import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';

/** The description of the API: a page at `/docs`, the OpenAPI document at `/docs-json`. Both are public. */
export function useOpenApi(app: NestExpressApplication, version: string): void {
  const config = new DocumentBuilder()
    .setTitle('Baton')
    .setDescription('Call transfer for Asterisk. Errors are problem+json (RFC 9457) with a stable `code`.')
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The admin key, or one of `api-keys`.' })
    .addSecurityRequirements('bearer')
    .build();
  const document = cleanupOpenApiDoc(SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs-json', raw: ['json'] });
}
