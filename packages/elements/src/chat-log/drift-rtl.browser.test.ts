import {expect} from 'chai';
import {contents, drift, late, steps, surroundings} from './drift.fixture.js';
import './define.js';

describe('what the reader looks at, from right to left (UX-V1, UX-L7)', () => {
  for (const [name, change] of Object.entries({...contents, ...surroundings, ...late}))
    it(`stands still through ${steps} × ${name}`, async () => {
      const {worst, where} = await drift(name, change, 'rtl');
      expect(worst, where).to.be.at.most(1);
    }).timeout(60_000);
});
