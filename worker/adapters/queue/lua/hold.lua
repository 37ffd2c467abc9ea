-- ARGV: entry, consumer, token, task id. Renews the lease if it is still ours: 'held', 'canceled' or 'lost'.
local entry, consumer, token, id = unpack(ARGV)
if not owns(entry, consumer, token) then return 'lost' end
redis.call('XCLAIM', stream, GROUP, consumer, 0, entry, 'IDLE', 0, 'JUSTID')
return redis.call('HGET', task_key(id), 'canceled') and 'canceled' or 'held'
