-- ARGV: entry, consumer, token, task id, state, step, attempt. 1 when published, 0 when the lease is lost.
local entry, consumer, token, id, state, step, attempt = unpack(ARGV)
if not owns(entry, consumer, token) then return 0 end
redis.call('HSET', task_key(id), 'state', state, 'step', step, 'attempt', attempt, 'worker', consumer,
  'updated_at', stamp())
return 1
