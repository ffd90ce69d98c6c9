import '@parlor/elements/chat-log/define.js';

const people = ['ann', 'bob', 'me'].map((id) => ({id, name: id, presence: 'offline'}));

export const convert = ({n, sender, own, text, at}) => ({
  id: `m${n}`,
  conversation: 'c_1',
  sender,
  own,
  seq: n,
  rev: n,
  at,
  content: {kind: 'text', text, ranges: [], attachments: []},
  deleted: false,
  reactions: [],
  mentionsMe: false,
});

export function create(host, messages) {
  const log = document.createElement('chat-log');
  log.style.cssText = 'display:block;block-size:100%';
  log.members = people;
  log.messages = messages;
  host.append(log);
  return {
    append: (one) => {
      log.messages = [...log.messages, one];
    },
    prepend: (older) => {
      log.messages = [...older, ...log.messages];
    },
    destroy: () => log.remove(),
  };
}
