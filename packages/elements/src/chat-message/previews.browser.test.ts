import type {FileUrl, Message} from '@parlor/sdk';
import {expect} from 'chai';
import {faults, settled, spokenName, until} from '../../test/fixture.js';
import {frames, message, messages, mount, people} from '../chat-log/chat-log.fixture.js';
import {strings} from '../strings/en-all.js';
import type {ChatMessage} from './chat-message.js';
import '../chat-log/define.js';
import '../chat-receipt/define.js';
import './define.js';

type Preview = NonNullable<Message['content']['preview']>;

const url = 'https://news.example/a';
const picture = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>')}`;
const find = (): FileUrl => ({url: picture, expiresAt: 9e15});
const full: Preview = {
  url,
  title: 'A title',
  site: 'News',
  description: 'What it is about.',
  image: {id: 'f_1', name: 'preview.webp', type: 'image/webp', size: 9, width: 300, height: 200},
};
const linked = (
  n: number,
  preview: Preview | undefined,
  over: Omit<Partial<Message>, 'content'> = {},
  more: Partial<Message['content']> = {},
): Message => {
  const made = message(n, {...over, text: `look: ${url}`});
  const ranges = [{type: 'link' as const, start: 6, end: made.content.text.length, url}];
  return {...made, content: {...made.content, ranges, ...(preview && {preview}), ...more}};
};

describe('what the page behind a link says of itself (UX-M21)', () => {
  let element: HTMLElement;
  afterEach(() => element.remove());

  async function show(shown: Message, more: Partial<ChatMessage> = {}): Promise<ChatMessage> {
    const row = document.createElement('chat-message');
    Object.assign(row, {sender: people[0], me: 'me', message: shown, fileUrl: find, ...more});
    element = row;
    document.body.append(row);
    await settled(row);
    return row;
  }
  const card = (): HTMLElement | undefined =>
    element.shadowRoot?.querySelector<HTMLElement>('chat-link-preview') ?? undefined;
  const link = (): HTMLAnchorElement => card()?.shadowRoot?.querySelector('a') as HTMLAnchorElement;
  const words = (): string => link().textContent?.replaceAll(/\s+/g, ' ').trim() ?? '';

  it('stands under the text as a link with title, description, the host it leads to, and site; the row is named by its title', async () => {
    await show(linked(1, full));
    await until(() => link()?.querySelector('img.shown'));
    expect(words()).to.equal('A titleWhat it is about.news.exampleNews, opens in a new tab');
    expect([link().href, link().target, link().rel]).to.deep.equal([url, '_blank', 'noopener noreferrer nofollow ugc']);
    expect(link().querySelector('img')?.getAttribute('src')).to.equal(picture);
    expect(spokenName(element.shadowRoot?.querySelector('article') as HTMLElement)).to.match(/,? Link: A title,? .*\d/);
    expect(await faults(element)).to.deep.equal([]);
  });

  it('what is pressed can be cancelled by the host, as any other link of a message', async () => {
    const row = await show(linked(1, full));
    const asked: string[] = [];
    row.addEventListener('chat-link', (event) => {
      asked.push(event.url);
      event.preventDefault();
    });
    const click = new MouseEvent('click', {bubbles: true, composed: true, cancelable: true});
    expect(link().dispatchEvent(click), 'the browser may open it').to.equal(false);
    expect(asked).to.deep.equal([url]);
  });

  it('no address but one of the web is a link, and no picture of another address than the chat’s is asked for', async () => {
    const row = await show(linked(1, {...full, url: 'javascript:alert(1)'}));
    expect(link() ?? undefined).to.equal(undefined);
    row.message = linked(1, full);
    row.fileUrl = () => ({url: 'javascript:alert(1)', expiresAt: 9e15});
    await settled(row);
    await frames(10);
    expect(link().querySelector('img') ?? undefined).to.equal(undefined);
  });

  it('none where its author wants none, of a message that is deleted, and of a kind that the host draws', async () => {
    const row = await show(linked(1, full, {}, {noPreview: true}));
    expect(card()).to.equal(undefined);
    row.message = linked(1, full, {deleted: true});
    await settled(row);
    expect(card()).to.equal(undefined);
    row.message = linked(1, full);
    row.kind = {render: () => 'drawn', text: () => 'drawn'};
    await settled(row);
    expect(card()).to.equal(undefined);
  });

  it('an edit of one’s own that waits keeps it while the link is the same', async () => {
    const change = {is: 'queued', opId: 'o'} as const;
    const row = await show(linked(1, full, {own: true}));
    row.message = linked(1, undefined, {own: true, change});
    await settled(row);
    expect(words()).to.contain('A title');
    row.message = {...row.message, content: {...row.message.content, ranges: []}};
    await settled(row);
    expect(card()).to.equal(undefined);
  });

  it('Enter goes to the link in the text, Tab on to the card (UX-K8)', async () => {
    const row = await show(linked(1, full));
    const press = (key: string): void => {
      const at = row.shadowRoot?.activeElement;
      at?.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, composed: true, cancelable: true}));
    };
    row.focus();
    press('Enter');
    await until(() => row.shadowRoot?.activeElement?.localName === 'a');
    press('Tab');
    expect(row.shadowRoot?.activeElement === card()).to.equal(true);
    press('Escape');
    expect(row.shadowRoot?.activeElement?.localName).to.equal('article');
  });

  it('its author, and nobody else, takes it away from the menu', async () => {
    const own = await show(linked(1, full, {own: true}));
    const removed: string[] = [];
    own.addEventListener('chat-remove-preview', (event) => removed.push(event.message.id));
    await own.openMenu();
    const button = await until(() =>
      [...(own.shadowRoot?.querySelectorAll<HTMLElement>('.menu button') ?? [])].find(
        (one) => one.textContent?.trim() === strings.removePreview,
      ),
    );
    button.click();
    await until(() => removed.length > 0);
    own.remove();
    const other = await show(linked(2, full));
    await other.openMenu();
    const menu = await until(() => other.shadowRoot?.querySelector('.menu'));
    expect(menu.textContent).not.to.contain(strings.removePreview);
  });

  it('no row changes its height when the picture comes, however late (UX-L7)', async () => {
    let give: (() => void)[] = [];
    const fileUrl = (): Promise<FileUrl> =>
      new Promise((resolve) => {
        give.push(() => resolve(find()));
      });
    const {image: _, ...plain} = full;
    const all = messages(1, 12).map((one, at) => (at % 3 ? one : linked(one.seq ?? 0, at % 2 ? full : plain)));
    const log = await mount({messages: all, fileUrl});
    element = log;
    const rows = [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])].slice(-4);
    const heights = (): number[] => rows.map((row) => row.getBoundingClientRect().height);
    const before = heights();
    await settled(log);
    await until(() => give.length > 0);
    expect(heights()).to.deep.equal(before);
    for (const one of give) one();
    give = [];
    await frames(20);
    expect(heights()).to.deep.equal(before);
  });
});
