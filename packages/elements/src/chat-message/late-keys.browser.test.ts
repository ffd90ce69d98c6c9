import {expect} from 'chai';
import {frame, message, people, until} from '../chat-log/chat-log.fixture.js';
import './define.js';

// a file of its own: what answers keys is loaded once in a page
describe('keys pressed on a message while their code is on its way (UX-K19)', () => {
  it('are not lost, and do nothing that came too late for', async () => {
    const element = document.createElement('chat-message');
    Object.assign(element, {message: message(1), sender: people[0], me: 'me'});
    document.body.append(element);
    try {
      await element.updateComplete;
      const root = element.shadowRoot as ShadowRoot;
      const article = root.querySelector('article') as HTMLElement;
      const wishes: string[] = [];
      element.addEventListener('chat-reply', () => wishes.push('reply'));
      element.addEventListener('chat-unread', () => wishes.push('unread'));
      const press = (key: string) =>
        article.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, composed: true, cancelable: true}));
      element.focus();
      expect(press('r'), 'nothing was there to take the key').to.equal(true);
      press('u');
      await until('both were done', () => wishes.length === 2);
      expect(wishes).to.deep.equal(['reply', 'unread']);
      expect(press('r'), 'now it is').to.equal(false);
      expect(wishes.length).to.equal(3);
      press('Enter');
      await until('the focus is inside', () => root.activeElement?.localName === 'button');
      await frame();
    } finally {
      element.remove();
    }
  });
});
