import { Office } from '../support/office';

describe('who is in a call', () => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.open();
  }, 60_000);
  afterAll(() => office.world.stop());
  afterEach(() => office.world.clear(), 15_000);

  it('cannot be deleted, and neither can who is rung', async () => {
    const { id } = await office.introducing(office.ben);
    for (const agent of [office.anna, office.ben]) {
      const { status, body } = await office.world.baton.api('DELETE', `/agents/${agent.id}`);
      expect([status, body]).toEqual([
        409,
        expect.objectContaining({
          code: 'agent-in-use',
          usedBy: expect.arrayContaining([expect.objectContaining({ type: 'call', id })]) as unknown,
        }),
      ]);
    }
  }, 30_000);
});
