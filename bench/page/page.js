// An inbox, and a way to open a conversation that says how long it took until a text of it was drawn.
import {createChat} from '/parlor/parlor.min.js';
import {findText} from './find.js';

const getToken = async () => (await (await fetch('/dev/token?user=ann', {method: 'POST'})).json()).token;
const inbox = document.createElement('chat-inbox');
inbox.chat = createChat({url: location.origin, user: 'ann', getToken});
document.body.append(inbox);

window.isReady = () => inbox.chat.connection.get().is === 'online';
window.openAndMeasure = (conversation, text) =>
  new Promise((resolve) => {
    const begun = performance.now();
    inbox.conversation = conversation;
    const look = () => {
      // the frame after the one in which it is there has shown it
      if (findText(inbox.shadowRoot, text)) requestAnimationFrame(() => resolve(performance.now() - begun));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
