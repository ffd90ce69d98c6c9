// A client of XMPP as far as a load needs it: registers in the band, SASL PLAIN, joins a room or says that it is here, sends and counts
// messages. Plain TCP, as the others of this measurement are. It reads by looking for the ends of stanzas, not by parsing XML.
import {connect} from 'node:net';

const domain = 'localhost';
const rooms = `conference.${domain}`;
const password = 'load';

/** `room`: joined, if given. Resolves when messages may be sent. `delivered` is called with the id of each message that comes. */
export async function connectXmpp({port, user, room, localAddress}, {delivered, ended} = {}) {
  const line = connect({host: '127.0.0.1', port, localAddress, noDelay: true});
  line.setEncoding('latin1');
  let rest = '';
  let want;
  const own = new Map();
  line.on('data', (chunk) => {
    rest += chunk;
    if (want !== undefined) {
      const found = want.pattern.exec(rest);
      if (found === null) return;
      const {resolve} = want;
      want = undefined;
      rest = rest.slice(found.index + found[0].length);
      resolve(found[0]);
      if (want !== undefined) return;
    }
    for (let end = rest.indexOf('</message>'); end >= 0; end = rest.indexOf('</message>')) {
      const stanza = rest.slice(0, end);
      rest = rest.slice(end + 10);
      if (!stanza.includes('<body>')) continue;
      const id = /<message[^>]*? id=['"]([^'"]+)['"]/.exec(stanza)?.[1];
      if (id === undefined) continue;
      delivered?.(id);
      own.get(id)?.();
      own.delete(id);
    }
    // presences of others are of no interest, and there are many
    if (!rest.includes('<message')) rest = rest.slice(-8);
  });
  const failed = new Promise((_, reject) => {
    line.once('error', reject);
    line.once('close', () => {
      reject(new Error(`${user} was disconnected`));
      ended?.();
    });
  });
  failed.catch(() => undefined);
  const expect = (pattern) => Promise.race([new Promise((resolve) => (want = {pattern, resolve})), failed]);
  const ask = (stanza, pattern) => {
    const answer = expect(pattern);
    line.write(stanza);
    return answer;
  };
  const stream = `<?xml version='1.0'?><stream:stream to='${domain}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`;
  const features = /<\/stream:features>/;
  const anyIq = (id) => new RegExp(`<iq [^>]*id=['"]${id}['"][^>]*?(/>|>[\\s\\S]*?</iq>)`);
  await ask(stream, features);
  await ask(
    `<iq type='set' id='reg'><query xmlns='jabber:iq:register'><username>${user}</username><password>${password}</password></query></iq>`,
    anyIq('reg'),
  );
  const secret = Buffer.from(`\0${user}\0${password}`).toString('base64');
  const end = await ask(
    `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${secret}</auth>`,
    /<success[^>]*>|<failure[\s\S]*?<\/failure>/,
  );
  if (end.startsWith('<failure')) throw new Error(`${user} was refused: ${end}`);
  await ask(stream, features);
  await ask(
    `<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>load</resource></bind></iq>`,
    anyIq('bind'),
  );
  await ask(`<iq type='set' id='sess'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>`, anyIq('sess'));
  line.write('<presence/>');
  if (room !== undefined) {
    const place = `${room}@${rooms}`;
    const history = `<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>`;
    // the room's subject is the last thing that comes of a joining
    await ask(`<presence to='${place}/${user}'>${history}</presence>`, /<subject\s*\/>|<\/subject>/);
  }
  return {
    line,
    /** For the owner of a new room: it is locked until this is said. */
    openRoom: (name) =>
      ask(
        `<iq type='set' id='conf' to='${name}@${rooms}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>`,
        anyIq('conf'),
      ),
    /** In a room it resolves with the echo; to a person, at once: the load knows when they have it. */
    send({to, id, text}) {
      const isRoom = to.startsWith('room');
      const address = `${to}@${isRoom ? rooms : domain}`;
      const arrived = isRoom ? new Promise((resolve) => own.set(id, resolve)) : Promise.resolve();
      line.write(
        `<message to='${address}' type='${isRoom ? 'groupchat' : 'chat'}' id='${id}'><body>${text}</body></message>`,
      );
      return arrived;
    },
    close: () => line.destroy(),
  };
}
