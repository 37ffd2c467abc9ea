-- ARGV: entry, consumer, token, task id, delay (seconds), reason. 1 when given back, 0 when the lease is lost.
local entry, consumer, token, id, delay_s, reason = unpack(ARGV)
local key = task_key(id)
if not owns(entry, consumer, token) then
  return redis.call('HGET', key, 'closed') == signature(entry, consumer) and 1 or 0
end
local due = now() + tonumber(delay_s)
redis.call('HINCRBY', key, 'failures', 1)
redis.call('HSET', key, 'state', 'submitted', 'step', 'waiting to be tried again', 'reason', reason,
  'due_at', string.format('%.3f', due), 'updated_at', stamp(), 'closed', signature(entry, consumer))
redis.call('ZADD', delayed, due, id)
close(entry)
return 1
