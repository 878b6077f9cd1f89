import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { lastValueFrom, type Observable, of, throwError } from 'rxjs';
import type { Principal } from '../access/principal';
import type { Permission } from '../access/roles';
import { StoredAnswer } from '../http/stored-answer';
import { ConcealInterceptor } from './conceal.interceptor';

const line = { fallback: { type: 'number', number: '+31687654321' } };
const stored = new StoredAnswer(201, 'application/json', JSON.stringify(line));

/** What somebody with these permissions gets of an answer. */
async function given(answer: Observable<unknown>, ...permissions: Permission[]): Promise<unknown> {
  const principal: Principal = { id: 'k', name: 'k', role: 'agent', permissions: new Set(permissions) };
  const context = {
    switchToHttp: () => ({ getRequest: () => ({ principal }) }),
  } as unknown as ExecutionContext;
  const next: CallHandler = { handle: () => answer };
  return lastValueFrom(new ConcealInterceptor().intercept(context, next));
}

it('conceals numbers from who may not see them, in a fresh answer', async () => {
  expect(await given(of(line), 'commands')).toEqual({ fallback: { type: 'number', number: '••••21' } });
  expect(await given(of(line), 'commands', 'numbers:real')).toEqual(line);
});

it('conceals them in an answer that is given again, too', async () => {
  await expect(
    given(
      throwError(() => stored),
      'commands',
    ),
  ).rejects.toMatchObject({
    status: 201,
    contentType: 'application/json',
    body: JSON.stringify({ fallback: { type: 'number', number: '••••21' } }),
  });
  await expect(
    given(
      throwError(() => stored),
      'commands',
      'numbers:real',
    ),
  ).rejects.toBe(stored);
});

it('lets an empty answer and other errors pass as they are', async () => {
  await expect(given(throwError(() => new StoredAnswer(204, '', '')))).rejects.toMatchObject({ body: '' });
  const failure = new Error('no');
  await expect(given(throwError(() => failure))).rejects.toBe(failure);
});
