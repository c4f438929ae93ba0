import { scriptOf } from './connection.ts'
import { NOW } from './scripts.ts'

/**
 * Sets columns of one record that no index goes by, where the record is there and has what it has to have: most updates
 * are no more than this, and it takes a quarter of the time of the script for all. The arguments: the id, the new stamp,
 * when the record expires (`no`, by its `column`, or how long after), two counts, and
 *   as many names of the model's `m` as the first says: the signature, and the marks of the columns
 *   as many columns as the second says, which are compared, and behind them their values: `=` and the text, or nothing
 *   the columns that are set, each with its text
 * Gives how many records were set, or `whole` where an index of somebody else goes by a column, or records have expired:
 * then the script for all has more to do.
 */
export const setScript = scriptOf(`#!lua
local tag, stamp, expires = string.sub(KEYS[1], 1, -2), ARGV[2], ARGV[3]
local record, names, compared = tag .. 'r:' .. ARGV[1], 5 + ARGV[4], tonumber(ARGV[5])
local known = redis.call('HMGET', tag .. 'm', unpack(ARGV, 6, names))
if known[1] ~= '1' then return 'unknown' end
for at = 2, #known do if known[at] then return 'whole' end end

local found = redis.call('HMGET', record, '', unpack(ARGV, names + 1, names + compared))
if not found[1] then return 0 end
for at = 1, compared do
  local value = found[at + 1]
  if (value and '=' .. value or '') ~= ARGV[names + compared + at] then return 0 end
end

if expires ~= 'no' then
  ${NOW}
  if redis.call('ZCOUNT', tag .. 'x', '-inf', now) > 0 then return 'whole' end
  if expires == 'column' then
    stamp = stamp .. (string.match(found[1], '@.*') or '')
  else
    local ends = string.format('%.0f', now + expires)
    redis.call('ZADD', tag .. 'x', ends, ARGV[1])
    stamp = stamp .. '@' .. ends
  end
end
redis.call('HSET', record, '', stamp, unpack(ARGV, names + 2 * compared + 1))
redis.call('SET', KEYS[1], ARGV[2])
return 1
`)
