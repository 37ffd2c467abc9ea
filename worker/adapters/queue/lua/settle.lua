-- ARGV: entry, consumer, token, task id, state, category, result, keep_s, results limit,
--       '1' to write the task's state, reason for the dead letters ('' for none), text for them
-- 1 when settled (now or by an earlier call whose answer got lost), 0 when the lease is lost.
local entry, consumer, token, id, state, category, result, keep_s, limit, record, reason, text = unpack(ARGV)
local key = task_key(id)
if not owns(entry, consumer, token) then
  return redis.call('HGET', key, 'closed') == signature(entry, consumer) and 1 or 0
end
publish(id, entry, state, category, result, limit)
if record == '1' then finish(id, entry, consumer, state, result, keep_s) end
if reason ~= '' then
  local letter = redis.call('XADD', dead, '*', 'task_id', id, 'entry', entry, 'task', text, 'reason', reason,
    'recoveries', redis.call('HGET', recoveries, entry) or '0', 'worker', consumer, 'at', stamp())
  redis.call('HSET', key, 'dead', letter, 'reason', reason)
end
close(entry)
return 1
