/** What has to happen in one step inside Redis. It may forget the scripts; they are sent again then. */
import {createHash} from 'node:crypto';
import type {Redis} from 'ioredis';

export type Script = {text: string; sha: string};

const script = (text: string): Script => ({text, sha: createHash('sha1').update(text).digest('hex')});

/**
 * Draws from buckets, whatever is left in them; by the clock of Redis, for those of the nodes may differ (F53). A bucket that
 * is full is not kept. KEYS: buckets. ARGV: for each perSecond, burst, amount. Answers what is left in each.
 */
export const drawScript = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lefts = {}
for i, key in ipairs(KEYS) do
  local rate, burst, amount = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local was = redis.call('HMGET', key, 'left', 'at')
  local left = burst
  if was[1] then
    left = math.min(burst, tonumber(was[1]) + math.max(0, now - tonumber(was[2])) * rate / 1000)
  end
  left = left - amount
  redis.call('HSET', key, 'left', tostring(left), 'at', tostring(now))
  redis.call('PEXPIRE', key, math.ceil((burst - left) / rate * 1000) + 1000)
  lefts[i] = tostring(left)
end
return lefts`);

/**
 * Where people are. KEYS: the set of nodes. ARGV: the beginning of the nodes' keys, then users. Answers for each node that is
 * alive its name and one activity or nothing for each user. Who is alive has a key; the others are struck off.
 */
export const lookScript = script(`
local found = {}
for _, node in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local key = ARGV[1] .. node
  if redis.call('EXISTS', key) == 0 then
    redis.call('SREM', KEYS[1], node)
  else
    local on = {}
    if #ARGV > 1 then on = redis.call('HMGET', key, unpack(ARGV, 2)) end
    found[#found + 1] = node
    found[#found + 1] = on
  end
end
return found`);

export async function run(client: Redis, {text, sha}: Script, keys: string[], args: (string | number)[]) {
  try {
    return await client.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.eval(text, keys.length, ...keys, ...args);
  }
}
