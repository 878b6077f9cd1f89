import { ModulesContainer, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';
import { own } from '../../core/own';
import { type Need, NEEDS } from '../access/needs.decorator';
import { PUBLIC } from '../access/public.decorator';
import { IDEMPOTENT } from '../pipeline/idempotency/idempotent.decorator';
import { completeOperations, type RouteFacts } from './complete-operations';
import { ERRORS, type OwnErrors } from './operation.decorator';
import { securitySchemes } from './security-schemes';

const nothing: OwnErrors = { errors: [], errorsOfFields: [], needs: [], needsOneOf: [] };

/**
 * The description of the API: a page at `/docs`, the OpenAPI document at `/docs-json`. Both are public. It is made when
 * somebody asks for it first: that takes a third of a start, and after a restart contacts wait for us, not for it.
 */
export function useOpenApi(app: NestExpressApplication, version: string, schemas: () => Schemas): void {
  const describe = () => describeApi(app, version, schemas());
  SwaggerModule.setup('docs', app, describe, { jsonDocumentUrl: 'docs-json', raw: ['json'] });
}

type Schemas = Readonly<Record<string, object>>;

/**
 * The OpenAPI document of all routes.
 * @param schemas what belongs into it that no route has: the events
 */
export function describeApi(app: NestExpressApplication, version: string, schemas: Schemas): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Baton')
    .setDescription(
      'Call transfer for Asterisk. Errors are problem+json (RFC 9457) with a stable `code`; each route lists its own.',
    )
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .addSecurity('bearer', securitySchemes.bearer)
    .addSecurity('session', securitySchemes.session)
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('session')
    .build();
  const document = cleanupOpenApiDoc(SwaggerModule.createDocument(app, config));
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...schemas } };
  return completeOperations(document, routeFacts(app));
}

/** What the decorators say of each route, by its operation id (`CallsController_list`). */
function routeFacts(app: NestExpressApplication): ReadonlyMap<string, RouteFacts> {
  const facts = new Map<string, RouteFacts>();
  const reflector = app.get(Reflector);
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { metatype, name } of controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Readonly<Record<string, unknown>>;
      for (const method of Object.getOwnPropertyNames(prototype)) {
        const handler = own(prototype, method);
        if (method === 'constructor' || typeof handler !== 'function') continue;
        const said = [handler as () => unknown, metatype];
        facts.set(`${name}_${method}`, {
          needs: reflector.getAllAndOverride<Need | undefined>(NEEDS, said) ?? 'administer',
          isPublic: reflector.getAllAndOverride<boolean | undefined>(PUBLIC, said) === true,
          isIdempotent: reflector.get<boolean | undefined>(IDEMPOTENT, handler) === true,
          own: reflector.get<OwnErrors | undefined>(ERRORS, handler) ?? nothing,
        });
      }
    }
  }
  return facts;
}
