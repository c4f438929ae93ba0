import { scriptOf } from './connection.ts'

// The keys of a model, each `{prefix:table}:` and
//   r:<id>            a hash: the record's columns and, under the empty name, its stamp, with `@` and the millisecond in
//                     which it expires where it does
//   a                 the ids of all records, in the order of their bytes
//   u:<index>         a hash: the values of a unique index, and the id of the record that has them
//   i:<index>:<values> the ids of the records that have the values
//   x                 the ids of the records that expire, by when
//   m                 a hash: the columns with their defaults, the indexes and the expiry that are kept, which models are
//                     complete, and `c <column>` where an index or the expiry goes by a column
//   n                 the last number of an `auto` id
//   v                 the stamp of the last write
// KEYS[1] is the last of these, so that a script is always about the keys of one hash tag.

/** The time of the server, in milliseconds. */
export const NOW = `local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)`

/** What most scripts begin with: the request, the time of the server, and the names of keys. */
export const REQUEST = `
local tag = string.sub(KEYS[1], 1, -2)
local ask = cjson.decode(ARGV[1])
${NOW}

local function expired(stamp)
  local deadline = string.match(stamp, '@(%-?%d+)$')
  return deadline and tonumber(deadline) <= now
end
`

/** What scripts that write have to do with columns and indexes. */
export const INDEXES = `
local kept = redis.call('HGET', tag .. 'm', 'schema')
local schema = kept and cjson.decode(kept) or { columns = {}, indexes = {}, expiry = { n = '', built = true } }
local defaults, defs, retired = schema.columns, schema.indexes, schema.retired or {}

local function mark(column)
  if column then redis.call('HSET', tag .. 'm', 'c ' .. column, '1') end
end

local function keep()
  redis.call('HSET', tag .. 'm', 'schema', cjson.encode(schema))
  for _, known in ipairs({ defs, retired }) do
    for _, def in ipairs(known) do
      for _, column in ipairs(def.c) do mark(column) end
      mark(def.w)
    end
  end
  mark(string.match(schema.expiry.n, '^at (.*)'))
end

-- When a record with these columns expires, as text, or nothing.
local function deadline(columns)
  if ask.after then return string.format('%.0f', now + ask.after) end
  return ask.at and columns[ask.at]
end

-- Gives a stamp its end, and remembers when the record goes.
local function stamped(id, stamp, ends)
  if ends then redis.call('ZADD', tag .. 'x', ends, id) else redis.call('ZREM', tag .. 'x', id) end
  return ends and stamp .. '@' .. ends or stamp
end

local function load(id)
  local flat = redis.call('HGETALL', tag .. 'r:' .. id)
  if #flat == 0 then return nil end
  local columns = {}
  for at = 1, #flat, 2 do columns[flat[at]] = flat[at + 1] end
  return columns
end

-- The text of what a record has in an index, or nil where it is no part of it.
local function entry(def, columns)
  if def.w and columns[def.w] then return nil end
  local parts = {}
  for at, column in ipairs(def.c) do
    local value = columns[column]
    if not value then return nil end
    parts[at] = #value .. ':' .. value
  end
  local text = table.concat(parts)
  if #text > 200 then return '#' .. redis.sha1hex(text) end
  return text
end

local function unlink(def, text, id)
  if not def.u then
    redis.call('ZREM', tag .. 'i:' .. def.n .. ':' .. text, id)
  elseif redis.call('HGET', tag .. 'u:' .. def.n, text) == id then
    redis.call('HDEL', tag .. 'u:' .. def.n, text)
  end
end

local function link(def, text, id)
  if def.u then
    redis.call('HSET', tag .. 'u:' .. def.n, text, id)
  else
    redis.call('ZADD', tag .. 'i:' .. def.n .. ':' .. text, 0, id)
  end
end

-- Takes a record out of all indexes, and out of those that others have taken the place of and that may have it still;
-- of those of now, only where it has something else in them afterwards.
local function leave(id, columns, after)
  for _, def in ipairs(defs) do
    local text = entry(def, columns)
    if text and not (after and entry(def, after) == text) then unlink(def, text, id) end
  end
  for _, def in ipairs(retired) do
    local text = entry(def, columns)
    if text then unlink(def, text, id) end
  end
end

-- Brings a record into all indexes in which it did not have the same before.
local function join(id, columns, before)
  for _, def in ipairs(defs) do
    local text = entry(def, columns)
    if text and not (before and entry(def, before) == text) then link(def, text, id) end
  end
end

-- Writes columns of a record at once; those that are false go.
local function put(record, columns)
  local set = {}
  for column, text in pairs(columns) do
    if text then
      set[#set + 1] = column
      set[#set + 1] = text
    else
      redis.call('HDEL', record, column)
    end
  end
  redis.call('HSET', record, unpack(set))
end

-- Removes a record with all that leads to it.
local function forget(id, columns)
  leave(id, columns)
  redis.call('DEL', tag .. 'r:' .. id)
  redis.call('ZREM', tag .. 'a', id)
  redis.call('ZREM', tag .. 'x', id)
end

-- A record that is there; one that has expired goes now.
local function living(id)
  local columns = load(id)
  if not columns then return nil end
  if not expired(columns['']) then return columns end
  forget(id, columns)
  return nil
end

-- The record that has the values of a unique index, if it is there.
local function holder(def, text)
  local id = redis.call('HGET', tag .. 'u:' .. def.n, text)
  if not id then return nil end
  if living(id) then return id end
  redis.call('HDEL', tag .. 'u:' .. def.n, text)
  return nil
end
`

/** What is asked of a record that was not read before it is written, and what becomes of its numbers. */
const UNREAD = `
local function fits(columns, same)
  for _, one in ipairs(same) do
    if (columns[one[1]] or false) ~= one[2] then return false end
  end
  return true
end

-- Adds to the columns that are no null; gives the one whose sum does not fit.
local function increase(op, columns)
  for _, one in ipairs(op.add or {}) do
    local value = tonumber(columns[one.c])
    if value and (value + one.by < one.min or value + one.by > one.max) then return one.c end
    if value then op.columns[one.c] = string.format('%.0f', value + one.by) end
  end
end
`

/**
 * Writes records, all or none: each operation has the id and stamp of a record that was read, or the id and columns of
 * one to come, or both. Where a record is not as it was read nothing is written. In place of a stamp there may be what
 * a record that was not read has to have; where it has not, or is not there, nothing is written either. Also removes
 * some that have expired. \`begin\` runs before all else, \`record\` where nothing is refused any more.
 */
export const writeText = ({ begin = '', record = '' } = {}): string => `
${REQUEST}
${INDEXES}
${UNREAD}
${begin}
if redis.call('HGET', tag .. 'm', ask.signature) ~= '1' then return 'unknown' end
for _, guard in ipairs(ask.guards) do
  if redis.call('GET', guard[1]) ~= guard[2] then return { 'stale' } end
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', tag .. 'x', '-inf', now, 'LIMIT', 0, 100)) do
  if not living(id) then redis.call('ZREM', tag .. 'x', id) end
end

local before, gone = {}, {}
for at, op in ipairs(ask.ops) do
  if op.from then
    local columns = load(op.from)
    local isThere = columns and not expired(columns[''])
    if op.same and not (isThere and fits(columns, op.same)) then return { 'none' } end
    if not op.same and not (isThere and columns[''] == op.stamp) then return { 'stale' } end
    local beyond = increase(op, columns)
    if beyond then return { 'overflow', beyond } end
    before[at] = columns
    gone[op.from] = true
  end
end

-- New records without a number get the next ones, behind those that are given by hand.
local counted = ask.last and tonumber(redis.call('GET', tag .. 'n') or '0')
local lastNumber, firstNumber = counted and math.max(counted, ask.last), false
for _, op in ipairs(ask.numbers and ask.ops or {}) do
  if not op.to then
    lastNumber = lastNumber + 1
    if lastNumber > ${Number.MAX_SAFE_INTEGER} then return { 'numbers' } end
    op.to = string.format('%.0f', lastNumber)
    op.columns[ask.numbers] = op.to
    firstNumber = firstNumber or op.to
  end
end

local after, keys, values = {}, {}, {}
for at, op in ipairs(ask.ops) do
  if op.to then
    if keys[op.to] or (not gone[op.to] and living(op.to)) then return { 'key' } end
    keys[op.to] = true
    local columns = {}
    for column, text in pairs(before[at] or {}) do columns[column] = text end
    for column, text in pairs(op.columns) do columns[column] = text or nil end
    -- Who writes a new record may not know of a column that was added since.
    for _, column in ipairs(op.from and {} or defaults) do
      if column.d and op.columns[column.n] == nil then columns[column.n] = column.d end
    end
    after[at] = columns
    for _, def in ipairs(defs) do
      local text = def.u and entry(def, columns)
      if text then
        local name = def.n .. ' ' .. text
        local other = not values[name] and holder(def, text)
        if values[name] or (other and not gone[other]) then return { 'unique', def.n, def.c } end
        values[name] = true
      end
    end
  end
end
${record}
for at, op in ipairs(ask.ops) do
  if op.from then
    leave(op.from, before[at], op.from == op.to and after[at])
    if op.from ~= op.to then
      redis.call('DEL', tag .. 'r:' .. op.from)
      redis.call('ZREM', tag .. 'a', op.from)
      redis.call('ZREM', tag .. 'x', op.from)
    end
  end
end
for at, op in ipairs(ask.ops) do
  if op.to then
    local stays, columns = op.from == op.to, after[at]
    local written = stays and op.columns or columns
    written[''] = stamped(op.to, ask.stamp, deadline(columns))
    put(tag .. 'r:' .. op.to, written)
    if not stays then redis.call('ZADD', tag .. 'a', 0, op.to) end
    join(op.to, columns, stays and before[at])
  end
end
if counted and lastNumber > counted then redis.call('SET', tag .. 'n', string.format('%.0f', lastNumber)) end
redis.call('SET', KEYS[1], ask.stamp)
return { 'done', firstNumber }
`

/** Writes, unless there is no memory left. */
export const writeScript = scriptOf(`#!lua\n${writeText()}`)

/** The same where records only go, which must work without memory too. */
export const removeScript = scriptOf(`#!lua flags=allow-oom\n${writeText()}`)
