import {ChatContainer, MainContainer, Message, MessageList} from '@chatscope/chat-ui-kit-react';
import '@chatscope/chat-ui-kit-styles/dist/default/styles.min.css';
import {drawn, h} from './react.js';

export const convert = ({n, name, own, text, at}) => ({
  n,
  model: {
    message: text,
    sender: name,
    sentTime: String(at),
    direction: own ? 'outgoing' : 'incoming',
    position: 'single',
    type: 'text',
  },
});

export const create = (host, messages) =>
  drawn(host, messages, (state) =>
    h(
      MainContainer,
      null,
      h(
        ChatContainer,
        null,
        h(
          MessageList,
          {autoScrollToBottom: true},
          ...[state.messages.map(({n, model}) => h(Message, {key: n, model}))],
        ),
      ),
    ),
  );
