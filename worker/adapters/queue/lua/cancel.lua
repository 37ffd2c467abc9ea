-- ARGV: task id, waiting entry ('' when the state knows it), content hash, text, result, keep_s, results limit
-- Returns the state after it: 'canceled', 'working' (it will stop at its next check), a final state, or 'unknown'.
local id, waiting, content, text, result, keep_s, limit = unpack(ARGV)
local key = task_key(id)
local state, entry = unpack(redis.call('HMGET', key, 'state', 'entry'))
if not state then
  if waiting == '' then return 'unknown' end
  entry = waiting
  redis.call('HSET', key, 'task_id', id, 'state', 'submitted', 'entry', entry, 'content', content, 'task', text)
elseif not is_open(state) then
  return state
end
if redis.call('ZREM', delayed, id) == 0 and holder(entry) then
  redis.call('HSET', key, 'canceled', '1')
  return 'working'
end
close(entry)
publish(id, entry, 'canceled', 'canceled', result, limit)
finish(id, entry, '', 'canceled', result, keep_s)
return 'canceled'
