-- ARGV: task id, text from the dead letters ('' for none), its dead letter ('' for none)
-- 'submitted' when enqueued, 'open' when it is not finished, 'unknown', or 'empty' when its text is not kept.
local id, text, letter = unpack(ARGV)
local key = task_key(id)
local state, kept, own_letter = unpack(redis.call('HMGET', key, 'state', 'task', 'dead'))
if not state and text == '' then return 'unknown' end
if state and is_open(state) then return 'open' end
if kept then text = kept end
if text == '' then return 'empty' end
local entry, at = redis.call('XADD', stream, '*', 'task', text, 'ref', id), stamp()
redis.call('PERSIST', key)
redis.call('HDEL', key, 'result', 'failures', 'recoveries', 'canceled', 'finished_at', 'started_at', 'reason', 'dead',
  'closed', 'attempt')
redis.call('HSET', key, 'task_id', id, 'state', 'submitted', 'step', '', 'entry', entry, 'task', text,
  'submitted_at', at, 'updated_at', at)
for _, old in ipairs({letter, own_letter or ''}) do
  if old ~= '' then redis.call('XDEL', dead, old) end
end
return 'submitted'
