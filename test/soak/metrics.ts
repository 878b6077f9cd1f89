import type { Baton } from '../support/baton';

/** What an operator sees of the server: reads metrics by name, with labels as Prometheus writes them. */
export async function metricsOf(baton: Baton): Promise<(name: string) => number> {
  const { status, text } = await baton.api('GET', '/metrics');
  if (status !== 200) throw new Error(`GET /metrics: ${status} ${text}`);
  const values = new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
  return (name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`there is no metric ${name}`);
    return value;
  };
}
