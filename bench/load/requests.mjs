// GET requests in a closed loop, over connections that are kept.
import {say, settings} from '../processes.mjs';
import {percentile} from '../stats.mjs';

const {url, paths, headers, underWay, warmUpSeconds, seconds} = settings();
let isOver = false;
let isCounting = false;
const waits = [];
let turn = 0;
const lane = async () => {
  while (!isOver) {
    const begun = performance.now();
    const response = await fetch(`${url}${paths[turn++ % paths.length]}`, {headers});
    const {messages} = await response.json();
    if (!response.ok || messages.length !== 50) throw new Error(`a page was refused: ${response.status}`);
    if (isCounting) waits.push(performance.now() - begun);
  }
};
const lanes = Array.from({length: underWay}, lane);
await new Promise((resolve) => setTimeout(resolve, warmUpSeconds * 1000));
isCounting = true;
say({counting: true});
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
isCounting = false;
const requests = waits.length;
say({counting: false});
isOver = true;
await Promise.all(lanes);
say({requests, seconds, p50: percentile(waits, 0.5), p99: percentile(waits, 0.99)});
process.exit(0);
