import { scriptOf } from './connection.ts'
import { INDEXES, REQUEST } from './scripts.ts'

/**
 * Says which columns and indexes of a model, and whether its expiry, are not kept or not complete. Of a model without records all are complete from
 * the start; with `make` those that are missing are kept from now on. Where one takes another's place, the models that
 * were complete look again before they go by it.
 */
export const schemaScript = scriptOf(`#!lua
${REQUEST}
${INDEXES}
if redis.call('HGET', tag .. 'm', ask.signature) == '1' and schema.expiry.n == ask.expiry then return {} end
local isEmpty = redis.call('ZCARD', tag .. 'a') == 0
local missing, replaces = {}, false

local function same(a, b)
  return a.u == b.u and a.w == b.w and table.concat(a.c or {}, ' ') == table.concat(b.c or {}, ' ')
end

-- Adds what is asked to what is known, and notes what is not complete.
local function merge(known, asked, replace)
  local places = {}
  for at, one in ipairs(known) do places[one.n] = at end
  for _, one in ipairs(asked) do
    local at = places[one.n]
    local kept = at and same(known[at], one)
    if not kept and (isEmpty or ask.make) then
      replaces = replaces or at
      one.built = isEmpty
      local old = at and known[at]
      known[at or #known + 1] = one
      replace(one, old)
    end
    if not isEmpty and not (kept and known[at].built) then missing[#missing + 1] = one.n end
  end
end

merge(defaults, ask.columns, function() end)
merge(defs, ask.indexes, function(def, old)
  redis.call('DEL', tag .. 'u:' .. def.n)
  if old and not old.u then retired[#retired + 1] = old end
end)
schema.retired = not isEmpty and #retired > 0 and retired or nil
if schema.expiry.n ~= ask.expiry and (isEmpty or ask.make) then
  replaces = true
  schema.expiry = { n = ask.expiry, built = isEmpty }
end
if schema.expiry.n ~= ask.expiry or not schema.expiry.built then missing[#missing + 1] = 'expires' end
if replaces then redis.call('DEL', tag .. 'm') end
keep()
if #missing == 0 then redis.call('HSET', tag .. 'm', ask.signature, '1') end
return missing
`)

/**
 * Gives some records, in the order of their ids, the defaults of new columns and, where expiry is new, their end, puts
 * them into new indexes and takes them out of old ones, and says where to go on; at the end those are complete. Where two
 * records have the same unique values the index is kept no more, and no model is complete by it.
 */
export const buildScript = scriptOf(`#!lua
${REQUEST}
${INDEXES}
local function drop(name)
  local others = {}
  for _, def in ipairs(defs) do if def.n ~= name then others[#others + 1] = def end end
  schema.indexes = others
  redis.call('DEL', tag .. 'm')
  keep()
  redis.call('DEL', tag .. 'u:' .. name)
end

local ids = redis.call('ZRANGEBYLEX', tag .. 'a', ask.bound, '+', 'LIMIT', 0, ask.n)
for _, id in ipairs(ids) do
  local columns = living(id)
  for _, column in ipairs(columns and defaults or {}) do
    if not column.built and column.d and not columns[column.n] then
      columns[column.n] = column.d
      redis.call('HSET', tag .. 'r:' .. id, column.n, column.d)
    end
  end
  if columns and not schema.expiry.built then
    redis.call('HSET', tag .. 'r:' .. id, '', stamped(id, string.match(columns[''], '^[^@]*'), deadline(columns)))
  end
  if columns and #retired > 0 then leave(id, columns) end
  for _, def in ipairs(columns and defs or {}) do
    local text = (#retired > 0 or not def.built) and entry(def, columns)
    if text then
      local other = def.u and holder(def, text)
      if other and other ~= id then
        drop(def.n)
        return { 'unique', def.n, def.c }
      end
      link(def, text, id)
    end
  end
end
if #ids == ask.n then return { 'more', '(' .. ids[#ids] } end
for _, column in ipairs(defaults) do column.built = true end
for _, def in ipairs(defs) do def.built = true end
schema.expiry.built = true
schema.retired = nil
keep()
return { 'done' }
`)
