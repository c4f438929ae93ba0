import { scriptOf } from './connection.ts'
import { NOW, REQUEST } from './scripts.ts'

/**
 * Reads records: those of some ids, of the holders of unique values, of values of an index, or all in the order of their
 * ids from a bound on. It looks at \`n\` ids at most and says where to go on; records that have expired are not there.
 * An index is read by those who know it as it is kept.
 */
export const readScript = scriptOf(`#!lua flags=no-writes
${REQUEST}
if (ask.unique or ask.index) and redis.call('HGET', tag .. 'm', ask.signature) ~= '1' then return 'unknown' end
local rows, seen = {}, 0

local function take(id)
  local row = redis.call('HMGET', tag .. 'r:' .. id, '', unpack(ask.c))
  if row[1] and not expired(row[1]) then rows[#rows + 1] = row end
end

-- Takes the ids of a set from a bound on; gives the last id where there may be more.
local function walk(set, bound)
  local ids = redis.call('ZRANGEBYLEX', set, bound, '+', 'LIMIT', 0, ask.n - seen)
  for _, id in ipairs(ids) do take(id) end
  seen = seen + #ids
  return seen >= ask.n and ids[#ids] or false
end

local following = false
if ask.ids then
  for _, id in ipairs(ask.ids) do take(id) end
elseif ask.unique then
  for _, value in ipairs(ask.values) do
    local id = redis.call('HGET', tag .. 'u:' .. ask.unique, value)
    if id then take(id) end
  end
elseif ask.index then
  local bound = ask.bound
  for at = ask.at, #ask.values do
    local last = walk(tag .. 'i:' .. ask.index .. ':' .. ask.values[at], bound)
    if seen >= ask.n then
      following = { at, '(' .. last }
      break
    end
    bound = '-'
  end
elseif ask.n > 0 then
  local last = walk(tag .. 'a', ask.bound)
  following = last and { 0, '(' .. last }
end
local size = redis.call('ZCARD', tag .. 'a') - redis.call('ZCOUNT', tag .. 'x', '-inf', now)
return { rows, following, redis.call('GET', KEYS[1]), size }
`)

/**
 * Counts the records of values of an index, without reading them. The arguments: the signature, whether records expire,
 * and the index with each value. Nothing where there are records that have expired and are not removed yet, which only
 * their stamps tell from the others.
 */
export const countScript = scriptOf(`#!lua flags=no-writes
local tag = string.sub(KEYS[1], 1, -2)
if redis.call('HGET', tag .. 'm', ARGV[1]) ~= '1' then return 'unknown' end
if ARGV[2] == '1' then
  ${NOW}
  if redis.call('ZCOUNT', tag .. 'x', '-inf', now) > 0 then return false end
end
local count = 0
for at = 3, #ARGV do count = count + redis.call('ZCARD', tag .. 'i:' .. ARGV[at]) end
return count
`)
