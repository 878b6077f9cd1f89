import type { Registry } from 'prom-client';

/** One number of a registry, as Prometheus gets it. */
export interface Sample {
  /** Of a histogram with `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

export async function samplesOf(registry: Registry): Promise<readonly Sample[]> {
  const metrics = await registry.getMetricsAsJSON();
  return metrics.flatMap(({ name, values }) =>
    values.map(({ labels, value, ...rest }) => {
      const metricName = 'metricName' in rest ? String(rest.metricName) : name;
      return { name: metricName, labels: labels as Sample['labels'], value };
    }),
  );
}

/** What is counted so far, as `label label: count`, in the order of the alphabet; without buckets, sums and zeros. */
export async function countsOf(registry: Registry, name: string): Promise<readonly string[]> {
  const found = (await samplesOf(registry)).filter(
    (sample) => (sample.name === name || sample.name === `${name}_count`) && sample.value !== 0,
  );
  return found
    .map(({ labels, value }) => `${Object.values(labels).join(' ')}: ${value}`.trim())
    .toSorted((a, b) => a.localeCompare(b));
}

/** The sum of a histogram, over all its labels. */
export async function sumOf(registry: Registry, name: string): Promise<number> {
  const found = (await samplesOf(registry)).filter((sample) => sample.name === `${name}_sum`);
  return found.reduce((sum, { value }) => sum + value, 0);
}
