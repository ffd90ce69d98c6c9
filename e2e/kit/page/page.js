// A host page without elements: a chat whose user and conversation stand in the address, with notes of what it goes through.
import {createChat} from '/parlor/parlor-sdk.min.js';

const query = new URLSearchParams(location.search);
const user = query.get('user');
const room = query.get('room');
const notes = {errors: [], leads: [], storage: [], failed: []};

const chat = createChat({
  url: location.origin,
  user,
  async getToken({signal}) {
    const response = await fetch(`/dev/token?user=${user}`, {method: 'POST', signal});
    return (await response.json()).token;
  },
  onError: ({code, detail}) => notes.errors.push(`${code} ${detail ?? ''}`),
});
chat.connection.subscribe(({leading}) => {
  if (leading !== notes.leads.at(-1)?.is) notes.leads.push({is: leading, at: Date.now()});
});
chat.storage.subscribe(({kind}) => notes.storage.push(kind));
const conversation = chat.conversation(room);
conversation.open();

/** Sends and calls `report` when the message is safe on the device. */
function send(text, report) {
  const {queued, sent} = conversation.send(text);
  sent.catch(({code}) => notes.failed.push(`${text}: ${code}`));
  return queued.then(() => report?.(text));
}

const texts = () =>
  conversation.timeline
    .get()
    .messages.filter(({seq, content}) => seq !== undefined && content.kind === 'text')
    .map(({content}) => content.text);

/** Takes all the room that the disk has, down to the smallest piece. */
async function fillDisk() {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('filler', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('all', {autoIncrement: true});
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const isTaken = (size) =>
    new Promise((resolve) => {
      const filling = database.transaction('all', 'readwrite');
      filling.objectStore('all').put(crypto.getRandomValues(new Uint8Array(size)));
      filling.oncomplete = () => resolve(true);
      filling.onabort = () => resolve(false);
    });
  for (const size of [65_536, 4_096, 256]) while (await isTaken(size));
  database.close();
}

Object.assign(window, {chat, conversation, notes, send, texts, fillDisk});
