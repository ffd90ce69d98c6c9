import {expect} from 'chai';
import {drift, late, steps, surroundings} from './drift.fixture.js';
import './define.js';

describe('what the reader looks at (UX-V1, UX-L7)', () => {
  for (const [name, change] of Object.entries({...surroundings, ...late}))
    it(`stands still through ${steps} × ${name}`, async () => {
      const {worst, where} = await drift(name, change);
      expect(worst, where).to.be.at.most(1);
    }).timeout(60_000);
});
