-- ARGV: entry, consumer, token, task id. Renews the lease if it is still ours: 'held', 'canceled',
-- 'closed' (settled or released by us) or 'lost'.
local entry, consumer, token, id = unpack(ARGV)
if not owns(entry, consumer, token) then
  return redis.call('HGET', task_key(id), 'closed') == signature(entry, consumer) and 'closed' or 'lost'
end
redis.call('XCLAIM', stream, GROUP, consumer, 0, entry, 'IDLE', 0, 'JUSTID')
return redis.call('HGET', task_key(id), 'canceled') and 'canceled' or 'held'
