/** What docs/operation.md says of a metric. */
export interface DocumentedMetric {
  readonly name: string;
  readonly type: string;
  /** By label: its values; null where they are described and not listed. */
  readonly labels: ReadonlyMap<string, readonly string[] | null>;
}

/** The rows of a table whose first column holds names of metrics. */
export function documentedMetrics(text: string): readonly DocumentedMetric[] {
  return text.split('\n').flatMap((line) => {
    const [, name, type, labels] = /^\| `(baton_\w+)` +\| (\w+) +\| ([^|]*)\|/.exec(line) ?? [];
    if (name === undefined || type === undefined || labels === undefined) return [];
    return [{ name, type, labels: labelsIn(labels) }];
  });
}

function labelsIn(text: string): DocumentedMetric['labels'] {
  const found = text.matchAll(/`(\w+)` \(([^)]*)\)/g);
  return new Map(
    [...found].map(([, label = '', values = '']) => [
      label,
      values.startsWith('_') || values.startsWith('*') ? null : values.split(', '),
    ]),
  );
}

/** The expressions of alert rules. */
export function expressionsOfRules(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const [, indent = '', first = ''] = /^( *)expr: (.+)$/.exec(line) ?? [];
    if (first === '') return [];
    if (first !== '>-') return [first];
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((other) => !other.startsWith(`${indent}  `));
    return [
      rest
        .slice(0, end)
        .map((other) => other.trim())
        .join(' '),
    ];
  });
}

/** The expressions of the panels of a dashboard, and of its variables. */
export function expressionsOfDashboard(dashboard: unknown): readonly string[] {
  const found: string[] = [];
  JSON.stringify(dashboard, (key, value: unknown) => {
    if ((key === 'expr' || key === 'definition') && typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}

/** A metric as an expression names it: without what a histogram puts behind its name. */
export interface Named {
  readonly name: string;
  /** What is asked of its labels: `state`, `=~`, `offline|refused`. */
  readonly matchers: readonly (readonly [label: string, operator: string, value: string])[];
}

const words = new Set(
  'sum min max avg count by without on ignoring and or unless bool rate increase changes max_over_time histogram_quantile label_values'.split(
    ' ',
  ),
);

/** What an expression of PromQL names that is neither one of its own words nor a label. */
export function namedIn(expression: string): readonly Named[] {
  const plain = expression.replace(/\b(by|on|ignoring|without) \([^)]*\)/g, '').replace(/, instance\)$/, ')');
  const names = plain.matchAll(/(?<![\w$"'[])([a-zA-Z_]\w*)(?:\{([^}]*)\})?(?![^{]*\})/g);
  return [...names].flatMap(([, name = '', inBraces = '']) =>
    words.has(name) ? [] : [{ name, matchers: matchersIn(inBraces) }],
  );
}

function matchersIn(text: string): Named['matchers'] {
  return [...text.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(
    ([, label = '', operator = '', value = '']) => [label, operator, value] as const,
  );
}
