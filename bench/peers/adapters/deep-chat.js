import 'deep-chat';

export const convert = ({own, text}) => ({role: own ? 'user' : 'ai', text});

export function create(host, messages) {
  const chat = document.createElement('deep-chat');
  chat.demo = true;
  chat.style.cssText = 'display:block;width:100%;height:100%;border:0';
  chat.history = messages;
  host.append(chat);
  return {
    append: (one) => chat.addMessage(one),
    // older messages can only be given when it asks for them itself
    prepend: undefined,
    destroy: () => chat.remove(),
  };
}
