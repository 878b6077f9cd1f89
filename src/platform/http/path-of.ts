/** An address as it stands in a request, without its query. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}
