/** The memory door in a browser: the same rules, with no native part. */
import {expect} from 'chai';
import {type Actor, createDomain, createRateLimiter, memoryStore, Refusal} from '../src/memory.js';

const clock = {
  now: () => Date.now(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
const actorOf = (user: string): Actor => ({user, device: user, audience: 'parlor', claims: {name: user}});

describe('the memory door', () => {
  it('sends, delivers, pages and refuses in a browser', async () => {
    const domain = await createDomain({store: memoryStore(), clock});
    const frames: string[] = [];
    domain.onDeliveries((deliveries) => frames.push(...deliveries.map(({frame}) => frame.type)));
    const [ann, bob] = [actorOf('ann'), actorOf('bob')];
    expect((await domain.hello(ann, {})).profile.name).to.equal('ann');
    const {conversation = ''} = await domain.run(ann, 'conversation.direct', {user: 'bob'});
    const id = 'V1StGXR8_Z5jdHi6B-myT';
    await domain.run(ann, 'message.send', {conversation, id, content: {text: 'hi'}});
    const {messages} = await domain.run(bob, 'history.page', {conversation});
    expect(messages.map(({content}) => content.text)).to.deep.equal(['hi']);
    expect(frames).to.deep.equal(['inbox', 'inbox', 'changes', 'changes']);
    const refused = await domain.run(actorOf('eve'), 'history.page', {conversation}).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Refusal);
    expect((refused as Refusal).code).to.equal('NOT_FOUND');
    createRateLimiter({clock}).draw('ann', 'message.send', {});
    await domain.close();
  });
});
