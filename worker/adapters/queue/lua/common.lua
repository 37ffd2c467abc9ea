-- Put before every script. KEYS[1] is the stream; every other key is its name plus a suffix, so all carry the same
-- hash tag and live on one node. A script is one atomic step: MULTI with an `if`, which fencing needs.

local stream = KEYS[1]
local results, dead, delayed = stream .. ':results', stream .. ':dead', stream .. ':delayed'
local entries, recoveries = stream .. ':entries', stream .. ':recoveries'
local GROUP = 'workers'

local function task_key(id) return stream .. ':task:' .. id end

-- The server's clock (seconds), because the workers' clocks differ.
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) + tonumber(time[2]) / 1e6
end

local function stamp() return string.format('%.3f', now()) end

-- Which consumer holds the entry; false for none (not delivered, settled, or the group is gone).
local function holder(entry)
  local pending = redis.pcall('XPENDING', stream, GROUP, entry, entry, 1)
  return not pending.err and pending[1] and pending[1][2] or false
end

-- The token is how often the entry was taken over: who was robbed and got it back by chance must not go on with
-- what it began before ('' skips this; nothing was begun).
local function owns(entry, consumer, token)
  if holder(entry) ~= consumer then return false end
  return token == '' or token == (redis.call('HGET', recoveries, entry) or '0')
end

local function is_open(state) return state == 'submitted' or state == 'working' end

local function publish(id, entry, state, category, result, limit)
  redis.call('XADD', results, 'MAXLEN', '~', limit, '*', 'task_id', id, 'entry', entry, 'state', state,
    'category', category, 'result', result, 'at', stamp())
end

-- Ends an entry: nothing of it is left but the task's state and result.
local function close(entry)
  redis.pcall('XACK', stream, GROUP, entry)
  redis.call('XDEL', stream, entry)
  redis.call('HDEL', entries, entry)
  redis.call('HDEL', recoveries, entry)
end

-- Marks who ended which entry, so that a repeated call whose first answer got lost is recognized.
local function signature(entry, consumer) return entry .. ' ' .. consumer end

local function finish(id, entry, consumer, state, result, keep_s)
  local key, at = task_key(id), stamp()
  redis.call('HSET', key, 'task_id', id, 'state', state, 'step', '', 'result', result, 'entry', entry,
    'finished_at', at, 'updated_at', at, 'closed', signature(entry, consumer))
  redis.call('HDEL', key, 'canceled', 'due_at')
  redis.call('EXPIRE', key, keep_s)
end
