import {expect} from 'chai';
import {gallery} from './specimens/all.js';
import {describeSpecimens, suites} from './specimens.fixture.js';

describeSpecimens(suites.badInput);

it('every element of the gallery is looked at in one of these files', () => {
  expect(Object.values<readonly string[]>(suites).flat().sort()).to.deep.equal([...gallery.keys()].sort());
});
