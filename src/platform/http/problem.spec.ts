import { MethodNotAllowedException } from '@nestjs/common';
import { Refused } from '../refusals/refused';
import { outcomeOf, toProblem } from './problem';
import { toRefused } from './to-refused';

it('has the status of its code', () => {
  const refused = new Refused('agent-away', 'Ann is away.', { members: { callState: 'talking' } });
  expect(toProblem(refused)).toEqual({
    type: 'urn:baton:problem:agent-away',
    title: 'Conflict',
    status: 409,
    code: 'agent-away',
    detail: 'Ann is away.',
    callState: 'talking',
  });
});

it('is unprocessable where a field of the request names what does not exist', () => {
  const errors = [{ path: 'agent', code: 'unknown-agent', message: 'is not the id of an agent' }];
  expect(toProblem(new Refused('unknown-agent', 'No.', { errors }))).toMatchObject({ status: 422, errors });
  expect(toProblem(new Refused('unknown-agent', 'No.'))).toMatchObject({ status: 404 });
});

it('leaves the statuses of the HTTP layer as they are', () => {
  const refused = toRefused(new MethodNotAllowedException());
  expect(refused && toProblem(refused)).toMatchObject({ status: 405, code: 'refused' });
});

it('takes whatever is no refusal for a fault of ours', () => {
  expect(outcomeOf(new TypeError('x is not a function'))).toEqual({ status: 500, code: 'internal-error' });
});
