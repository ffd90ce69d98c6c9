import {expect} from 'chai';
import {contents, drift, fewerSteps, late, surroundings} from './drift.fixture.js';
import './define.js';

describe('what the reader looks at, from right to left (UX-V1, UX-L7)', () => {
  for (const [name, change] of Object.entries({...contents, ...surroundings, ...late}))
    it(`stands still through ${fewerSteps} × ${name}`, async () => {
      const {worst, where} = await drift(name, change, {dir: 'rtl', times: fewerSteps});
      expect(worst, where).to.be.at.most(1);
    }).timeout(60_000);
});
