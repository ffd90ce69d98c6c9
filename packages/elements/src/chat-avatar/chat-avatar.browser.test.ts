import {expect} from 'chai';
import {faults, has, inside, mount, settled, unmountAll} from '../../test/fixture.js';
import './define.js';

const letters = (avatar: Element) => {
  // Firefox gives the declaration, others what comes of it
  const {content} = getComputedStyle(inside(avatar, '.face'), '::before');
  return content === 'attr(data-letters)' ? `"${inside(avatar, '.face').dataset['letters']}"` : content;
};

describe('chat-avatar', () => {
  afterEach(unmountAll);

  it('shows initials on the hue of the id', async () => {
    const avatar = await mount('chat-avatar', {user: 'mara', name: 'Mara Lind'});
    const same = await mount('chat-avatar', {user: 'mara', name: 'Mara Lind-Berg'});
    expect(letters(avatar)).to.equal('"ML"');
    const colour = (element: Element) => getComputedStyle(inside(element, '.face')).backgroundColor;
    expect(colour(same)).to.equal(colour(avatar));
    expect(colour(avatar)).not.to.equal('rgba(0, 0, 0, 0)');
  });

  it('is decoration beside a name, and has a name where it stands alone (WCAG 1.1.1)', async () => {
    const avatar = await mount('chat-avatar', {name: 'Mara Lind'});
    expect(inside(avatar, '.face').getAttribute('aria-hidden')).to.equal('true');
    avatar.label = 'Mara Lind, online';
    await settled(avatar);
    expect(inside(avatar, '[role=img]').getAttribute('aria-label')).to.equal('Mara Lind, online');
    expect(await faults(avatar)).to.deep.equal([]);
  });

  it('presence differs in shape, not only in colour (UX-P1a, WCAG 1.4.1)', async () => {
    const avatar = await mount('chat-avatar', {name: 'Mara Lind', presence: 'online'});
    const shape = async (presence: 'online' | 'away' | 'dnd') => {
      avatar.presence = presence;
      await settled(avatar);
      const {boxShadow, backgroundImage} = getComputedStyle(inside(avatar, '.presence'));
      return `${boxShadow.replace(/(rgb|oklch|color)\([^)]*\)/g, '')} ${backgroundImage.replace(/\(.*/, '')}`;
    };
    const shapes = new Set([await shape('online'), await shape('away'), await shape('dnd')]);
    expect(shapes.size).to.equal(3);
    avatar.presence = 'offline';
    await settled(avatar);
    expect(has(avatar, '.presence')).to.equal(false);
  });

  it('an image that cannot be loaded gives way to the initials', async () => {
    const avatar = await mount('chat-avatar', {name: 'Mara Lind', src: 'data:image/png;base64,broken'});
    const image = avatar.shadowRoot?.querySelector('img');
    image?.dispatchEvent(new Event('error'));
    await settled(avatar);
    expect(has(avatar, 'img')).to.equal(false);
    expect(letters(avatar)).to.equal('"ML"');
  });
});
