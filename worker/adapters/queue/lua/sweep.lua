-- ARGV: consumer, lease (ms), entries that this process works on.
-- Puts delayed tasks that are due back on the stream, then takes over one entry whose lease was not renewed:
-- {entry, fields, recoveries, task id ('' when unknown)}, or nothing.
local consumer, lease_ms = ARGV[1], ARGV[2]
local held = {}
for index = 3, #ARGV do held[ARGV[index]] = true end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', delayed, '-inf', now(), 'LIMIT', 0, 100)) do
  redis.call('ZREM', delayed, id)
  local key = task_key(id)
  local text = redis.call('HGET', key, 'task')
  if text then
    local entry = redis.call('XADD', stream, '*', 'task', text, 'ref', id)
    redis.call('HSET', key, 'entry', entry, 'updated_at', stamp())
    redis.call('HDEL', key, 'due_at')
    local crashes = redis.call('HGET', key, 'recoveries')
    if crashes and crashes ~= '0' then redis.call('HSET', recoveries, entry, crashes) end
  end
end

-- COUNT 1 looks at ten pending entries at most: follow the cursor, or entries behind ten healthy ones are never found.
local cursor = '0-0'
repeat
  local page = redis.call('XAUTOCLAIM', stream, GROUP, consumer, lease_ms, cursor, 'COUNT', 1)
  cursor = page[1]
  local message = page[2][1]
  -- An entry of our own whose renewals failed for a while (Redis was away): claiming it has just renewed it.
  if message and not held[message[1]] then
    local entry = message[1]
    local crashes = redis.call('HINCRBY', recoveries, entry, 1)
    return {entry, message[2], crashes, redis.call('HGET', entries, entry) or ''}
  end
until cursor == '0-0'
return false
