// The same rooms and pairs beside prosody and ejabberd, in one run.
import {measureScene, pairs, room, rowsOf} from './deliveries.mjs';
import {ratioOf} from './exchange.mjs';
import {withProcesses} from './processes.mjs';
import {bareServer, realServer} from './servers.mjs';
import {ejabberd, missingServers, prosody} from './xmpp-servers.mjs';

const rounds = 3;
const makers = [bareServer, realServer, prosody, ejabberd];
const deliveries = ({deliveriesPerCpuSecond}) => deliveriesPerCpuSecond;
const messages = ({messagesPerCpuSecond}) => messagesPerCpuSecond;

export async function xmpp() {
  const missing = missingServers();
  if (missing.length > 0) throw new Error(`apt-get install ${missing.join(' ')}: this measurement runs them beside.`);
  return withProcesses(async (tools) => {
    const inRoom = await measureScene(tools, room, makers, rounds);
    const inPairs = await measureScene(tools, pairs, makers, rounds);
    const target = (what, results, figure, over, atLeast) => ({
      what: `${what}, reference server ÷ ${over}`,
      value: ratioOf(results, 'reference server', over, figure),
      atLeast,
    });
    return {
      title: 'Beside prosody and ejabberd of Debian, every message kept',
      rows: [...rowsOf('room of 100', inRoom), ...rowsOf('pairs', inPairs)],
      targets: [
        target('room of 100, deliveries per CPU second', inRoom, deliveries, 'prosody', 5),
        target('room of 100, deliveries per CPU second', inRoom, deliveries, 'ejabberd', 3),
        target('pairs, messages per CPU second', inPairs, messages, 'prosody', 3),
        target('pairs, messages per CPU second', inPairs, messages, 'ejabberd', 8),
      ],
      figures: {room: inRoom, pairs: inPairs},
    };
  });
}
