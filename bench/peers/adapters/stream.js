import {StreamChat} from 'stream-chat';
import {Channel, Chat, VirtualizedMessageList, Window} from 'stream-chat-react';
import 'stream-chat-react/dist/css/index.css';
import {createRoot} from 'react-dom/client';
import {h} from './react.js';

export const convert = ({n, sender, name, text, at}) => ({
  id: `m${n}`,
  text,
  type: 'regular',
  html: '',
  user: {id: sender, name},
  created_at: new Date(at),
  updated_at: new Date(at),
  status: 'received',
  attachments: [],
});

export function create(host, messages) {
  // never connected: it shows what is in its state, which is filled as an answer of its server fills it
  const client = new StreamChat('key', {allowServerSideConnect: true});
  client.user = client._user = {id: 'me', name: 'Me'};
  client.userID = 'me';
  client.wsPromise = Promise.resolve();
  const channel = client.channel('messaging', 'c_1');
  channel.initialized = true;
  channel.state.clearMessages();
  channel.state.addMessagesSorted(messages, false, true, true, 'latest');
  const root = createRoot(host);
  root.render(h(Chat, {client}, h(Channel, {channel}, h(Window, null, h(VirtualizedMessageList, null)))));
  return {
    append: (one) => {
      // what its socket does with a frame
      const event = {type: 'message.new', cid: channel.cid, message: one, user: one.user};
      channel._handleChannelEvent(event);
      channel._callChannelListeners(event);
    },
    // older messages come from its server only
    prepend: undefined,
    destroy: () => root.unmount(),
  };
}
