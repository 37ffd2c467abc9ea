-- ARGV: entry, consumer, task id, content hash ('' when unreadable), text
-- Decides what a claimed entry means: {verdict, detail, detail}.
local entry, consumer, id, content, text = unpack(ARGV)
local key = task_key(id)

local function work()
  local at = stamp()
  local failures = redis.call('HGET', key, 'failures') or '0'
  local crashes = redis.call('HGET', recoveries, entry) or '0'
  redis.call('PERSIST', key)
  redis.call('HDEL', key, 'result', 'finished_at', 'due_at', 'closed')
  redis.call('HSET', key, 'task_id', id, 'state', 'working', 'step', 'claimed', 'entry', entry, 'content', content,
    'task', text, 'worker', consumer, 'recoveries', crashes, 'attempt', failures + 1,
    'updated_at', at)
  redis.call('HSETNX', key, 'submitted_at', string.format('%.3f', tonumber(entry:match('^%d+')) / 1000))
  redis.call('HSETNX', key, 'started_at', at)
  redis.call('HSET', entries, entry, id)
  return {'work', failures, crashes}
end

if holder(entry) ~= consumer then return {'lost'} end
local known = redis.call('HMGET', key, 'state', 'entry', 'content', 'result', 'canceled')
local state, other, old, result, canceled = unpack(known)
if not state then return work() end

if is_open(state) then
  if other == entry then return canceled and {'canceled'} or work() end
  local there = redis.call('XRANGE', stream, other, other)
  if not there[1] and not redis.call('ZSCORE', delayed, id) then return work() end -- its entry was deleted
  if old == content then return {'duplicate', other} end
  return {'reused', state}
end
if old == content and content ~= '' and result then return {'finished', result} end
-- Asked back or rejected: nothing was done under this id yet, so a mended text may come under it.
if state == 'input-required' or state == 'rejected' then
  redis.call('DEL', key)
  return work()
end
return {'reused', state}
