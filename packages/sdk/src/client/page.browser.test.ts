import {assert} from 'chai';
import {browserPage} from './page.js';

/** Whether a page that goes now would be asked about. */
function isAsked(): boolean {
  const going = new Event('beforeunload', {cancelable: true});
  dispatchEvent(going);
  return going.defaultPrevented;
}

describe('the page around a chat', () => {
  it('asks before it goes while it is told to, and is free otherwise (F06, F12)', () => {
    assert.isFalse(isAsked());
    browserPage.guard(true);
    browserPage.guard(true);
    assert.isTrue(isAsked());
    browserPage.guard(false);
    assert.isFalse(isAsked());
  });

  it('says what it goes through: network, sight, being put aside and coming back (F16, F17)', () => {
    const heard: string[] = [];
    const stop = browserPage.listen((event) => heard.push(event));
    dispatchEvent(new Event('offline'));
    dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('freeze'));
    document.dispatchEvent(new Event('resume'));
    dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}));
    dispatchEvent(new PageTransitionEvent('pageshow', {persisted: false}));
    dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
    document.dispatchEvent(new Event('visibilitychange'));
    stop();
    dispatchEvent(new Event('online'));
    assert.deepEqual(heard, ['offline', 'online', 'suspend', 'resume', 'suspend', 'resume', 'visible']);
  });
});
