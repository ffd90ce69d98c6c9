import {expect} from 'chai';
import {register} from './register.js';

it('a second copy of an element throws nothing and changes nothing (UX-E15)', () => {
  class First extends HTMLElement {}
  class Second extends HTMLElement {}
  register('chat-twice-probe', First);
  register('chat-twice-probe', Second);
  expect(customElements.get('chat-twice-probe') === First).to.equal(true);
});
