import {register} from 'vue-advanced-chat';
import {timeOf} from './rows.js';

register();

export const convert = ({n, sender, name, text, at}) => ({
  _id: `m${n}`,
  senderId: sender,
  username: name,
  content: text,
  date: new Date(at).toDateString(),
  timestamp: timeOf(at),
});

export function create(host, messages) {
  const chat = document.createElement('vue-advanced-chat');
  const room = {
    roomId: 'r1',
    roomName: 'Room',
    avatar: '',
    users: ['ann', 'bob', 'me'].map((id) => ({
      _id: id,
      username: id,
      avatar: '',
      status: {state: 'online', lastChanged: ''},
    })),
  };
  Object.assign(chat, {
    height: '100%',
    currentUserId: 'me',
    singleRoom: true,
    rooms: [room],
    roomsLoaded: true,
    roomId: 'r1',
    messages: [],
    messagesLoaded: false,
  });
  // it wants messages when it has asked for them, not before
  const give = () => {
    chat.messages = messages;
    chat.messagesLoaded = true;
  };
  chat.addEventListener('fetch-messages', () => setTimeout(give), {once: true});
  host.append(chat);
  return {
    append: (one) => {
      chat.messages = [...chat.messages, one];
    },
    prepend: (older) => {
      chat.messages = [...older, ...chat.messages];
    },
    destroy: () => chat.remove(),
  };
}
