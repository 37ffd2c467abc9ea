-- ARGV: nonce, text, task id ('' for none), content hash ('' when unreadable)
-- Returns {task id, entry, position in the results before the submission}.
-- The nonce makes a retried call (its first answer got lost) harmless.
local nonce, text, id, content = unpack(ARGV)
local once = stream .. ':submission:' .. nonce
local before = redis.call('HMGET', once, 'task_id', 'entry', 'position')
if before[1] then return before end

local last = redis.call('XREVRANGE', results, '+', '-', 'COUNT', 1)
local position = last[1] and last[1][1] or '0-0'
local entry = redis.call('XADD', stream, '*', 'task', text)
if id == '' then id = entry end
local key, at = task_key(id), stamp()
if redis.call('EXISTS', key) == 0 then
  redis.call('HSET', key, 'task_id', id, 'state', 'submitted', 'entry', entry, 'content', content, 'task', text,
    'submitted_at', at, 'updated_at', at)
end
redis.call('HSET', once, 'task_id', id, 'entry', entry, 'position', position)
redis.call('EXPIRE', once, 600)
return {id, entry, position}
