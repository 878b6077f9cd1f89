// Renders the operations of Asterisk's description: per resource a class whose methods take one object with the path,
// query and body parameters merged, and a facade `AriOperations` that holds one of each.

/**
 * How each body parameter is typed and sent. `wrapped`: as `{ "<name>": value }`, the other keys of the body being
 * further query parameters. `whole`: the value is the body. The description does not say which, the server's code does.
 */
const bodies = {
  variables: { shape: 'wrapped', type: 'AriVariables' },
  fields: { shape: 'wrapped', type: 'readonly ConfigTuple[]' },
  filter: { shape: 'whole', type: 'AriEventFilter' },
};

/**
 * POST /bridges differs from its siblings (Asterisk 22.10.1): every key of its body is taken for a variable. A wrapped
 * one is answered with 400, and the bridge is there nevertheless.
 */
const shapes = { 'bridges.create': 'whole' };

const scalars = { string: 'string', int: 'number', long: 'number', boolean: 'boolean' };

const camel = (name) => name.replace(/_([a-z])/g, (_, c) => c.toUpperCase());
const pascal = (name) => name[0].toUpperCase() + name.slice(1);
const upper = (name) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

function parameterType(parameter) {
  if (parameter.paramType === 'body') {
    const body = bodies[parameter.name];
    if (!body)
      throw new Error(`unknown body parameter ${parameter.name}: say in ${import.meta.url} how it is sent`);
    return body.type;
  }
  const scalar = scalars[parameter.dataType];
  if (!scalar) throw new Error(`unknown parameter type ${parameter.dataType} of ${parameter.name}`);
  const type =
    parameter.allowableValues?.valueType === 'LIST'
      ? parameter.allowableValues.values.map((v) => `'${v}'`).join(' | ')
      : scalar;
  return parameter.allowMultiple ? `readonly ${type.includes('|') ? `(${type})` : type}[]` : type;
}

function isRequired(parameter) {
  return parameter.paramType === 'path' || parameter.required === true;
}

function resultType(responseClass) {
  if (responseClass === 'void') return 'void';
  if (responseClass === 'binary') return 'Buffer';
  const list = /^List\[(.+)\]$/.exec(responseClass);
  return list ? `readonly ${list[1]}[]` : responseClass;
}

function resultKind(responseClass) {
  return responseClass === 'void' || responseClass === 'binary' ? responseClass : 'json';
}

function describe(resource, path, operation) {
  const parameters = operation.parameters ?? [];
  const method = camel(operation.nickname);
  return {
    method,
    paramsType: parameters.length > 0 ? `${pascal(resource)}${pascal(method)}Params` : undefined,
    constant: `${upper(resource)}_${upper(method)}`,
    path,
    operation,
    parameters,
    body: describeBody(`${resource}.${operation.nickname}`, parameters),
    result: resultType(operation.responseClass),
  };
}

function describeBody(operationId, parameters) {
  const parameter = parameters.find((p) => p.paramType === 'body');
  return parameter && { name: parameter.name, shape: shapes[operationId] ?? bodies[parameter.name].shape };
}

function renderParams(op) {
  const lines = op.parameters.map((p) => {
    const optional = isRequired(p) ? '' : '?';
    const fallback = p.defaultValue === undefined ? '' : `  /** Asterisk's default: ${p.defaultValue} */\n`;
    return `${fallback}  readonly ${p.name}${optional}: ${parameterType(p)}${optional && ' | undefined'};`;
  });
  return `export interface ${op.paramsType} {\n${lines.join('\n')}\n}`;
}

function renderSpec(op) {
  const query = op.parameters.filter((p) => p.paramType === 'query').map((p) => `'${p.name}'`);
  const lines = [
    `const ${op.constant}: OperationSpec = {`,
    `  method: '${op.operation.httpMethod}',`,
    `  path: '${op.path}',`,
    `  query: [${query.join(', ')}],`,
  ];
  if (op.body) lines.push(`  body: { name: '${op.body.name}', shape: '${op.body.shape}' },`);
  lines.push(`  result: '${resultKind(op.operation.responseClass)}',`, '};');
  return lines.join('\n');
}

function renderMethod(op) {
  const docs = [`${op.operation.httpMethod} ${op.path}`];
  if (op.operation.since?.length) docs.push(`Since Asterisk ${op.operation.since.join(', ')}.`);
  for (const error of op.operation.errorResponses ?? []) docs.push(`- ${error.code}: ${error.reason}`);
  const optional = op.parameters.every((p) => !isRequired(p)) ? ' = {}' : '';
  const args = op.paramsType ? [`params: ${op.paramsType}${optional}`] : [];
  args.push('options?: AriCallOptions');
  return [
    '  /**',
    ...docs.map((line) => `   * ${line}`),
    '   */',
    `  ${op.method}(${args.join(', ')}): Promise<${op.result}> {`,
    `    return this.call<${op.result}>(${op.constant}, ${op.paramsType ? 'params' : '{}'}, options);`,
    '  }',
  ].join('\n');
}

function renderResource(name, ops) {
  return [
    ...ops.filter((op) => op.paramsType).map(renderParams),
    ...ops.map(renderSpec),
    `export class ${pascal(name)}Operations {\n  constructor(private readonly call: AriCall) {}\n\n${ops.map(renderMethod).join('\n\n')}\n}`,
  ].join('\n\n');
}

function renderFacade(names) {
  const fields = names.map((name) => `  readonly ${name}: ${pascal(name)}Operations;`);
  const created = names.map((name) => `    this.${name} = new ${pascal(name)}Operations(call);`);
  return `/** All operations of ARI, by resource. */\nexport class AriOperations {\n${fields.join('\n')}\n\n  constructor(call: AriCall) {\n${created.join('\n')}\n  }\n}`;
}

function renderImports(groups) {
  const used = new Set(['ConfigTuple']);
  for (const { ops } of groups) {
    for (const op of ops) {
      const model = op.result.replace(/^readonly |\[\]$/g, '');
      if (!['void', 'Buffer'].includes(model)) used.add(model);
    }
  }
  return [
    "import type { AriCall, AriCallOptions, AriEventFilter, AriVariables, OperationSpec } from '../operation';",
    `import type {\n${[...used]
      .sort()
      .map((name) => `  ${name},`)
      .join('\n')}\n} from './types';`,
  ].join('\n');
}

/** @returns the text of operations.ts, without the header */
export function renderOperations(resources) {
  const groups = resources.map((resource) => ({
    name: resource.name,
    ops: resource.apis.flatMap((api) =>
      // the event WebSocket is a connection, not an operation
      api.operations
        .filter((o) => !o.upgrade)
        .map((operation) => describe(resource.name, api.path, operation)),
    ),
  }));
  return `${[
    renderImports(groups),
    ...groups.map(({ name, ops }) => renderResource(name, ops)),
    renderFacade(groups.map((g) => g.name)),
  ].join('\n\n')}\n`;
}
