import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { lastValueFrom, of } from 'rxjs';
import { ETagInterceptor } from './etag.interceptor';
import { ResourceVersion } from './resource-version';

const stored = { id: 'a', name: 'Ann' };

async function tagOf(answer: object, resourceVersion?: ResourceVersion): Promise<string | undefined> {
  const headers = new Map<string, string>();
  const response = { setHeader: (name: string, value: string) => headers.set(name, value) };
  const http = { getRequest: () => ({ resourceVersion, headers: {} }), getResponse: () => response };
  const context = { switchToHttp: () => http } as unknown as ExecutionContext;
  const next: CallHandler = { handle: () => of(answer) };
  await lastValueFrom(new ETagInterceptor().intercept(context, next));
  return headers.get('ETag');
}

function told(): ResourceVersion {
  const version = new ResourceVersion(undefined);
  version.tell(stored);
  return version;
}

it("is another tag, of the same version, when an agent's state is another", async () => {
  const offline = await tagOf({ ...stored, state: 'offline' }, told());
  const available = await tagOf({ ...stored, state: 'available' }, told());
  expect(available).not.toBe(offline);
  for (const tag of [offline, available]) {
    expect(() => new ResourceVersion(tag).check(stored)).not.toThrow();
    expect(() => new ResourceVersion(tag).check({ ...stored, name: 'Bob' })).toThrow('precondition-failed');
  }
});

it('is not sent with what has no version, as lists', async () => {
  expect(await tagOf({ items: [] })).toBeUndefined();
});
