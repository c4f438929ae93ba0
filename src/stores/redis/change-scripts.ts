import type { Script } from './connection.ts'
import { scriptOf } from './connection.ts'
import { REQUEST, writeText } from './scripts.ts'

// The keys of the change log, one for all models of a prefix, so that its positions are in one order; each
// `{prefix:prometheus_change}:` and
//   s                 a stream: the changes, each under the number of its write and its own number in it
//   m                 a hash: the epoch, the run of the server that was met last, the number of the last write, and up to
//                     where changes of each model have expired
//   k:<model>         a hash: the last change of each record, of a model whose log is compacted

/**
 * Gives the epoch of a log. Another one begins where there is none, and where the server has started anew and may have
 * come back with less than it had: only one that appends to a file all that it does, and is no replica that took over,
 * comes back with all of it. A server that starts has no connections: so the first script about a log on each connection
 * looks, and none has done anything before it.
 */
const HISTORY = `
local function begin(log, run)
  local epoch = redis.sha1hex(run .. time[1] .. '.' .. time[2])
  redis.call('HSET', log .. 'm', 'epoch', epoch, 'run', run)
  return epoch
end

local function meet(log)
  local known, last = unpack(redis.call('HMGET', log .. 'm', 'epoch', 'run'))
  if known and not ask.fresh then return known end
  local info = redis.call('INFO')
  local run = string.match(info, 'run_id:(%w+)')
  if known and last == run then return known end
  if not known then redis.call('DEL', log .. 's') end
  local whole = string.match(info, 'aof_enabled:1') and string.match(info, 'master_replid2:0+%s')
  if not (known and whole) then return begin(log, run) end
  redis.call('HSET', log .. 'm', 'run', run)
  return known
end
`

/** Adds to the log what is written, as the next write of all. */
const RECORD = `
local number = string.format('%.0f', redis.call('HINCRBY', ask.log .. 'm', 'n', 1))
for at, one in ipairs(ask.changes) do
  local id = number .. '-' .. at
  redis.call('XADD', ask.log .. 's', id, 'at', string.format('%.0f', now), 'model', one.model, 'op', one.op,
    'key', one.key, 'before', one.before, 'after', one.after, 'secret', one.secret)
  if ask.compacts then redis.call('HSET', ask.log .. 'k:' .. one.model, one.key, id) end
end
`

const recordingText = writeText({ begin: `${HISTORY}\nmeet(ask.log)`, record: RECORD })

const meets = true

/** Writes records and what is told of it. */
export const recordingWriteScript = scriptOf(`#!lua\n${recordingText}`, { meets })

/** The same where records only go. */
export const recordingRemoveScript = scriptOf(`#!lua flags=allow-oom\n${recordingText}`, { meets })

/** What the scripts about the log begin with: its epoch, and what they know of its entries. */
const LOG = `#!lua flags=allow-oom
${REQUEST}
${HISTORY}
local epoch = meet(tag)
local stream, meta = tag .. 's', tag .. 'm'
local AT, MODEL, KEY = 2, 4, 8

local function head()
  local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  return last and last[1] or '0-0'
end

local function isBehind(id, other)
  local number, seq = string.match(id, '(%d+)-(%d+)')
  local others, otherSeq = string.match(other, '(%d+)-(%d+)')
  if number ~= others then return tonumber(number) > tonumber(others) end
  return tonumber(seq) > tonumber(otherSeq)
end
`

const logScript = (text: string): Script => scriptOf(`${LOG}${text}`, { meets })

/** Gives the epoch and the id of the last change. */
export const headScript = logScript(`
return { epoch, head() }
`)

/** Begins another epoch. */
export const renewScript = logScript(`
return begin(tag, redis.call('HGET', meta, 'run'))
`)

/**
 * Reads up to \`limit\` changes of some models; looks at \`reach\` changes at most, those of others too. Gives them, the id
 * up to which was looked, and up to where changes of each model have expired.
 */
export const readLogScript = logScript(`
local wanted, expired, rows, seen = {}, {}, {}, 0
for at, model in ipairs(ask.models) do
  wanted[model] = true
  expired[at] = redis.call('HGET', meta, 'expired ' .. model)
end
local from, last, isEnd = ask.from, false, false
while #rows < ask.limit and seen < ask.reach and not isEnd do
  local count = math.min(ask.limit, ask.reach - seen)
  local part = redis.call('XRANGE', stream, from, '+', 'COUNT', count)
  for _, one in ipairs(part) do
    last = one[1]
    if wanted[one[2][MODEL]] then rows[#rows + 1] = one end
    if #rows == ask.limit then break end
  end
  seen = seen + #part
  isEnd = #part < count
  from = '(' .. (last or '0-0')
end
return { rows, last or head(), expired }
`)

/** Looks at \`n\` changes from the last on; gives the one of a model behind which there are \`most\`, or how many were met and where to go on. */
export const beyondScript = logScript(`
local part, met = redis.call('XREVRANGE', stream, ask.from, '-', 'COUNT', ask.n), 0
for _, one in ipairs(part) do
  if one[2][MODEL] == ask.model then
    if met == ask.most then return { one[1] } end
    met = met + 1
  end
end
return { false, met, #part == ask.n and part[#part][1] }
`)

/** A part of the log, of which what \`goes\` says is removed, but for the last change of all. */
const SWEEP = (goes: string, afterwards = ''): string => `
local function isFollowed(one)
  local last = redis.call('HGET', tag .. 'k:' .. ask.model, one[2][KEY])
  return last and isBehind(last, one[1])
end
local part, removed, newest = redis.call('XRANGE', stream, ask.from, ask.upTo, 'COUNT', ask.limit), 0, false
local last = head()
for _, one in ipairs(part) do
  local id, at = one[1], tonumber(one[2][AT])
  if one[2][MODEL] == ask.model and id ~= last and ${goes} then
    redis.call('XDEL', stream, id)
    local key = one[2][KEY]
    if redis.call('HGET', tag .. 'k:' .. ask.model, key) == id then redis.call('HDEL', tag .. 'k:' .. ask.model, key) end
    removed, newest = removed + 1, id
  end
end
${afterwards}
return { removed, #part == ask.limit and part[#part][1] }
`

/** Removes changes of a model that are old or have as many behind them as are kept, and remembers up to where. */
export const expireScript = logScript(
  SWEEP(
    '(at < ask.before or not isBehind(id, ask.beyond)) and (not ask.spare or at < ask.spare)',
    `
local mark = 'expired ' .. ask.model
if newest and isBehind(newest, redis.call('HGET', meta, mark) or '0-0') then redis.call('HSET', meta, mark, newest) end`,
  ),
)

/** Removes changes of a model that others of the same record have followed. */
export const compactScript = logScript(SWEEP('at < ask.before and isFollowed(one)'))
