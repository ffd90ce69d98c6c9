import {expect} from 'chai';
import {ChatMessage} from '../chat-message/chat-message.js';
import {frame, frames, messages, mount, scrollBy} from './chat-log.fixture.js';
import './define.js';

describe('a steady scroll', () => {
  it('draws only the rows that come into view, a few a frame (UX-V5)', async () => {
    const log = await mount({messages: messages(1, 100_000)});
    try {
      await log.goTo('m50000', {flash: false});
      await frames(12);
      const prototype = ChatMessage.prototype as unknown as {update: (changed: unknown) => void};
      const {update} = prototype;
      let drawn = 0;
      prototype.update = function (this: unknown, changed) {
        drawn++;
        update.call(this, changed);
      };
      const each: number[] = [];
      let added = 0;
      const seen = new MutationObserver((records) => {
        for (const {addedNodes} of records) for (const node of addedNodes) if (node instanceof ChatMessage) added++;
      });
      seen.observe(log.shadowRoot?.querySelector('.rows') as Element, {childList: true});
      try {
        for (let step = 0; step < 200; step++) {
          drawn = 0;
          scrollBy(log, 100);
          await frame();
          each.push(drawn);
        }
      } finally {
        prototype.update = update;
        seen.disconnect();
      }
      const total = each.reduce((sum, count) => sum + count, 0);
      const most = Math.max(...each);
      console.log(
        `measured: ${total} rows drawn in 200 frames of 100 px, at most ${most} in one; ${added} came into the page`,
      );
      expect(total, 'hardly any twice').to.be.at.most(added * 1.3 + 10);
      expect(most).to.be.at.most(15);
    } finally {
      log.remove();
    }
  }).timeout(60_000);
});
