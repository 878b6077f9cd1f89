import { catalogue, type ErrorCode } from '../../src/platform/refusals/catalogue';
import { cell } from './markdown';

/** `docs/errors.md`. */
export function errorsPage(): string {
  const rows = Object.entries(catalogue).map(([code, { status, statusOfField, when, todo }]) => {
    const statuses = statusOfField === undefined ? String(status) : `${status}, ${statusOfField}`;
    return `| \`${code as ErrorCode}\` | ${statuses} | ${cell(when)} | ${cell(todo)} |`;
  });
  return `# Errors

<!-- Made by \`npm run generate:docs\` of src/platform/refusals/catalogue.ts. -->

Every answer that is an error is \`application/problem+json\` (RFC 9457) with a stable \`code\`, which is what a program tests for; \`detail\` is for a person, and may be worded differently tomorrow. A code with two statuses has the second one if \`errors\` names the fields of the request that are at fault. What a 4xx refuses has not happened, and nothing of it has. The codes of each route stand in [openapi.json](openapi.json), and at \`/docs\` of a running server.

| code | status | when | what to do |
| ---- | ------ | ---- | ---------- |
${rows.join('\n')}
`;
}
