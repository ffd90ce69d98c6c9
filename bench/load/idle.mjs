// People who are connected and do nothing: says when all are, and stays.
import {say, settings} from '../processes.mjs';
import {tokensFor} from '../tokens.mjs';
import {connectAll} from './crowd.mjs';

const {kind, url, port, first, count, secret} = settings();
const users = Array.from({length: count}, (_, index) => `user-${first + index}`);
const tokens = secret ? tokensFor(users) : [];
const auth = (user, index) => (secret ? {token: tokens[index], device: user, proto: [1]} : {user});
const people = users.map((user, index) => (kind === 'xmpp' ? {port, user} : {url, auth: auth(user, index)}));

let lost = 0;
await connectAll(kind, people, {ended: () => lost++});
say({connected: count - lost});
