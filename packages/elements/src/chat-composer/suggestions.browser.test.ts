import {expect} from 'chai';
import {area, composing, microtasks} from '../../test/composing.js';
import {faults, has, inside, listen, press, settled, type, until} from '../../test/fixture.js';
import type {ChatComposer} from './chat-composer.js';

const options = (composer: ChatComposer) => [...(composer.shadowRoot?.querySelectorAll('[role=option]') ?? [])];

describe('chat-composer: commands and :names:', () => {
  const given = composing();
  const commands = [{name: 'giphy', about: 'Send a picture'}, {name: 'remind'}];
  const offered = async (composer: ChatComposer, text: string) => {
    type(area(composer), text);
    await until(() => options(composer).length > 0);
    await settled(composer);
  };

  it('a / at the start offers the commands, and taking one writes it (UX-C9a)', async () => {
    const composer = await given.compose({commands, sendKey: 'enter'});
    await offered(composer, '/');
    expect(options(composer).map((row) => row.textContent?.trim().replace(/\s+/g, ' '))).to.deep.equal([
      '/giphySend a picture',
      '/remind',
    ]);
    expect(inside(composer, '[role=listbox]').getAttribute('aria-label')).to.equal('Commands');
    expect(await faults(composer)).to.deep.equal([]);
    type(area(composer), 'r');
    await until(() => options(composer).length === 1);
    press('Tab');
    expect(composer.value).to.equal('/remind ');
  });

  it('a known command goes to the host and not to the server (UX-C9a)', async () => {
    const composer = await given.compose({commands, sendKey: 'enter'});
    const heard = listen('chat-command');
    type(area(composer), '/remind me at ten');
    press('Enter');
    await until(() => heard.length > 0);
    expect(heard.map(({name, args, conversation}) => [name, args, conversation])).to.deep.equal([
      ['remind', 'me at ten', 'a'],
    ]);
    expect(composer.value).to.equal('');
    expect(given.sends).to.deep.equal([]);
  });

  it('a cancelled command stays in the box (UX-C9a)', async () => {
    const composer = await given.compose({commands, sendKey: 'enter'});
    let heard = 0;
    composer.addEventListener('chat-command', (event) => {
      heard++;
      event.preventDefault();
    });
    type(area(composer), '/remind');
    press('Enter');
    await until(() => heard > 0);
    expect(composer.value).to.equal('/remind');
  });

  it('an unknown one is sent as text after one question (UX-C9a)', async () => {
    const composer = await given.compose({commands, sendKey: 'enter'});
    type(area(composer), '/dance now');
    press('Enter');
    await until(() => has(composer, '#note'));
    expect(inside(composer, '#note').textContent).to.contain('“/dance” is no command');
    expect(given.sends).to.deep.equal([]);
    press('Enter');
    await microtasks();
    expect(given.sends).to.deep.equal(['send a /dance now']);
    expect(composer.value).to.equal('');
  });

  const bots = (composer: ChatComposer) => {
    const {chat} = given;
    chat.person('sky', {name: 'Weather bot'});
    const place = chat.conversations.get(composer.conversation);
    if (place)
      place.botCommands = [
        {name: 'weather', description: 'What it is like outside', usage: '<city>', bot: 'sky'},
        {name: 'remote', description: 'Far away', bot: 'sky'},
      ];
    return place;
  };

  it('behind those of the page it offers what the bots here understand, with whose it is (UX-C9c)', async () => {
    const composer = await given.compose({commands, sendKey: 'enter'});
    bots(composer);
    await offered(composer, '/re');
    expect(
      options(composer).map((row) => [...row.querySelectorAll('span')].map((part) => part.textContent)),
    ).to.deep.equal([['/remind'], ['/remote', 'Far away', 'Weather bot']]);
    expect(await faults(composer)).to.deep.equal([]);
    area(composer).select();
    type(area(composer), '/we');
    await until(() => !!options(composer)[0]?.textContent?.includes('<city> · What it is like outside'));
    press('Tab');
    expect(composer.value).to.equal('/weather ');
  });

  it('a command of a bot is sent as a message, without a question (UX-C9c)', async () => {
    const composer = await given.compose({commands, sendKey: 'enter'});
    bots(composer);
    await offered(composer, '/we');
    press('Tab');
    type(area(composer), 'Oslo');
    press('Enter');
    await until(() => given.sends.length > 0);
    expect(given.sends).to.deep.equal(['send a /weather Oslo']);
  });

  it('without commands of the page those of bots are offered too, and a server that has none is no fault (UX-C9c)', async () => {
    const composer = await given.compose({sendKey: 'enter'});
    const place = bots(composer);
    await offered(composer, '/');
    expect(options(composer).length).to.equal(2);
    if (place) place.commands = () => Promise.reject(Object.assign(new Error('none'), {code: 'UNKNOWN_OPERATION'}));
    area(composer).select();
    type(area(composer), '/w');
    // what was known stays
    await until(() => options(composer).length === 1);
  });

  it('without commands a slash is a character like others (UX-C9a)', async () => {
    const composer = await given.compose({sendKey: 'enter'});
    type(area(composer), '/dance');
    press('Enter');
    expect(given.sends).to.deep.equal(['send a /dance']);
  });

  it('a colon and two letters offer emoji; Enter takes the first (UX-C9b)', async () => {
    const composer = await given.compose({sendKey: 'enter'});
    await offered(composer, 'well :smile');
    expect(options(composer)[0]?.textContent).to.contain('smile');
    expect(await faults(composer)).to.deep.equal([]);
    press('Enter');
    expect(composer.value).to.equal('well 😄 ');
    expect(given.sends).to.deep.equal([]);
  });

  it('a time of day is no emoji (UX-C9b)', async () => {
    const composer = await given.compose();
    await offered(composer, ':smile');
    area(composer).select();
    type(area(composer), 'at 10:30');
    await until(() => options(composer).length === 0);
  });
});
